"""The hall day: the state, the indexes over it, and what each event does to it.

`apply` is the only place where state changes, live and in replay alike. It reads nothing but the event.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

from hallctl.domain.duties import keep_time
from hallctl.domain.effects import EFFECTS
from hallctl.domain.learning.learned import Observation
from hallctl.domain.learning.rhythm import Rhythm
from hallctl.domain.outlook import Outlook
from hallctl.domain.parcels import OVER
from hallctl.domain.records import Record
from hallctl.domain.state import (
    AppointmentState,
    DayState,
    WindowDuty,
    WindowState,
    decode_state,
    encode_state,
)
from hallctl.domain.tickets import Ticket, TicketClass, TicketState
from hallctl.domain.waiting import Follower, WaitingRoom

if TYPE_CHECKING:
    from hallctl.domain.outlook.columns import Packed


class HallDay:
    """State of the hall after event number `seq`. `decided_at`: the latest command time seen."""

    def __init__(self, state: DayState | None = None, seq: int = 0) -> None:
        self.seq = seq
        self.decided_at: datetime | None = None
        self._followers: list[Follower] = []
        self.begin(state or DayState(date=date.min))

    def begin(self, state: DayState) -> None:
        """Take up a whole state and build the indexes over it."""
        for follower in self._followers:
            follower.restarted()
        self.state = state
        self.able_windows: dict[tuple[str, frozenset[str]], tuple[int, int]] = {}
        """What `forecast.windows_for` has counted since anything last happened at a window."""
        self.outlooks: dict[str, Outlook] = {}
        """By zone, the latest outlook that somebody has reckoned; knowledge, no state, and maybe none."""
        self.rhythms: dict[str, tuple[Rhythm, Rhythm]] = {}
        """By zone, what `usual.rhythms_of` has made for today."""
        self.packed: dict[tuple[str, str, TicketClass], Packed] = {}
        """By zone, line and class, what `outlook.columns` has made of those who wait there."""
        self.waiting = WaitingRoom(self._followers)
        self.by_token = {ticket.token: ticket.id for ticket in state.tickets.values()}
        self.missing = {t.id: t for t in state.tickets.values() if t.state is TicketState.NO_SHOW}
        for ticket in state.tickets.values():
            if ticket.state is TicketState.WAITING:
                self.waiting.add(ticket)

    def follow(self, follower: Follower) -> None:
        """Tell `follower` of all that changes from now on, beginning with everything."""
        follower.restarted()
        self._followers.append(follower)

    @property
    def date(self) -> date:
        """The local date that is open; `date.min` before the first."""
        return self.state.date

    @property
    def tickets(self) -> dict[str, Ticket]:
        """All tickets of the day by id."""
        return self.state.tickets

    @property
    def windows(self) -> dict[str, WindowDuty]:
        """Duties by window id; use `duty` for one that may not have begun."""
        return self.state.windows

    def duty(self, window: str, zone: str) -> WindowDuty:
        """The duty of a window, CLOSED where nothing has happened yet. Changes nothing."""
        return self.state.windows.get(window) or WindowDuty(window=window, zone=zone)

    def window_of(self, staff: str) -> WindowDuty | None:
        """The window that a person staffs."""
        for duty in self.state.windows.values():
            if duty.staff == staff and duty.state is not WindowState.CLOSED:
                return duty
        return None

    def learn(self, observed: Iterable[Observation], clerk: str) -> None:
        """Learn how long a visit took."""
        for seen in observed:
            self.state.learned.take(seen, clerk)
            for follower in self._followers:
                follower.learned(seen.code, clerk)

    def keep_time(self, duty: WindowDuty, at: datetime) -> None:
        """Something happened at a window: its clocks go on, and followers are told."""
        keep_time(duty, at)
        self.able_windows.clear()
        for follower in self._followers:
            follower.window_touched(duty.window, at)

    def apply(self, record: Record) -> None:
        """Take one event in. Events come in order without gaps."""
        EFFECTS[type(record.event)](self, record.event, record)
        duty = self.state.windows.get(getattr(record.event, "window", None) or "")
        if duty is not None:
            self.keep_time(duty, record.at)
        self.seq = record.seq
        if self.decided_at is None or record.recorded_at > self.decided_at:
            self.decided_at = record.recorded_at

    def snapshot(self) -> bytes:
        """The state as bytes; equal states give equal bytes."""
        return encode_state(self.state)


def carry_over(state: DayState, day: date) -> DayState:
    """What the new date begins with: people at their windows, future bookings, alarms, devices; no numbers.

    Windows that were moved are back in their zones, and nothing of the plan is left.
    """
    kept = {
        ticket.id: ticket
        for ticket in state.tickets.values()
        if ticket.state in {TicketState.CALLED, TicketState.SERVING, TicketState.HELD}
    }
    fresh = DayState(
        date=day,
        tickets=kept,
        windows=state.windows,
        present=state.present,
        appointments={
            a.id: a
            for a in state.appointments.values()
            if a.state is AppointmentState.BOOKED and a.slot.date() >= day
        },
        alarms=state.alarms,
        devices=state.devices,
        maintenance=state.maintenance,
        captures=state.captures,
        parcels={parcel.id: parcel for parcel in state.parcels.values() if parcel.status not in OVER},
        repairs=state.repairs,
        relays=state.relays,
        relay_hours=state.relay_hours,
        blocks=state.blocks,
        notices=state.notices,
        calls=[call for call in state.calls if call.ticket in kept],
        learned=state.learned,
        clips={clip.id: clip for clip in state.clips.values() if clip.ended_at is None},
        held=state.held,
        videos=state.videos,
        announcements=state.announcements,
        results=state.results,
        messages=state.messages,
        # What fell due before a new year may be made after it, under the old year's numbers.
        documents={key: n for key, n in state.documents.items() if key >= str(day.year - 1)},
        drawing=state.drawing,
        letters={letter.id: letter for letter in state.letters.values() if letter.until >= day},
        lettered=state.lettered,
        tests=state.tests,
        enquiries=state.enquiries,
        postings=state.postings,
        lives=state.lives,
        barred=state.barred,
        credit_rules=state.credit_rules,
    )
    copy = decode_state(encode_state(fresh))
    for duty in copy.windows.values():
        moved = state.plan.moves.get(duty.window)
        if moved is not None:
            duty.zone = moved.home
        duty.served, duty.served_s = 0, 0.0
        duty.on_since = duty.busy_since = None
        duty.duty_s = duty.busy_s = 0.0
    return copy


def replay(records: Iterable[Record], day: HallDay | None = None) -> HallDay:
    """The state after `records`, from `day` or from nothing."""
    day = day or HallDay()
    for record in records:
        day.apply(record)
    return day
