"""A hall that lives in somebody else's simulator: states come as JSON lines, calls go back as such.

The hall's own waiting lines, loads and routing rule decide; only times, tickets and duties are taken over
from what the simulator says. Times are minutes after midnight, as the simulator counts them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

import msgspec

from hallctl.domain.day import HallDay
from hallctl.domain.hours import Calendar, Hours, Span
from hallctl.domain.learning import Tally
from hallctl.domain.moments import microseconds
from hallctl.domain.posts import Post
from hallctl.domain.routers import ROUTERS
from hallctl.domain.routing import Router, services
from hallctl.domain.seniority import WeightedRules
from hallctl.domain.setup import HallLevel, HallSetup, Item, QueueRules, Staff, Window, WindowKind, Zone
from hallctl.domain.state import DayState, WindowDuty, WindowState
from hallctl.domain.tickets import Ticket, TicketClass, TicketState, place_at

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


class Start(msgspec.Struct, frozen=True, tag_field="event", tag="start"):
    """A day begins. `mean`: handling minutes by item, as learned from earlier days."""

    items: tuple[ItemLine, ...]
    mean: tuple[float, ...]
    windows: tuple[WindowLine, ...]


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


class Route(msgspec.Struct, frozen=True, tag_field="event", tag="route"):
    """Somebody waits and a window is idle: whom do they call?"""

    now: float
    idle: tuple[int, ...]
    waiting: tuple[WaitingLine, ...]
    windows: tuple[DutyLine, ...]


decode_line = msgspec.json.Decoder(Start | Route).decode


def at(minute: float) -> datetime:
    """The moment that the simulator calls `minute`."""
    return MIDNIGHT + timedelta(minutes=minute)


class JudgedHall:
    """One simulated day after another under one rule."""

    def __init__(self, rule: str, weighted: WeightedRules, rules: QueueRules) -> None:
        self._rule, self._weighted, self._rules = rule, weighted, rules
        self.day = HallDay()
        self.setup: HallSetup | None = None
        self.router: Router | None = None

    def start(self, start: Start) -> list[tuple[int, int]]:
        """Take up a new day; nobody is called yet."""
        self.setup = self._hall(start)
        self.router = ROUTERS[self._rule](self.setup)
        state = DayState(date=date(2026, 3, 2))
        for item, mean in zip(start.items, start.mean, strict=True):
            n = KNOWN * item.weight + 1.0
            state.learned.codes[_code(item.id)] = Tally(n, n * mean * 60)
        for window in self.setup.windows:
            state.windows[window] = WindowDuty(window, ZONE, WindowState.PAUSED, staff=window)
        self.day = HallDay(state)
        return []

    def _hall(self, start: Start) -> HallSetup:
        items = [
            Item(_code(item.id), _code(item.id), f"D{item.dept}", ZONE, max(1, round(mean * 60)))
            for item, mean in zip(start.items, start.mean, strict=True)
        ]
        windows = [Window(_window(window.id), ZONE, WindowKind.COMPREHENSIVE) for window in start.windows]
        clerks = [
            Staff(_window(window.id), "", ACCEPTANCE, "", frozenset(map(_code, window.can)))
            for window in start.windows
        ]
        return HallSetup(
            id="judged",
            name="judged",
            level=HallLevel.COUNTY,
            timezone=UTC,
            calendar=Calendar(Hours(Span(0, 1440))),
            zones={ZONE: Zone(ZONE, ZONE, ZONE)},
            windows={window.id: window for window in windows},
            items={item.code: item for item in items},
            types={},
            staff={clerk.id: clerk for clerk in clerks},
            rules=self._rules,
            weighted=self._weighted,
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

    @staticmethod
    def _check(setup: HallSetup, route: Route) -> None:
        """Everything that the line names must have been in the start."""
        windows = {*route.idle, *(window.id for window in route.windows)}
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
