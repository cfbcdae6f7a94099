"""A hall that lives in somebody else's simulator: states come as JSON lines, calls go back as such.

The hall's own waiting lines, loads and routing rule decide; only times, tickets and duties are taken over
from what the simulator says. Times are minutes after midnight, as the simulator counts them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

import msgspec

from hallctl.domain.advice.rules import AdviceRules
from hallctl.domain.day import HallDay
from hallctl.domain.hours import Calendar, DayKind, Hours, Span
from hallctl.domain.learning.learned import Tally
from hallctl.domain.learning.turnout import Turnout
from hallctl.domain.moments import microseconds
from hallctl.domain.posts import Post
from hallctl.domain.routing.router import Router, services
from hallctl.domain.routing.routers import ROUTERS
from hallctl.domain.routing.seniority import WeightedRules
from hallctl.domain.setup import (
    HallLevel,
    HallSetup,
    Item,
    QueueRules,
    Staff,
    Window,
    WindowAttribute,
    WindowKind,
    Zone,
)
from hallctl.domain.state import DayState, WindowDuty, WindowState
from hallctl.domain.tickets import Ticket, TicketClass, TicketState, place_at
from hallctl.simulation.judged_advice import (
    END_OF_DAY,
    DayLine,
    opening_advice,
    serving,
    set_standby,
    shift_spans,
    take_bookings,
    usual,
)

ZONE: Final = "A"
ACCEPTANCE: Final = Post.COMPREHENSIVE_ACCEPTANCE
CLASSES: Final = (TicketClass.NORMAL, TicketClass.CARE, TicketClass.BOOKED, TicketClass.TRANSFER)
"""The simulator's classes by number: ordinary, priority, appointment, second errand."""

MIDNIGHT: Final = datetime(2026, 3, 2, tzinfo=UTC)
KNOWN: Final = 1e6
"""Observations that the simulator's means are worth: nothing draws them elsewhere."""


class ItemLine(msgspec.Struct, frozen=True):
    """An item; `weight` is its share of the demand."""

    id: int
    dept: int
    weight: float = 1.0


class WindowLine(msgspec.Struct, frozen=True):
    """A window and the items that it may serve."""

    id: int
    can: frozenset[int]
    shifts: tuple[tuple[float, float], ...] = ()
    standby: bool = False  # opens on advice only


class Start(msgspec.Struct, frozen=True, tag_field="event", tag="start"):
    """A day begins. `mean`: handling minutes by item, as learned from earlier days. `day` is for advice."""

    items: tuple[ItemLine, ...]
    mean: tuple[float, ...]
    windows: tuple[WindowLine, ...]
    day: DayLine | None = None


class WaitingLine(msgspec.Struct, frozen=True):
    """Somebody who waits."""

    id: int
    item: int
    cls: int
    ready: float


class DutyLine(msgspec.Struct, frozen=True):
    """What a window has done so far."""

    id: int
    on_duty: bool
    busy: float
    handled: int
    idle_since: float
    item: int | None = None
    since: float | None = None  # when the visit began that goes on there


class Route(msgspec.Struct, frozen=True, tag_field="event", tag="route"):
    """Somebody waits and a window is idle: whom do they call?"""

    now: float
    idle: tuple[int, ...]
    waiting: tuple[WaitingLine, ...]
    windows: tuple[DutyLine, ...]


class Advise(msgspec.Struct, frozen=True, tag_field="event", tag="advise"):
    """Which standby window is worth opening or closing? `bookings`: (slot, item) of who has not come yet."""

    now: float
    waiting: tuple[WaitingLine, ...]
    windows: tuple[DutyLine, ...]
    bookings: tuple[tuple[float, int], ...] = ()


decode_line = msgspec.json.Decoder(Start | Route | Advise).decode


def at(minute: float) -> datetime:
    """The moment that the simulator calls `minute`."""
    return MIDNIGHT + timedelta(minutes=minute)


