"""The strict rule (严格叫号): class by class in the configured order, first in, first out inside a class."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from hallctl.domain.day import HallDay
from hallctl.domain.moments import microseconds
from hallctl.domain.routing.router import Choice, open_to, run_after
from hallctl.domain.rules import QueueRules
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WindowDuty
from hallctl.domain.tickets import PRIORITY, TicketClass
from hallctl.domain.waiting import Entry, Line, ZoneQueue


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

    def follow(self, setup: HallSetup) -> None:
        """See `Router`. Nothing here depends on people."""

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
