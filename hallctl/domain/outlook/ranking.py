"""The strict rule for many runs at once: what `StrictRouter` decides for one window of the day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from hallctl.domain.outlook.chance import Flags, Floats, Ints
from hallctl.domain.outlook.lockstep import Runs
from hallctl.domain.outlook.model import Model
from hallctl.domain.outlook.newcomers import Party
from hallctl.domain.outlook.windows import NEVER
from hallctl.domain.tickets import PRIORITY, TicketClass

CLASS_MIN: Final = 1e5
"""Whoever is of the next class stands as if he had come so many minutes later."""

LAST: Final = 1e7
"""The same for a booked visitor who is early."""


class StrictRule:
    """See `lockstep.Rule`. The newcomers of `parties` look on at each decision."""

    def __init__(self, model: Model, parties: Sequence[Party] = ()) -> None:
        columns, rules = model.columns, model.queue
        rank = {klass: CLASS_MIN * place for place, klass in enumerate(rules.classes)}
        self._parties = [(party, rank[party.klass]) for party in parties]
        self._limit, self._early = rules.priority_in_a_row, rules.due_early_s / 60
        self._lines = len(model.lines)
        self.shift: Floats = -np.array([rank[klass] for klass in columns.klass])
        self._prior: Flags = np.array([klass in PRIORITY for klass in columns.klass], dtype=np.bool_)
        self._normal: Flags = np.array(
            [klass is TicketClass.NORMAL for klass in columns.klass], dtype=np.bool_
        )
        booked = [klass is TicketClass.BOOKED for klass in columns.klass]
        self._booked: Ints = np.flatnonzero(np.array(booked, dtype=np.bool_))
        shape = (len(model.windows), self._lines)
        self._able: Flags = np.array([row.able for row in model.windows], dtype=np.bool_).reshape(shape)
        self._shut = np.where(self._able[:, columns.line], 0.0, 2 * NEVER)
        self._first_run = model.run
        self._in_a_row: Ints = np.zeros(0, dtype=np.int64)
        self._begun = False

    def keep(self, rows: Ints) -> None:
        """See `lockstep.Rule`."""
        self._in_a_row = self._in_a_row[rows]
        for party, _ in self._parties:
            party.keep(rows)

    def choose(self, runs: Runs, window: Ints, at: Floats) -> tuple[Ints, Flags]:
        """See `lockstep.Rule`."""
        if not self._begun:
            self._begun, self._in_a_row = True, np.full(len(window), self._first_run, dtype=np.int64)
        rows, now = np.arange(len(window)), at[:, None]
        places = runs.head + self._shut.take(window, axis=0)
        np.copyto(places, 2 * NEVER, where=runs.come > now)
        if self._booked.size:
            ready = runs.head[:, self._booked] + self.shift[self._booked]
            places[:, self._booked] += np.where(ready > now + self._early, LAST, 0.0)
        best = places.argmin(axis=1)
        first = places[rows, best]
        normal = places[:, : self._lines]
        instead = normal.argmin(axis=1)
        ordinary = normal[rows, instead] if self._lines else first
        turned = self._prior[best] & (self._in_a_row >= self._limit) & (first < NEVER)
        self._look_on(runs.run, window, at, (first, ordinary, turned))
        best = np.where(turned & (ordinary < NEVER), instead, best)
        found = first < NEVER
        self._count(best, found)
        return best, found

    def _count(self, best: Ints, found: Flags) -> None:
        """Priority calls in a row; neither bookings nor transfers end the row."""
        more = self._in_a_row + self._prior[best]
        more[self._normal[best]] = 0
        self._in_a_row = np.where(found, more, self._in_a_row)

    def _look_on(self, run: Ints, window: Ints, at: Floats, places: tuple[Floats, Floats, Flags]) -> None:
        """Whom of the newcomers the windows would have chosen: who stands before whom they did choose."""
        first, ordinary, turned = places
        for party, rank in self._parties:
            if not party.left:
                continue
            if party.klass is TicketClass.NORMAL:
                before = rank < np.where(turned, ordinary, first)
            elif party.klass in PRIORITY:
                before = (rank < first) & ~((self._in_a_row >= self._limit) & (ordinary < NEVER))
            else:
                before = rank < first
            if before.any():
                party.call(run, at, self._able.take(window, axis=0) & before[:, None])
