"""Sketched days (速写): how long people wait, reckoned in a small part of the time of a whole day.

The same people meet the same clerks, but not the hall: a free window takes the greatest seniority for the
time it takes, with the guard of the weighted rule and without its balancing; else class by class. Nobody
leaves. Good enough to say which additions are worth whole days; figures that are told come from those.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from hallctl.domain.learning.handling import department_of
from hallctl.domain.routing.seniority import Pace
from hallctl.domain.setup import DEFAULT_HANDLING_S, HallSetup
from hallctl.domain.tickets import TicketClass
from hallctl.simulation.days.clerks import Seat
from hallctl.simulation.days.people import Visitor
from hallctl.simulation.days.runs import Coming

STRICT_STEP_MIN: Final = 1e5
"""Under the strict rule a class has so much more seniority than the next."""

LATE_S: Final = 600.0
"""Whoever comes no later than that waits from the booked time."""


UNKNOWN_MIN: Final = DEFAULT_HANDLING_S / 60
"""What a matter takes that the hall no longer has."""


class Law(NamedTuple):
    """Who goes first: pace of each class, share of the greatest seniority that is needed, power of time.

    `minutes`: expected handling time by code.
    """

    paces: Mapping[TicketClass, Pace]
    theta: float
    gamma: float
    minutes: Mapping[str, float]


def law(setup: HallSetup, rule: str, minutes: Mapping[str, float]) -> Law:
    """What the hall's rule comes to."""
    weighted = setup.weighted
    if rule == "weighted":
        above_all = Pace(1.0, STRICT_STEP_MIN)
        paces = {klass: weighted.paces.get(klass, above_all) for klass in TicketClass}
        return Law(paces, weighted.theta, weighted.gamma, minutes)
    last_first = reversed([TicketClass(name) for name in setup.rules.order])
    steps = {klass: Pace(1.0, step * STRICT_STEP_MIN) for step, klass in enumerate(last_first)}
    return Law({klass: steps.get(klass, Pace(1.0, 0.0)) for klass in TicketClass}, 1.0, 0.0, minutes)


class Waiting(NamedTuple):
    """Somebody in a line, for errand number `leg`."""

    ready_s: float
    visitor: Visitor
    leg: int


@dataclass
class Desk:
    """A window with its clerk, who may serve `may`. `idle`: on duty with nobody to serve, since `since_s`."""

    seat: Seat
    may: frozenset[str]
    spells: deque[tuple[float, float]]
    idle: bool = False
    busy: bool = False
    since_s: float = 0.0

    def on_duty(self, now_s: float) -> bool:
        """Whether the clerk works now; over spells are forgotten, unless somebody stays."""
        while self.spells and self.spells[0][1] <= now_s:
            if self.seat.stays and len(self.spells) == 1:
                return True
            self.spells.popleft()
        return bool(self.spells) and self.spells[0][0] <= now_s


Line = tuple[tuple[str, ...], TicketClass]


