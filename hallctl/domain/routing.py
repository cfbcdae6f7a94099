"""Routing (叫号规则): who is called to a window that asks. One small interface, one rule for each module.

A router reads the waiting lines and changes nothing. No ticket is bound to a window before it is called.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple, Protocol

from hallctl.domain.day import HallDay
from hallctl.domain.moments import microseconds
from hallctl.domain.reasons import Figures
from hallctl.domain.setup import HallSetup, QueueRules
from hallctl.domain.state import WORKING, WindowDuty
from hallctl.domain.tickets import PRIORITY, TicketClass
from hallctl.domain.waiting import Entry, Line, ZoneQueue


class Choice(NamedTuple):
    """Whom the router chose. `run`: priority calls in a row in the zone, this one included."""

    ticket: str
    run: int
    why: str
    figures: Figures | None = None


class Router(Protocol):
    """The rule that chooses."""

    @property
    def name(self) -> str:
        """As in the configuration."""
        ...

    def choose(
        self, day: HallDay, duty: WindowDuty, services: frozenset[str], now: datetime
    ) -> Choice | None:
        """Whom `duty`'s window calls next among the lines within `services`; None when nobody waits there."""
        ...

    def order(self, day: HallDay, idle: Iterable[WindowDuty], now: datetime) -> list[WindowDuty]:
        """Idle windows in the order in which they call when several could."""
        ...


def services(setup: HallSetup, duty: WindowDuty, zone: str | None = None) -> frozenset[str]:
    """What the window may call with the person who staffs it now (QUE-04, ROLE-08).

    A stand-in has what both the absent person may do and the stand-in is qualified for. `zone`: of a ticket
    that came to the window before it was moved (QUE-19); else the one in which the window works now.
    """
    if duty.staff is None:
        return frozenset()
    return setup.services_at(duty.window, duty.staff, duty.acting_for, zone or duty.zone)


def open_to(line: Line, duty: WindowDuty, may: frozenset[str], day: HallDay) -> bool:
    """Whether a window may call from a line.

    A line for one named window is for all once that one does not work, or works in another zone.
    """
    if not line.codes <= may:
        return False
    if line.target is None or line.target == duty.window:
        return True
    target = day.windows.get(line.target)
    return target is None or target.state not in WORKING or target.zone != line.zone


def run_after(day: HallDay, zone: str, klass: TicketClass) -> int:
    """The row of priority calls after one more of class `klass` (QUE-12)."""
    run = day.state.runs.get(zone, 0)
    if klass in PRIORITY:
        return run + 1
    return 0 if klass is TicketClass.NORMAL else run


class StrictRouter:
    """Class by class in the configured order, first in, first out inside a class (QUE-32).

    After `priority_in_a_row` priority calls in a zone, a normal ticket that the window may take goes first
    (QUE-12). A booked visitor who is early is called only when nobody else can be (QUE-13).
    """

    name = "strict"

    def __init__(self, rules: QueueRules) -> None:
        self._order = rules.classes
        self._limit = rules.priority_in_a_row
        self._early = rules.due_early_s * 1_000_000

    def choose(
        self, day: HallDay, duty: WindowDuty, services: frozenset[str], now: datetime
    ) -> Choice | None:
        """See `Router`."""
        queue = day.waiting.zones.get(duty.zone)
        if queue is None or not queue.lines:
            return None
        lines = [line for line in queue.lines.values() if open_to(line, duty, services, day)]
        limit = microseconds(now) + self._early
        early: tuple[TicketClass, Entry] | None = None
        for klass, head in self._heads(queue, lines):
            if klass is TicketClass.BOOKED and head[0][0] > limit:
                early = early or (klass, head)
                continue
            if klass in PRIORITY and day.state.runs.get(duty.zone, 0) >= self._limit:
                normal = _head(lines, TicketClass.NORMAL)
                if normal is not None:
                    return self._choice(day, duty, TicketClass.NORMAL, normal, "after-priority-run")
            return self._choice(day, duty, klass, head, "class-order")
        return self._choice(day, duty, *early, "early-booking") if early else None

    def order(self, day: HallDay, idle: Iterable[WindowDuty], now: datetime) -> list[WindowDuty]:  # noqa: ARG002 - Router
        """Whoever has been idle longest."""
        return sorted(idle, key=lambda duty: (duty.since or now, duty.window))

    def _heads(self, queue: ZoneQueue, lines: list[Line]) -> Iterator[tuple[TicketClass, Entry]]:
        for klass in self._order:
            if klass in queue.by_class:
                head = _head(lines, klass)
                if head is not None:
                    yield klass, head

    def _choice(self, day: HallDay, duty: WindowDuty, klass: TicketClass, head: Entry, rule: str) -> Choice:
        return Choice(head[1], run_after(day, duty.zone, klass), f"{self.name}:{rule}:{klass.value}")


def _head(lines: list[Line], klass: TicketClass) -> Entry | None:
    heads = [line.by_class[klass][0] for line in lines if klass in line.by_class]
    return min(heads) if heads else None
