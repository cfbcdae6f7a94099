"""Routers under watch: every decision is reckoned again, ticket by ticket, before it is passed on.

What is checked is what `docs/routing.md` promises, read off the tickets themselves: the lines, boards and
columns that the routers keep are not looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Protocol

from hallctl.domain.day import HallDay
from hallctl.domain.learning.handling import expected_at_s
from hallctl.domain.moments import microseconds
from hallctl.domain.routing.router import Choice, Router
from hallctl.domain.routing.routers import ROUTERS
from hallctl.domain.routing.seniority import seniority
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WORKING, WindowDuty
from hallctl.domain.tickets import PRIORITY, Ticket, TicketClass, TicketState

SPECIAL: Final = TicketClass.SPECIAL_CHANNEL
NORMAL: Final = TicketClass.NORMAL
BOOKED: Final = TicketClass.BOOKED
CLOSE: Final = 1e-6
ROUNDING: Final = 2e-3
STALE: Final = 0.25
"""What the rule knows of a clerk may be some visits old."""


@dataclass(frozen=True)
class Moment:
    """What a router is asked."""

    setup: HallSetup
    day: HallDay
    duty: WindowDuty
    services: frozenset[str]
    now: datetime

    @property
    def now_us(self) -> int:
        return microseconds(self.now)

    @property
    def run(self) -> int:
        """Priority calls in a row in the zone."""
        return self.day.state.runs.get(self.duty.zone, 0)

    def candidates(self) -> Iterator[Ticket]:
        """Everybody who waits and may be called."""
        for ticket in self.day.tickets.values():
            if ticket.state is TicketState.WAITING and ticket.zone == self.duty.zone and self._may(ticket):
                yield ticket

    def _may(self, ticket: Ticket) -> bool:
        if not frozenset(ticket.codes) <= self.services:
            return False
        named = ticket.target_window
        if named is None or named == self.duty.window:
            return True
        other = self.day.windows.get(named)
        return other is None or other.state not in WORKING or other.zone != ticket.zone


class Rule(Protocol):
    """What a rule promises of one decision."""

    def check(self, moment: Moment, called: Ticket, people: list[Ticket], choice: Choice) -> bool:
        """Fail when the rule is broken. Whether somebody more senior was passed over."""
        ...


class StrictRule:
    """Class by class as configured; after a row of priority calls a normal number (QUE-12, 13, 32)."""

    def check(self, moment: Moment, called: Ticket, people: list[Ticket], choice: Choice) -> bool:
        """See `Rule`."""
        rules = moment.setup.rules
        due_us = moment.now_us + rules.due_early_s * 1_000_000
        due = [one for one in people if one.klass is not BOOKED or one.place[0] <= due_us]
        classes = {one.klass for one in due or people}
        klass = next(klass for klass in rules.classes if klass in classes)
        if klass in PRIORITY and NORMAL in classes and moment.run >= rules.priority_in_a_row:
            klass = NORMAL
        assert called.klass is klass, "class by class"
        assert called.place == min(one.place for one in people if one.klass is klass), "first in, first out"
        normal = klass is NORMAL
        assert choice.run == (moment.run + 1 if klass in PRIORITY else 0 if normal else moment.run)
        return False


@dataclass(frozen=True)
class Person:
    """Somebody whom the deciding window may call, as the weighted rule sees them."""

    ticket: Ticket
    seniority: float
    index: float


class WeightedRule:
    """Seniority bounds overtaking, the index decides within the bound; the special channel goes first."""

    def check(self, moment: Moment, called: Ticket, people: list[Ticket], choice: Choice) -> bool:
        """See `Rule`."""
        specials = sum(one.klass is SPECIAL for one in people)
        if called.klass is SPECIAL:
            full_run = moment.run >= moment.setup.rules.priority_in_a_row
            assert not full_run or specials == len(people)
            return False
        assert not specials or moment.run >= moment.setup.rules.priority_in_a_row
        lean = choice.figures.lean if choice.figures is not None else 1.0
        others = [self._person(moment, one, lean) for one in people if one.klass is not SPECIAL]
        chosen = next(one for one in others if one.ticket is called)
        greatest = max(one.seniority for one in others)
        theta = moment.setup.weighted.theta
        limit = theta * greatest if greatest > 0 else greatest
        assert chosen.seniority >= limit - CLOSE, "the starvation guard"
        if greatest > 0 and theta < 1:
            best = max(one.index for one in others if one.seniority >= limit + CLOSE)
            slack = STALE if moment.day.state.learned.clerks else ROUNDING
            assert chosen.index >= best * (1 - slack), "the largest index"
        return chosen.seniority < greatest - CLOSE

    @staticmethod
    def _person(moment: Moment, ticket: Ticket, lean: float) -> Person:
        pace = moment.setup.weighted.paces[ticket.klass]
        waited = seniority(pace, ticket.klass, ticket.place[0], moment.now_us)
        learned = moment.day.state.learned
        takes_min = expected_at_s(learned, moment.setup, ticket.codes, moment.duty.staff) / 60
        return Person(ticket, waited, max(0.0, waited) / takes_min**lean)


RULES: Final[dict[str, Rule]] = {"strict": StrictRule(), "weighted": WeightedRule()}


@dataclass
class Watched:
    """The router; every decision is checked against the rule before it is passed on."""

    router: Router
    setup: HallSetup
    decisions: int = 0
    passed_over: int = 0
    most_waiting: int = 0
    chosen: list[TicketClass] = field(default_factory=list)
    latest: Choice | None = None

    @property
    def name(self) -> str:
        return self.router.name

    def follow(self, setup: HallSetup) -> None:
        self.setup = setup
        self.router.follow(setup)

    def order(self, day: HallDay, idle: Iterable[WindowDuty], now: datetime) -> list[WindowDuty]:
        return self.router.order(day, idle, now)

    def choose(
        self, day: HallDay, duty: WindowDuty, services: frozenset[str], now: datetime
    ) -> Choice | None:
        choice = self.latest = self.router.choose(day, duty, services, now)
        moment = Moment(self.setup, day, duty, services, now)
        people = list(moment.candidates())
        assert (choice is None) == (not people), "somebody is called exactly if somebody may be"
        if choice is not None:
            self._check(moment, choice, people)
        return choice

    def _check(self, moment: Moment, choice: Choice, people: list[Ticket]) -> None:
        self.decisions += 1
        self.most_waiting = max(self.most_waiting, len(people))
        called = next(one for one in people if one.id == choice.ticket)
        self.chosen.append(called.klass)
        same = [one for one in people if same_line(one, called)]
        assert called.place == min(one.place for one in same), "first in, first out in a matter and class"
        self.passed_over += RULES[self.name].check(moment, called, people, choice)


def watched(rule: str, setup: HallSetup) -> Watched:
    """The product's router of that name, under watch."""
    return Watched(ROUTERS[rule](setup), setup)


def same_line(one: Ticket, other: Ticket) -> bool:
    """Whether both came for the same, wait with the same class and are for the same windows."""
    return (one.codes, one.klass, one.target_window) == (other.codes, other.klass, other.target_window)
