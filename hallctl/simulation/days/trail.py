"""The trail of a day (轨迹): who waited for what and how long, what each window did, read from its records.

Reads nothing but records, so that simulated days and days of a hall's journal are looked at alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Any, Final

from hallctl.domain import events as e
from hallctl.domain.moments import microseconds
from hallctl.domain.records import Record
from hallctl.domain.tickets import TicketClass, line_codes


class Fate(IntEnum):
    """What became of somebody who took a number."""

    WAITING = 0  # still there, or never called before the day ended
    SERVED = 1
    MISSED = 2  # called and not there
    LEFT = 3  # gave the number back, or took another way


@dataclass
class Call:
    """One call: `ready_s` is when the wait for it began. Times are seconds after midnight."""

    window: str
    staff: str
    ready_s: float
    called_s: float
    codes: tuple[str, ...]

    @property
    def wait_s(self) -> float:
        """How long the person had waited; nothing for who is called before the booked time."""
        return max(0.0, self.called_s - self.ready_s)


@dataclass
class Service:
    """Work on one errand by one person, without the time it was set aside."""

    codes: tuple[str, ...]
    staff: str
    took_s: float


@dataclass
class Story:
    """One number from its issue to its end. `promised`: lower end, median, upper end of a simulated wait.

    `walked_s`: from the first call to the window; `missed_s`, `back_s`: when a call was missed, and when the
    person was back.
    """

    klass: TicketClass
    codes: tuple[str, ...]
    taken_s: float
    ready_s: float
    promised: tuple[float, float, float] | None = None
    fate: Fate = Fate.WAITING
    slot_s: float | None = None
    calls: list[Call] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    served_since_s: float | None = None
    waits_since_s: float | None = None
    walked_s: float | None = None
    missed_s: float | None = None
    back_s: float | None = None
    left_s: float | None = None

    @property
    def wait_s(self) -> float:
        """Time spent waiting until the latest call, over all errands."""
        return sum(call.wait_s for call in self.calls)

    def work(self, now_s: float) -> None:
        """What has been worked on until now is worked on no more."""
        if self.served_since_s is not None and self.services:
            self.services[-1].took_s += now_s - self.served_since_s
        self.served_since_s = None


@dataclass
class Shift:
    """What one window did. `handled`: errands ended there."""

    duty_s: float = 0.0
    busy_s: float = 0.0
    handled: int = 0
    on_since_s: float | None = None
    busy_since_s: float | None = None
    idle_since_s: float = 0.0


@dataclass
class Trail:
    """A whole day by ticket and by window."""

    midnight: datetime
    closes_s: float | None = None
    stories: dict[str, Story] = field(default_factory=dict)
    shifts: dict[str, Shift] = field(default_factory=dict)
    ends_s: float = 0.0

    def second(self, at: datetime) -> float:
        """Seconds after midnight."""
        return (at - self.midnight).total_seconds()

    def take(self, record: Record) -> None:
        """One record more, in order."""
        follow = _FOLLOW.get(type(record.event))
        if follow is not None:
            follow(self, record.event, self.second(record.at))

    def shift(self, window: str) -> Shift:
        """What a window has done so far."""
        return self.shifts.setdefault(window, Shift())

    # --- numbers -------------------------------------------------------------------------------------------

    def issued(self, event: e.TicketIssued, now_s: float) -> None:
        """Waiting begins now, or at the booked time."""
        ready_s = (event.place[0] - microseconds(self.midnight)) / 1e6
        told = event.promised if event.promised is not None and event.promised.simulated else None
        self.stories[event.ticket] = Story(
            event.klass,
            line_codes(event.items, event.business, event.zone),
            now_s,
            ready_s,
            promised=None if told is None else (told.low, told.mid, told.high),
            slot_s=None if event.slot is None else self.second(event.slot),
            waits_since_s=ready_s,
        )

    def reassigned(self, event: e.TicketReassigned, _now_s: float) -> None:
        """Waits on, perhaps for something else."""
        story = self.stories.get(event.ticket)
        if story is not None:
            story.codes = line_codes(event.items, event.business, event.to_zone)

    def called(self, event: e.TicketCalled, now_s: float) -> None:
        """The wait for this window is over, and the window is busy."""
        shift = self.shift(event.window)
        shift.busy_since_s = now_s
        story = self.stories.get(event.ticket)
        if story is not None and story.waits_since_s is not None:
            story.calls.append(Call(event.window, event.staff, story.waits_since_s, now_s, story.codes))
            story.waits_since_s = None

    def started(self, event: e.TicketStarted, now_s: float) -> None:
        """The person has come."""
        story = self.stories.get(event.ticket)
        if story is not None:
            story.fate, story.served_since_s = Fate.SERVED, now_s
            staff = story.calls[-1].staff if story.calls else ""
            story.services.append(Service(story.codes, staff, 0.0))
            if story.walked_s is None and story.calls:
                story.walked_s = now_s - story.calls[-1].called_s

    def sent_on(self, event: e.TicketTransferred, now_s: float) -> None:
        """Another wait begins, for something else."""
        story = self.stories.get(event.ticket)
        if story is not None:
            self.shift(event.window).handled += story.served_since_s is not None
            story.work(now_s)
            story.codes = line_codes(event.items, event.business, event.to_zone)
            story.waits_since_s = now_s
        self.empty(event, now_s)

    def sent_back(self, event: e.TicketReturned, now_s: float) -> None:
        """Waits again, for the same; what was begun is begun anew."""
        story = self.stories.get(event.ticket)
        if story is not None:
            if story.served_since_s is not None:
                story.services.pop()
            story.waits_since_s, story.served_since_s = now_s, None
        self.empty_if_busy(event, now_s)

    def queued_again(self, event: e.TicketRequeued, now_s: float) -> None:
        """Came back after a missed call."""
        story = self.stories.get(event.ticket)
        if story is not None:
            story.fate, story.waits_since_s, story.back_s = Fate.WAITING, now_s, now_s

    def completed(self, event: e.TicketCompleted, now_s: float) -> None:
        """Served."""
        story = self.stories.get(event.ticket)
        if story is not None:
            story.work(now_s)
        self.shift(event.window).handled += 1
        self.ends_s = max(self.ends_s, now_s)
        self.empty(event, now_s)

    def missed(self, event: e.TicketNoShow, now_s: float) -> None:
        """Called and not there; the waiting in vain counts for nobody."""
        story = self.stories.get(event.ticket)
        if story is not None:
            story.fate, story.missed_s = Fate.MISSED, now_s
            story.calls.clear()
        self.empty(event, now_s)

    def left(self, event: e.TicketCancelled | e.TicketDiverted, now_s: float) -> None:
        """Given back, or taken elsewhere."""
        story = self.stories.get(event.ticket)
        if story is not None and story.fate is Fate.WAITING:
            story.fate, story.left_s = Fate.LEFT, now_s

    def set_aside(self, event: e.TicketHeld, now_s: float) -> None:
        """The window may call another meanwhile."""
        story = self.stories.get(event.ticket)
        if story is not None:
            story.work(now_s)
        self.empty(event, now_s)

    def taken_up(self, event: e.TicketResumed, now_s: float) -> None:
        """The window goes on with whom it had set aside."""
        story = self.stories.get(event.ticket)
        if story is not None:
            story.served_since_s = now_s
        self.shift(event.window).busy_since_s = now_s

    # --- windows -------------------------------------------------------------------------------------------

    def empty(self, event: Any, now_s: float) -> None:
        """Nobody is at the window any more."""
        shift = self.shift(event.window)
        if shift.busy_since_s is not None:
            shift.busy_s += now_s - shift.busy_since_s
            shift.busy_since_s = None
        shift.idle_since_s = now_s

    def at_work(self, event: Any, now_s: float) -> None:
        """The window is open."""
        shift = self.shift(event.window)
        shift.on_since_s = now_s if shift.on_since_s is None else shift.on_since_s
        shift.idle_since_s = now_s

    def away(self, event: Any, now_s: float) -> None:
        """The window is not. Being idle after closing time is no duty."""
        self.empty_if_busy(event, now_s)
        shift = self.shift(event.window)
        if shift.on_since_s is not None:
            until_s = now_s
            if self.closes_s is not None and now_s > self.closes_s:
                until_s = max(self.closes_s, shift.idle_since_s)
            shift.duty_s += max(0.0, until_s - shift.on_since_s)
            shift.on_since_s = None

    def empty_if_busy(self, event: Any, now_s: float) -> None:
        """A lost window has nobody any more."""
        if self.shift(event.window).busy_since_s is not None:
            self.empty(event, now_s)


_FOLLOW: Final[Mapping[type[e.Event], Callable[[Trail, Any, float], None]]] = {
    e.TicketIssued: Trail.issued,
    e.TicketReassigned: Trail.reassigned,
    e.TicketCalled: Trail.called,
    e.TicketStarted: Trail.started,
    e.TicketTransferred: Trail.sent_on,
    e.TicketReturned: Trail.sent_back,
    e.TicketRequeued: Trail.queued_again,
    e.TicketCompleted: Trail.completed,
    e.TicketNoShow: Trail.missed,
    e.TicketCancelled: Trail.left,
    e.TicketDiverted: Trail.left,
    e.TicketHeld: Trail.set_aside,
    e.TicketResumed: Trail.taken_up,
    e.WindowOpened: Trail.at_work,
    e.WindowResumed: Trail.at_work,
    e.WindowPaused: Trail.away,
    e.WindowClosed: Trail.away,
    e.WindowLost: Trail.away,
}


def trail(records: Iterable[Record], midnight: datetime, closes_s: float | None = None) -> Trail:
    """What the records of a day tell."""
    followed = Trail(midnight, closes_s)
    for record in records:
        followed.take(record)
    return followed
