"""The weighted rule (加权叫号): bounded overtaking by a weighted index, as `docs/routing.md` explains it.

Of those whom the window may serve and whose seniority is at least theta times the greatest, the one with the
largest seniority for the time it takes is called. So nobody is called while a person waits there who has more
than 1/theta times the seniority, and inside one item and class the first to come is the first called.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hallctl.domain.day import HallDay
from hallctl.domain.duties import busy_min, duty_min
from hallctl.domain.learning.handling import expected_at_s
from hallctl.domain.moments import microseconds
from hallctl.domain.routing.board import Board, Boards, View
from hallctl.domain.routing.heads import NOBODY, Column
from hallctl.domain.routing.reasons import Figures
from hallctl.domain.routing.router import Choice, open_to
from hallctl.domain.routing.seniority import MINUTE_US, seniority
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WindowDuty
from hallctl.domain.tickets import TicketClass
from hallctl.domain.waiting import ZoneQueue, line_key

FLEXIBILITY_STEP = 0.2
"""Idle windows are equally flexible when they are within such a step of each other."""


class Candidate(NamedTuple):
    """The most senior of a line, and the log of the minutes that the deciding window needs for the line."""

    seniority: float
    rank: int
    ticket: str
    klass: TicketClass
    work: float

    def weighed(self, lean: float) -> float:
        """Seniority for the time it takes; nothing before a booking's slot."""
        return max(0.0, self.seniority) * math.exp(-lean * self.work)


