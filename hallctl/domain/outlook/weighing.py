"""The weighted rule for many runs at once: what `routing.weighted` decides for one window of the day.

The lean of a window is taken in steps of 1/8 and looked at again every few steps; nothing else differs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from hallctl.domain.outlook.chance import Flags, Floats, Ints
from hallctl.domain.outlook.crew import Comparison
from hallctl.domain.outlook.lockstep import Runs
from hallctl.domain.outlook.model import Model
from hallctl.domain.outlook.newcomers import Party
from hallctl.domain.outlook.windows import NEVER
from hallctl.domain.routing.board import MOST_LEAN
from hallctl.domain.routing.seniority import Pace
from hallctl.domain.tickets import TicketClass

LEANS_A_UNIT: Final = 8
"""Leans are told apart in such steps."""

LOOK_EVERY: Final = 8
OF_WINDOWS: Final = 16
"""Steps after which the leans of so many windows are looked at again; of more windows, later."""

NOBODY: Final = 1e12
"""Minutes that nobody's seniority comes near."""


class WeightedRule:
    """See `lockstep.Rule`. The newcomers of `parties` look on at each decision."""

    def __init__(self, model: Model, parties: Sequence[Party] = ()) -> None:
        columns, rules = model.columns, model.weighted
        self._parties = [(party, *rules.paces[party.klass]) for party in parties]
        self._theta, self._gamma, self._eta = rules.theta, rules.gamma, rules.eta
        self._limit = model.queue.priority_in_a_row
        paces = [rules.paces.get(klass, Pace(1.0, 0.0)) for klass in columns.klass]
        self._rate = np.array([pace.rate for pace in paces])
        self._head_start = np.array([pace.head_start_min for pace in paces])
        self.shift: Floats = self._head_start / self._rate
        klass = np.array([each.value for each in columns.klass], dtype=object)
        self._lines = len(model.lines)
        self._booked = len(columns) - columns.klass.count(TicketClass.BOOKED)
        self._special = (klass == TicketClass.SPECIAL_CHANNEL.value).nonzero()[0]
        self._comparison = Comparison(model)
        able = np.array([row.able for row in model.windows], dtype=np.bool_)
        able = able.reshape(len(model.windows), self._lines)[:, columns.line]
        self._able: Flags = able.copy()
        able[:, self._special] = False
        self._shut = np.where(able, 0.0, -NOBODY * 10)
        work = np.array([row.work for row in model.windows]).reshape(able.shape[0], self._lines)
        leans = np.arange(round(MOST_LEAN * LEANS_A_UNIT) + 1) / LEANS_A_UNIT
        weights = np.exp(-leans[:, None, None] * work[:, columns.line]) * able
        self._weights: Floats = weights.reshape(len(leans) * able.shape[0], len(columns))
        self._row_of: Ints = np.zeros((0, 0), dtype=np.int64)
        self._look_every = LOOK_EVERY * max(1, len(model.windows) // OF_WINDOWS)
        self._steps = 0
        self._in_a_row: Ints | None = None
        self._first_run = model.run
        self._make_room(0)

    def _make_room(self, rows: int) -> None:
        shape = (rows, len(self._rate))
        self._senior = np.empty(shape)
        self._gathered = np.empty(shape)
        self._score = np.empty(shape)
        self._hits = np.empty((rows, self._lines), dtype=np.bool_)
        self._below = np.empty(shape, dtype=np.bool_)
        self._rows = np.arange(rows)
        self._cells = self._rows * shape[1]

    def keep(self, rows: Ints) -> None:
        """See `lockstep.Rule`."""
        self._row_of = self._row_of[rows]
        if self._in_a_row is not None:
            self._in_a_row = self._in_a_row[rows]
        for party, _, _ in self._parties:
            party.keep(rows)

    # --- who is called -------------------------------------------------------------------------------------

    def choose(self, runs: Runs, window: Ints, at: Floats) -> tuple[Ints, Flags]:
        """See `lockstep.Rule`."""
        if len(self._rows) != len(window):
            self._make_room(len(window))
        if self._steps % self._look_every == 0:
            self._row_of = self._weight_rows(runs, at)
        self._steps += 1
        senior = self._seniorities(runs, window, at)
        top = senior.argmax(axis=1)
        greatest = senior.take(self._cells + top)
        limit = self._theta * greatest
        weight = self._weights.take(self._row_of.take(runs.seat), axis=0, out=self._gathered, mode="clip")
        score = np.multiply(senior, weight, out=self._score)
        np.less(senior, limit[:, None], out=self._below)
        np.copyto(score, -1.0, where=self._below)
        best = score.argmax(axis=1)
        value = score.take(self._cells + best)
        found = greatest >= 0.0
        if greatest.min() <= 0.0:
            someone = greatest > 0.0
            best, value = np.where(someone, best, top), np.where(someone, value, 0.0)
            if self._booked < senior.shape[1]:
                self._take_early(senior, best, found)
        if self._special.size:
            self._take_special(runs, window, at, (best, found, value))
        self._look_on(runs.run, at, (limit, value), weight[:, : self._lines])
        return best, found

    def _look_on(self, run: Ints, at: Floats, bounds: tuple[Floats, Floats], weight: Floats) -> None:
        """Whom of the newcomers the windows would have chosen, against (limit, index) of the choice."""
        limit, value = bounds
        for party, rate, head_start in self._parties:
            if party.left:
                senior = rate * at + head_start
                least = np.where(senior >= limit, value / np.maximum(senior, 1e-12), NEVER)
                party.call(run, at, np.greater(weight, least[:, None], out=self._hits))

    def _seniorities(self, runs: Runs, window: Ints, at: Floats) -> Floats:
        """Minutes of seniority of each head; far below anybody's where the window may not call him."""
        now = at[:, None]
        senior = np.subtract(now, runs.head, out=self._senior)
        if self._lines < senior.shape[1]:
            others, booked = senior[:, self._lines :], senior[:, self._booked :]
            early = booked - self.shift[self._booked :]
            others *= self._rate[self._lines :]
            np.copyto(booked, early, where=early < 0.0)
            np.copyto(others, -NOBODY, where=runs.come[:, self._lines :] > now)
        shut = self._shut.take(window, axis=0, out=self._gathered, mode="clip")
        return np.add(senior, shut, out=senior)

    def _take_early(self, senior: Floats, best: Ints, found: Flags) -> None:
        """A booked visitor who is early is called when nobody else can be."""
        rows = (~found).nonzero()[0]
        early = senior[rows, self._booked :]
        place = early.argmax(axis=1)
        there = early[np.arange(len(rows)), place] > -NOBODY / 2
        best[rows[there]] = self._booked + place[there]
        found[rows[there]] = True

    def _take_special(self, runs: Runs, window: Ints, at: Floats, sofar: tuple[Ints, Flags, Floats]) -> None:
        """The special channel goes before all; after a row of its calls one other goes first."""
        best, found, value = sofar
        if self._in_a_row is None:
            self._in_a_row = np.full(len(window), self._first_run)
        open_to = (runs.come[:, self._special] <= at[:, None]) & self._able[np.ix_(window, self._special)]
        ready = np.where(open_to, runs.head[:, self._special], NEVER)
        place = ready.argmin(axis=1)
        called = (ready[self._rows, place] < NEVER) & ((self._in_a_row < self._limit) | ~found)
        best[called] = self._special[place[called]]
        found |= called
        value[called] = NEVER
        self._in_a_row = np.where(called, self._in_a_row + 1, np.where(found, 0, self._in_a_row))

    # --- how windows lean ----------------------------------------------------------------------------------

    def _weight_rows(self, runs: Runs, at: Floats) -> Ints:
        """By run and window, the row of the weights that belongs to the window's lean."""
        lean = self._comparison.leans(runs.served, at, self._gamma, self._eta)
        level = np.rint(lean * LEANS_A_UNIT).astype(np.int64)
        windows = runs.served.shape[1]
        rows: Ints = level * windows + np.arange(windows)
        return rows