@dataclass
class Sketch:
    """One day of a hall."""

    setup: HallSetup
    law: Law
    coming: Coming
    _waited_s: float = 0.0
    _lines: dict[Line, deque[Waiting]] = field(default_factory=dict)
    _desks: list[Desk] = field(default_factory=list)
    _events: list[tuple[float, int, Waiting | Desk]] = field(default_factory=list)
    _order: int = 0

    def live(self) -> float:
        """Live the day, once; seconds that everybody together waited."""
        for visitor in self.coming.people.visitors:
            if not visitor.missing:
                arrives_s = visitor.arrives_s
                booked_s = visitor.slot_s if visitor.slot_s is not None else 0
                ready_s = max(arrives_s, booked_s) if arrives_s <= booked_s + LATE_S else arrives_s
                self._later(arrives_s, Waiting(ready_s, visitor, 0))
        for seat in self.coming.seats:
            if seat.spells and not seat.standby:
                may = self.setup.services_at(seat.window, seat.staff, None)
                desk = Desk(seat, may, deque((spell.start_s, spell.end_s) for spell in seat.spells))
                self._desks.append(desk)
                for spell in seat.spells:
                    self._later(spell.start_s, desk)
        now_s = 0.0
        while self._events:
            now_s, _, who = heapq.heappop(self._events)
            if isinstance(who, Waiting):
                self._wait(who, now_s)
            elif not who.busy or now_s >= who.since_s:
                self._free(who, now_s)
        return self._waited_s + sum(
            max(0.0, now_s - waiting.ready_s) for line in self._lines.values() for waiting in line
        )

    def _later(self, at_s: float, who: Waiting | Desk) -> None:
        self._order += 1
        heapq.heappush(self._events, (at_s, self._order, who))

    def _wait(self, waiting: Waiting, now_s: float) -> None:
        """Straight to the idle window that may serve least, or into the line."""
        visitor, leg = waiting.visitor, waiting.leg
        codes = visitor.errands[leg].codes
        able = [desk for desk in self._desks if desk.idle and desk.may.issuperset(codes)]
        idle = [desk for desk in able if self._still_idle(desk, now_s)]
        if idle:
            self._serve(min(idle, key=lambda desk: (len(desk.may), desk.since_s)), waiting, now_s)
            return
        klass = TicketClass.BOOKED if visitor.slot_s is not None else visitor.klass
        line = codes, TicketClass.TRANSFER if leg else klass
        self._lines.setdefault(line, deque()).append(waiting)

    @staticmethod
    def _still_idle(desk: Desk, now_s: float) -> bool:
        desk.idle = desk.on_duty(now_s)
        return desk.idle

    def _free(self, desk: Desk, now_s: float) -> None:
        """Nobody is at the window: the next, or nothing to do."""
        desk.busy = desk.idle = False
        desk.since_s = now_s
        if not desk.on_duty(now_s):
            return
        line = self._chosen(desk, now_s)
        if line is None:
            desk.idle = True
            return
        waiting = self._lines[line].popleft()
        if not self._lines[line]:
            del self._lines[line]
        self._serve(desk, waiting, now_s)

    def _chosen(self, desk: Desk, now_s: float) -> Line | None:
        paces, theta, gamma, minutes = self.law
        heads = []
        for line, people in self._lines.items():
            codes, klass = line
            if not desk.may.issuperset(codes):
                continue
            waited = (now_s - people[0].ready_s) / 60.0
            rate, start = paces[klass]
            seniority = waited if waited < 0.0 else rate * waited + start
            heads.append((seniority, minutes.get(codes[0], UNKNOWN_MIN), line))
        if not heads:
            return None
        greatest = max(heads)[0]
        limit = theta * greatest if greatest > 0.0 else greatest
        able = (head for head in heads if head[0] >= limit)
        return max(able, key=lambda head: (max(0.0, head[0]) / head[1] ** gamma, head[0]))[2]

    def _serve(self, desk: Desk, waiting: Waiting, now_s: float) -> None:
        self._waited_s += max(0.0, now_s - waiting.ready_s)
        visitor, leg = waiting.visitor, waiting.leg
        done_s = now_s + self.coming.people.no_show_s
        if not visitor.gone:
            done_s = now_s + visitor.walk_s + self._work_s(desk, visitor, leg)
            while leg + 1 < len(visitor.errands):
                leg += 1
                if not desk.may.issuperset(visitor.errands[leg].codes):
                    self._later(done_s, Waiting(done_s, visitor, leg))
                    break
                done_s += self._work_s(desk, visitor, leg)
        desk.idle, desk.busy, desk.since_s = False, True, done_s
        self._later(done_s, desk)

    def _work_s(self, desk: Desk, visitor: Visitor, leg: int) -> float:
        errand = visitor.errands[leg]
        return errand.work_s * desk.seat.factor(department_of(self.setup, errand.codes[0]))