class WeightedRouter:
    """See the module. Reads the day through boards that follow its changes."""

    name = "weighted"

    def __init__(self, setup: HallSetup) -> None:
        self._setup = setup
        self._rules = setup.weighted
        self._paces = setup.weighted.paces
        self._limit = setup.rules.priority_in_a_row
        self._why = {klass: f"{self.name}:index:{klass.value}" for klass in TicketClass}
        self._boards: Boards | None = None

    def follow(self, setup: HallSetup) -> None:
        """See `Router`."""
        self._setup = setup
        if self._boards is not None:
            self._boards.follow(setup)

    # --- who is called -------------------------------------------------------------------------------------

    def choose(
        self, day: HallDay, duty: WindowDuty, services: frozenset[str], now: datetime
    ) -> Choice | None:
        """See `Router`."""
        queue = day.waiting.zones.get(duty.zone)
        if queue is None or not queue.lines:
            return None
        run = day.state.runs.get(duty.zone, 0)
        special = None
        if TicketClass.SPECIAL_CHANNEL in queue.by_class:
            special = self._special(day, queue, duty, services)
        if special is not None and run < self._limit:
            return self._special_choice(special, run)
        found = self._weighed(day, queue, duty, services, now)
        if found is None:
            return None if special is None else self._special_choice(special, run)
        return found

    def _special_choice(self, ticket: str, run: int) -> Choice:
        return Choice(ticket, run + 1, f"{self.name}:special:{TicketClass.SPECIAL_CHANNEL.value}")

    def _special(
        self, day: HallDay, queue: ZoneQueue, duty: WindowDuty, services: frozenset[str]
    ) -> str | None:
        """The first of the special channel; after a row of them, one other goes first (QUE-11, QUE-12)."""
        for _, ticket in queue.by_class.get(TicketClass.SPECIAL_CHANNEL, ()):
            if open_to(queue.lines[line_key(day.tickets[ticket])], duty, services, day):
                return ticket
        return None

    def _weighed(
        self, day: HallDay, queue: ZoneQueue, duty: WindowDuty, services: frozenset[str], now: datetime
    ) -> Choice | None:
        now_us = microseconds(now)
        now_min = now_us / MINUTE_US
        board = self._board(day, duty.zone)
        view = board.view(duty, services, now_min)
        bookings = queue.by_class.get(TicketClass.BOOKED)
        early = bookings is not None and bookings[-1][0][0] > now_us
        senior = board.heads.weigh(now_min, early=early)
        np.add(senior, view.shut, out=senior)
        top = int(senior.argmax())
        greatest = senior.item(top)
        first = self._candidate(board, view, senior, top) if greatest > -NOBODY / 2 else None
        named: list[Candidate] = []
        if queue.targeted:
            named = list(self._targeted(day, queue, duty, services, now_us))
            for one in named:
                if first is None or one.seniority > greatest:
                    first, greatest = one, one.seniority
        if first is None:
            return None
        lean = view.lean
        limit = self._rules.theta * greatest if greatest > 0 else greatest
        columns = _best(board.score, view.weight, senior, (greatest, limit))
        if len(columns) == 1 and not named:
            chosen = first if columns[0] == top else self._candidate(board, view, senior, columns[0])
        else:
            found = [self._candidate(board, view, senior, column) for column in columns]
            found += [one for one in named if one.seniority >= limit]
            chosen = min(found, key=lambda one: (-one.weighed(lean), -one.seniority, one.rank, one.ticket))
        return self._choice(chosen, first, lean)

    @staticmethod
    def _candidate(board: Board, view: View, senior: Column, column: int) -> Candidate:
        ticket, klass, rank = board.heads.first(column)
        work = board.work.item(column) + view.factor.item(column)
        return Candidate(senior.item(column), rank, ticket, klass, work)

    def _targeted(
        self, day: HallDay, queue: ZoneQueue, duty: WindowDuty, services: frozenset[str], now_us: int
    ) -> Iterator[Candidate]:
        """The most senior of each line that is for this window, or for one that does not work any more."""
        for line in queue.targeted.values():
            if not open_to(line, duty, services, day):
                continue
            takes_s = expected_at_s(day.state.learned, self._setup, tuple(line.codes), duty.staff)
            work = math.log(takes_s / 60)
            people = [
                Candidate(seniority(pace, klass, ready_us, now_us), rank, ticket, klass, work)
                for klass, [((ready_us, rank), ticket), *_] in line.by_class.items()
                if (pace := self._paces.get(klass)) is not None
            ]
            if people:
                yield max(people, key=lambda one: (one.seniority, -one.rank))

    def _choice(self, chosen: Candidate, first: Candidate, lean: float) -> Choice:
        """The call, with the figures that it rests on."""
        theta = self._rules.theta
        if chosen.seniority < first.seniority:
            passed = (first.ticket, first.seniority, first.work)
            figures = Figures(chosen.seniority, chosen.work, lean, theta, *passed)
        else:
            figures = Figures(chosen.seniority, chosen.work, lean, theta)
        return Choice(chosen.ticket, 0, self._why[chosen.klass], figures)

    # --- balance -------------------------------------------------------------------------------------------

    def order(self, day: HallDay, idle: Iterable[WindowDuty], now: datetime) -> list[WindowDuty]:
        """Who of several idle windows calls first: the least flexible, then the least loaded today."""
        by_count = self._rules.by_count

        def place(duty: WindowDuty) -> tuple[int, float, str]:
            crew = self._board(day, duty.zone).crew
            on_duty = duty_min(duty, now)
            work = (1 - by_count) * busy_min(duty, now) / on_duty
            count = by_count * crew.mean_min * duty.served / on_duty
            flexibility = crew.flexibility.get(duty.window, 0.0)
            return round(flexibility / FLEXIBILITY_STEP), work + count, duty.window

        return sorted(idle, key=place)

    def _board(self, day: HallDay, zone: str) -> Board:
        if self._boards is None or self._boards.day is not day:
            self._boards = Boards(day, self._setup, self._rules)
        return self._boards.of(zone)


def _best(score: Column, weight: Column, senior: Column, bounds: tuple[float, float]) -> Sequence[int]:
    """Columns of the largest index within (greatest seniority, limit); several when they are equal."""
    greatest, limit = bounds
    if greatest <= 0:
        return _columns(senior >= limit)
    np.multiply(weight, senior, out=score)
    best = int(score.argmax())
    if senior.item(best) < limit:
        np.multiply(score, senior >= limit, out=score)
        best = int(score.argmax())
    value = score.item(best)
    if value <= 0:
        return ()
    last = len(score) - 1 - int(score[::-1].argmax())
    return (best,) if last == best else _columns((score >= value) & (senior >= limit))


def _columns(which: NDArray[np.bool_]) -> list[int]:
    return [int(column) for column in np.flatnonzero(which)]