class JudgedHall:
    """One simulated day after another under one rule."""

    def __init__(self, rule: str, weighted: WeightedRules, rules: QueueRules, advice: AdviceRules) -> None:
        self._rule, self._weighted, self._rules, self._advice = rule, weighted, rules, advice
        self._standby: frozenset[str] = frozenset()
        self.day = HallDay()
        self.setup: HallSetup | None = None
        self.router: Router | None = None

    def reply(self, line: Start | Route | Advise) -> list[tuple[int, int]] | list[tuple[str, int]]:
        """What goes back for one line."""
        if isinstance(line, Start):
            return self.start(line)
        return self.route(line) if isinstance(line, Route) else self.advise(line)

    def start(self, start: Start) -> list[tuple[int, int]]:
        """Take up a new day; nobody is called yet."""
        self.setup = self._hall(start)
        self.router = ROUTERS[self._rule](self.setup)
        state = DayState(date=MIDNIGHT.date())
        for item, mean in zip(start.items, start.mean, strict=True):
            n = KNOWN * item.weight + 1.0
            state.learned.codes[_code(item.id)] = Tally(n, n * mean * 60)
        for window in self.setup.windows:
            state.windows[window] = WindowDuty(window, ZONE, WindowState.PAUSED, staff=window)
        self._standby = frozenset(_window(window.id) for window in start.windows if window.standby)
        if start.day is not None:
            weights = {_code(item.id): (f"D{item.dept}", item.weight) for item in start.items}
            state.learned.demand[DayKind.REGULAR.value] = {ZONE: usual(start.day, weights)}
        self.day = HallDay(state)
        return []

    def _hall(self, start: Start) -> HallSetup:
        items = [
            Item(_code(item.id), _code(item.id), f"D{item.dept}", ZONE, max(1, round(mean * 60)))
            for item, mean in zip(start.items, start.mean, strict=True)
        ]
        windows = [
            Window(
                _window(window.id),
                ZONE,
                WindowKind.COMPREHENSIVE,
                attributes=frozenset({WindowAttribute.TEMPORARY} if window.standby else ()),
            )
            for window in start.windows
        ]
        close = start.day.close if start.day else END_OF_DAY
        clerks = [
            Staff(
                _window(window.id),
                "",
                ACCEPTANCE,
                "",
                frozenset(map(_code, window.can)),
                shifts=shift_spans(window.shifts, close),
            )
            for window in start.windows
        ]
        return HallSetup(
            id="judged",
            name="judged",
            level=HallLevel.COUNTY,
            timezone=UTC,
            calendar=start.day.calendar if start.day else Calendar(Hours(Span(0, END_OF_DAY))),
            zones={ZONE: Zone(ZONE, ZONE, ZONE)},
            windows={window.id: window for window in windows},
            items={item.code: item for item in items},
            types={},
            staff={clerk.id: clerk for clerk in clerks},
            rules=self._rules,
            weighted=self._weighted,
            advice=self._advice,
        )

    def route(self, route: Route) -> list[tuple[int, int]]:
        """(ticket, window) for each call to make now."""
        if self.setup is None or self.router is None:
            raise ValueError("the first line must be a start")
        self._check(self.setup, route)
        now = at(route.now)
        for window in route.windows:
            self._take_duty(window, now)
        self._take_waiting(route.waiting)
        idle = [self.day.windows[_window(window)] for window in route.idle]
        calls = []
        for duty in self.router.order(self.day, idle, now):
            choice = self.router.choose(self.day, duty, services(self.setup, duty), now)
            if choice is not None:
                self._leave(self.day.tickets[choice.ticket])
                calls.append((int(choice.ticket), int(duty.window)))
        return calls

    def advise(self, line: Advise) -> list[tuple[str, int]]:
        """("open" or "close", window): up to two to open, or one to close."""
        if self.setup is None:
            raise ValueError("the first line must be a start")
        self._check(self.setup, line)
        now, day = at(line.now), self.day
        visits = []
        for window in line.windows:
            self._take_duty(window, now)
            duty = day.windows[_window(window.id)]
            if window.item is not None and window.on_duty:
                visits.append(serving(duty, ZONE, _code(window.item), at(window.since or line.now)))
                duty.ticket = visits[-1].id
            if duty.window in self._standby:
                set_standby(day, duty, now)
        self._take_waiting(line.waiting)
        take_bookings(day.state, ZONE, [(at(slot), _code(item)) for slot, item in line.bookings])
        day.tickets.update({visit.id: visit for visit in visits})
        try:
            return opening_advice(day, self.setup, self._rule, ZONE, now)
        finally:
            for visit in visits:
                day.windows[visit.window or ""].ticket = None
                del day.tickets[visit.id]

    @staticmethod
    def _check(setup: HallSetup, route: Route | Advise) -> None:
        """Everything that the line names must have been in the start."""
        idle = route.idle if isinstance(route, Route) else ()
        windows = {*idle, *(window.id for window in route.windows)}
        unknown = [window for window in windows if _window(window) not in setup.windows]
        if unknown:
            raise ValueError(f"window {unknown[0]} was not in the start")
        for line in route.waiting:
            if _code(line.item) not in setup.items or not 0 <= line.cls < len(CLASSES):
                raise ValueError(f"ticket {line.id}: item {line.item} or class {line.cls} is unknown")

    def _take_duty(self, line: DutyLine, now: datetime) -> None:
        duty = self.day.windows[_window(line.id)]
        on = WindowState.OPEN if line.item is None else WindowState.SERVING
        duty.state = on if line.on_duty else WindowState.PAUSED
        duty.staff = duty.window
        changed = max(at(line.idle_since), duty.on_since or at(line.idle_since))
        duty.since = at(line.idle_since)
        duty.served, duty.busy_s = line.handled, line.busy * 60
        self.day.keep_time(duty, min(now, changed))

    def _take_waiting(self, lines: tuple[WaitingLine, ...]) -> None:
        present = {str(line.id) for line in lines}
        for ticket in [ticket for ticket in self.day.tickets.values() if ticket.id not in present]:
            self._leave(ticket)
        for line in lines:
            if str(line.id) not in self.day.tickets:
                ticket = _ticket(line)
                self.day.tickets[ticket.id] = ticket
                self.day.waiting.add(ticket)
                if ticket.klass is not TicketClass.TRANSFER:
                    turnout = self.day.state.turnout.setdefault(ZONE, Turnout())
                    turnout.take(ticket.codes, ticket.klass, ticket.taken_at)

    def _leave(self, ticket: Ticket) -> None:
        self.day.waiting.remove(ticket)
        del self.day.tickets[ticket.id]


def _code(item: int) -> str:
    return f"I{item:04d}"


def _window(window: int) -> str:
    return f"{window:04d}"


def _ticket(line: WaitingLine) -> Ticket:
    ready = at(line.ready)
    return Ticket(
        id=str(line.id),
        number=str(line.id),
        zone=ZONE,
        items=(_code(line.item),),
        type=None,
        klass=CLASSES[line.cls],
        state=TicketState.WAITING,
        taken_at=ready,
        valid_on=ready.date(),
        token=str(line.id),
        channel="simulator",
        place=place_at(microseconds(ready), line.id),
    )
