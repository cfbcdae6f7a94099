"""The board of one zone: its lines and windows in columns, kept up to date from the day's changes."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Final

import numpy as np

from hallctl.domain.day import HallDay
from hallctl.domain.learning.handling import department_of, expected_s
from hallctl.domain.routing.crews import Crew
from hallctl.domain.routing.heads import Column, Heads
from hallctl.domain.routing.loads import FRESH_MIN, Loads, minutes
from hallctl.domain.routing.router import services as services_at
from hallctl.domain.routing.seniority import WeightedRules
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WindowDuty, WindowState
from hallctl.domain.waiting import Line, ZoneQueue

SHUT: Final = -1e13
"""Added to the seniority in lines that a window may not call from: below any empty line."""

RELEARN: Final = 10
"""A clerk's factors are looked at again after so many visits, at first sooner."""

MOST_LEAN: Final = 2.0
"""No window leans further to short visits."""

REFRESH: Final = 200
"""So are all handling times of the zone: what one item takes says a little about its department."""


class Patience:
    """Counts visits, and says when so many have come that it is worth looking again."""

    __slots__ = ("_most", "_since", "_total")

    def __init__(self, most: int) -> None:
        self._most = most
        self._since = self._total = 0

    def count(self) -> None:
        """One more."""
        self._since += 1
        self._total += 1

    def is_over(self) -> bool:
        """Whether to look again; then it begins anew. Each visit counts less the more there were."""
        if self._since and self._since >= min(self._most, 1 + self._total // self._most):
            self._since = 0
            return True
        return False


class View:
    """What one window may call with the person at it: `shut` and the log of the clerk's factor by column.

    `weight` is what seniority is multiplied with for the index: handling minutes to the power of -`lean`.
    """

    __slots__ = (
        "factor",
        "known",
        "lean",
        "learned",
        "on_duty",
        "peers",
        "services",
        "shifts",
        "shut",
        "staff",
        "staffing",
        "weighed_min",
        "weight",
    )

    def __init__(self, services: frozenset[str], staff: str | None, room: int) -> None:
        self.services = services
        self.staff = staff
        self.shut: Column = np.full(room, SHUT)
        self.factor: Column = np.zeros(room)
        self.known = 0
        self.learned = Patience(RELEARN)
        self.staffing = self.shifts = -1
        self.peers: Column = np.zeros(0)
        self.on_duty = 0.0
        self.lean = 1.0
        self.weight: Column = np.zeros(room)
        self.weighed_min = -1.0


class Board:
    """One zone. `work`: log of the expected handling minutes of each line."""

    def __init__(self, day: HallDay, setup: HallSetup, rules: WeightedRules, loads: Loads, zone: str) -> None:
        self._day, self._setup, self._zone = day, setup, zone
        self._loads = loads
        self._rules = rules
        self.heads = Heads(rules.paces)
        self.score: Column = np.empty(self.heads.room)
        self.work: Column = np.zeros(self.heads.room)
        self._by_code: dict[str, list[int]] = {}
        self._departments: dict[str, int] = {"": 0}
        self._department = np.zeros(self.heads.room, np.intp)
        self._views: dict[tuple[str, str | None, frozenset[str]], View] = {}
        self._by_clerk: dict[str, list[View]] = {}
        self._learned = Patience(REFRESH)
        self._staffing = -1
        self._crew: Crew | None = None
        for key in self.queue.lines:
            self.take(key)

    @property
    def queue(self) -> ZoneQueue:
        """Who waits here."""
        return self._day.waiting.zone(self._zone)

    def take(self, key: str) -> None:
        """Look at the head of a line again."""
        column = self.heads.take(self.queue, key)
        if column is None:
            return
        if self.heads.room != len(self.work):
            self._make_room()
        codes = self.heads.lines[column].codes
        department = department_of(self._setup, min(codes))
        self._department[column] = self._departments.setdefault(department, len(self._departments))
        for code in codes:
            self._by_code.setdefault(code, []).append(column)
        self.work[column] = self._log_minutes(self.heads.lines[column])

    def _make_room(self) -> None:
        room = self.heads.room
        self.work = np.concatenate([self.work, np.zeros(room - len(self.work))])
        self.score = np.empty(room)
        self._department = np.concatenate([self._department, np.zeros(room - len(self._department), np.intp)])
        self._views.clear()
        self._by_clerk.clear()

    def relearn(self, code: str, clerk: str) -> None:
        """More is known of a code and of a clerk."""
        lines = self.heads.lines
        for column in self._by_code.get(code, ()):
            self.work[column] = self._log_minutes(lines[column])
        for view in self._by_clerk.get(clerk, ()):
            view.learned.count()
            if view.learned.is_over():
                self._take_factors(view)
        self._learned.count()
        if self._learned.is_over():
            for column, line in enumerate(lines):
                self.work[column] = self._log_minutes(line)

    def _log_minutes(self, line: Line) -> float:
        learned = self._day.state.learned
        return math.log(sum(expected_s(learned, self._setup, code) for code in line.codes) / 60)

    def view(self, duty: WindowDuty, services: frozenset[str], now_min: float) -> View:
        """What the window may call, up to date; loads and handling times as of `FRESH_MIN` ago or later."""
        view = self._known(duty, services)
        if not 0.0 <= now_min - view.weighed_min < FRESH_MIN:
            view.weighed_min = now_min
            view.lean = self._lean(duty, view, now_min)
            np.add(self.work, view.factor, out=view.weight)
            np.multiply(view.weight, -view.lean, out=view.weight)
            np.exp(view.weight, out=view.weight)
        return view

    def prepare(self, duty: WindowDuty, now_min: float) -> None:
        """A window has become free: weigh for it now, so that the call is quick."""
        may = services_at(self._setup, duty)
        view = self._views.get((duty.window, duty.staff, may))
        if view is not None:
            view.weighed_min = -1.0
            self.view(duty, may, now_min)

    def _lean(self, duty: WindowDuty, view: View, now_min: float) -> float:
        """The power of handling time: a window behind its peers in count leans to short visits."""
        gamma, loads = self._rules.gamma, self._loads
        row = loads.rows.get(duty.window)
        if row is None or not self._rules.eta or not view.on_duty:
            return gamma
        mean = float(view.peers.dot(loads.rates(now_min))) / view.on_duty
        if mean <= 0:
            return gamma
        behind = (mean - loads.rate(row, now_min)) / mean
        return min(MOST_LEAN, max(0.0, gamma * (1.0 + self._rules.eta * behind)))

    def _known(self, duty: WindowDuty, services: frozenset[str]) -> View:
        key = (duty.window, duty.staff, services)
        view = self._views.get(key)
        if view is None:
            view = self._views[key] = View(services, duty.staff, self.heads.room)
            self._by_clerk.setdefault(duty.staff or "", []).append(view)
        if view.known < len(self.heads.lines):
            self._extend(view)
        loads = self._loads
        if view.staffing != loads.staffing:
            view.staffing = loads.staffing
            view.peers = self.crew.peers(duty.window)
            view.shifts = -1
        if view.shifts != loads.shifts:
            view.shifts = loads.shifts
            view.on_duty = float(view.peers @ loads.on)
        return view

    def _extend(self, view: View) -> None:
        lines = self.heads.lines
        for column in range(view.known, len(lines)):
            if lines[column].codes <= view.services:
                view.shut[column] = 0.0
        view.known = len(lines)
        view.weighed_min = -1.0
        self._take_factors(view)

    def _take_factors(self, view: View) -> None:
        """A line of several departments counts as one of the first."""
        if view.staff is not None:
            factors = self._day.state.learned.factors(view.staff, tuple(self._departments))
            view.factor = np.log(factors)[self._department]

    @property
    def crew(self) -> Crew:
        """The staffed windows of the zone."""
        loads = self._loads
        if self._crew is None or self._staffing != loads.staffing:
            self._staffing = loads.staffing
            learned = self._day.state.learned
            self._crew = Crew(
                {
                    duty.window: services_at(self._setup, duty)
                    for duty in self._day.windows.values()
                    if duty.zone == self._zone and duty.staff is not None and duty.window in loads.rows
                },
                loads.rows,
                learned.frequency,
                lambda code: expected_s(learned, self._setup, code) / 60,
            )
        return self._crew


class Boards:
    """The boards of one day, made when they are first asked for. Follows the day."""

    def __init__(self, day: HallDay, setup: HallSetup, rules: WeightedRules) -> None:
        self.day, self._setup, self._rules = day, setup, rules
        self._boards: dict[str, Board] = {}
        self._loads: Loads | None = None
        day.follow(self)

    @property
    def loads(self) -> Loads:
        """Of all windows that have worked."""
        if self._loads is None:
            self._loads = Loads()
            for duty in self.day.windows.values():
                self._loads.note(duty)
        return self._loads

    def of(self, zone: str) -> Board:
        """The board of a zone."""
        board = self._boards.get(zone)
        if board is None:
            board = self._boards[zone] = Board(self.day, self._setup, self._rules, self.loads, zone)
        return board

    def follow(self, setup: HallSetup) -> None:
        """People may do other things: every board is made anew."""
        self._setup = setup
        self._boards.clear()

    def restarted(self) -> None:
        """See `Follower`."""
        self._boards.clear()
        self._loads = None

    def head_changed(self, zone: str, key: str) -> None:
        """See `Follower`."""
        board = self._boards.get(zone)
        if board is not None:
            board.take(key)

    def learned(self, code: str, clerk: str) -> None:
        """See `Follower`."""
        for board in self._boards.values():
            board.relearn(code, clerk)

    def window_touched(self, window: str, now: datetime) -> None:
        """See `Follower`."""
        duty = self.day.windows[window]
        self.loads.note(duty)
        board = self._boards.get(duty.zone)
        if board is not None and duty.state is WindowState.OPEN:
            board.prepare(duty, minutes(now))
