"""The weighted rule (加权叫号): bounded overtaking by a weighted index, as `docs/routing.md` explains it.

Of those whom the window may serve and whose seniority is at least theta times the greatest, the one with the
largest seniority for the time it takes is called. So nobody is called while a person waits there who has more
than 1/theta times the seniority, and inside one item and class the first to come is the first called.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from hallctl.domain.board import Board, View
from hallctl.domain.day import HallDay
from hallctl.domain.handling import expected_at_s
from hallctl.domain.heads import NOBODY, Column
from hallctl.domain.loads import busy_min, duty_min
from hallctl.domain.moments import microseconds
from hallctl.domain.reasons import CallReason
from hallctl.domain.routing import Choice, open_to
from hallctl.domain.seniority import MINUTE_US, WeightedRules, seniority
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WindowDuty
from hallctl.domain.tickets import TicketClass
from hallctl.domain.waiting import Changes, Line, ZoneQueue, line_key

FLEXIBILITY_STEP = 0.2
"""Idle windows are equally flexible when they are within such a step of each other."""


class Candidate(NamedTuple):
    """The most senior of a line."""

    seniority: float
    line: Line
    klass: TicketClass
    rank: int
    ticket: str


class WeightedRouter:
    """See the module. Reads the day through boards that follow its changes."""

    name = "weighted"

    def __init__(self, setup: HallSetup) -> None:
        self._setup = setup
        self._rules = setup.weighted
        self._limit = setup.rules.priority_in_a_row
        self._day: HallDay | None = None
        self._changes = Changes()
        self._boards: dict[str, Board] = {}

    # --- who is called -------------------------------------------------------------------------------------

    def choose(
        self, day: HallDay, duty: WindowDuty, services: frozenset[str], now: datetime
    ) -> Choice | None:
        """See `Router`."""
        queue = day.waiting.zones.get(duty.zone)
        if queue is None or not queue.lines:
            return None
        run = day.state.runs.get(duty.zone, 0)
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
        board = self._board(day, duty.zone)
        view = board.view(duty, services)
        lean = self._lean(day, duty, view, now_us / MINUTE_US)
        scale = _Scale(self._setup, self._rules, duty, day, now_us, lean)
        bookings = queue.by_class.get(TicketClass.BOOKED)
        early = bookings is not None and bookings[-1][0][0] > now_us
        senior = board.heads.weigh(now_us / MINUTE_US, early=early)
        np.add(senior, view.shut, out=senior)
        top = int(senior.argmax())
        greatest = senior.item(top)
        first = scale.first(board.heads.lines[top]) if greatest > -NOBODY / 2 else None
        targeted = [
            one
            for line in queue.targeted.values()
            if open_to(line, duty, services, day) and (one := scale.first(line)) is not None
        ]
        for one in targeted:
            if first is None or one.seniority > greatest:
                first, greatest = one, one.seniority
        if first is None:
            return None
        limit = self._rules.theta * greatest if greatest > 0 else greatest
        found = [one for one in targeted if one.seniority >= limit]
        for column in _best(board, view, senior, (greatest, limit), lean):
            one = scale.first(board.heads.lines[column])
            if one is not None:
                found.append(one)
        return self._choice(scale, found[0] if len(found) == 1 else min(found, key=scale.order), first)

    def _choice(self, scale: _Scale, chosen: Candidate, first: Candidate) -> Choice:
        """The call, with the figures that it rests on."""
        index, served_min = scale.index(chosen)
        rule = f"{self.name}:index:{chosen.klass.value}"
        reason = CallReason(
            seniority=round(chosen.seniority, 2),
            index=round(index, 4),
            served_min=round(served_min, 2),
            theta=self._rules.theta,
            lean=round(scale.lean, 3),
        )
        if chosen.seniority < first.seniority and chosen.ticket != first.ticket:
            index, served_min = scale.index(first)
            reason = structs.replace(
                reason,
                senior=scale.day.tickets[first.ticket].number,
                senior_seniority=round(first.seniority, 2),
                senior_index=round(index, 4),
                senior_served_min=round(served_min, 2),
            )
        return Choice(chosen.ticket, 0, rule, reason)

    # --- balance -------------------------------------------------------------------------------------------

    def _lean(self, day: HallDay, duty: WindowDuty, view: View, now_min: float) -> float:
        """The power of handling time: a window behind its peers in count leans to short visits."""
        gamma, loads = self._rules.gamma, day.loads
        row = loads.rows.get(duty.window)
        if row is None or not self._rules.eta:
            return gamma
        on = float(view.peers @ loads.on)
        rates = loads.rates(now_min)
        mean = float(view.peers @ rates) / on if on else 0.0
        if mean <= 0:
            return gamma
        behind = (mean - rates.item(row)) / mean
        return min(2.0, max(0.0, gamma * (1.0 + self._rules.eta * behind)))

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

    # --- following the day ---------------------------------------------------------------------------------

    def _board(self, day: HallDay, zone: str) -> Board:
        if day is not self._day:
            self._day, self._changes = day, day.follow()
        changes = self._changes
        if changes.all:
            self._boards.clear()
            changes.clear()
        if changes.heads or changes.codes:
            for place, key in changes.heads:
                if place in self._boards:
                    self._boards[place].take((key,))
            if changes.codes:
                for board in self._boards.values():
                    board.relearn(changes.codes, changes.clerks)
            changes.clear()
        if zone not in self._boards:
            self._boards[zone] = Board(day, self._setup, self._rules, zone)
        return self._boards[zone]


def _best(
    board: Board, view: View, senior: Column, bounds: tuple[float, float], lean: float
) -> Sequence[int]:
    """Columns of the largest index within (greatest seniority, limit); several when they are equal."""
    greatest, limit = bounds
    if greatest <= 0:
        return _columns(senior >= limit)
    score = board.score
    np.add(board.work, view.factor, out=score)
    np.multiply(score, -lean, out=score)
    np.exp(score, out=score)
    np.multiply(score, senior, out=score)
    np.multiply(score, senior >= limit, out=score)
    best = int(score.argmax())
    value = score.item(best)
    if value <= 0:
        return ()
    equal = score >= value
    return (best,) if np.count_nonzero(equal) == 1 else _columns(equal)


def _columns(which: NDArray[np.bool_]) -> list[int]:
    return [int(column) for column in np.flatnonzero(which)]


class _Scale:
    """Seniority and index as one window sees them at one moment."""

    __slots__ = ("_clerk", "_now_us", "_paces", "_setup", "day", "lean")

    def __init__(
        self, setup: HallSetup, rules: WeightedRules, duty: WindowDuty, day: HallDay, now_us: int, lean: float
    ) -> None:
        self._setup, self._paces, self._clerk = setup, rules.paces, duty.staff
        self.day, self._now_us, self.lean = day, now_us, lean

    def first(self, line: Line) -> Candidate | None:
        """The most senior of a line; None where only the special channel waits."""
        found: Candidate | None = None
        for klass, entries in line.by_class.items():
            pace = self._paces.get(klass)
            if pace is None:
                continue
            (ready_us, rank), ticket = entries[0]
            years = seniority(pace, klass, ready_us, self._now_us)
            if found is None or (-years, rank) < (-found.seniority, found.rank):
                found = Candidate(years, line, klass, rank, ticket)
        return found

    def index(self, one: Candidate) -> tuple[float, float]:
        """(index, expected handling minutes)."""
        learned = self.day.state.learned
        served_min = expected_at_s(learned, self._setup, tuple(one.line.codes), self._clerk) / 60
        return max(0.0, one.seniority) / served_min**self.lean, served_min

    def order(self, one: Candidate) -> tuple[float, float, int, str]:
        """Largest first: index, then seniority, then the smaller number."""
        return (-self.index(one)[0], -one.seniority, one.rank, one.ticket)
