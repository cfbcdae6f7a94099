"""Heads of the lines of one zone in columns, so that a rule can weigh all of them at once.

One row for each pace at which seniority grows, one column for each line that is for every window. A cell says
when its head would have come, had it waited without head start; classes of one pace share a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hallctl.domain.seniority import MINUTE_US, Pace
from hallctl.domain.tickets import TicketClass
from hallctl.domain.waiting import Line, ZoneQueue

Column = NDArray[np.float64]

NOBODY: Final = 1e12
"""Comes in so many minutes: the cell of an empty line."""

ROOM: Final = 64


class Heads:
    """The columns of one zone. Lines keep their columns while the day lasts, also when nobody waits there."""

    def __init__(self, paces: Mapping[TicketClass, Pace]) -> None:
        self._paces = paces
        rates = sorted({pace.rate for klass, pace in paces.items() if klass is not TicketClass.BOOKED})
        self._row = {klass: rates.index(pace.rate) for klass, pace in paces.items() if pace.rate in rates}
        self._row[TicketClass.BOOKED] = len(rates)  # alone: who is early is reckoned otherwise
        self._rates = [*rates, paces[TicketClass.BOOKED].rate]
        self._head_start = paces[TicketClass.BOOKED].head_start_min
        self.columns: dict[str, int] = {}
        self.lines: list[Line] = []
        self._starts = np.full((len(self._rates), 0), NOBODY)
        self._make_room(ROOM)

    def _make_room(self, room: int) -> None:
        rows = len(self._rates)
        grown = np.full((rows, room), NOBODY)
        grown[:, : self._starts.shape[1]] = self._starts
        self._starts = grown
        self._rate = np.repeat(np.array(self._rates)[:, None], room, axis=1)
        self._work = np.empty((rows, room))
        self._folds: list[Column] = [self._work[row] for row in range(1, rows)]
        self._best: Column = self._work[0]
        self._booked = self._work[rows - 1]
        self._early = np.empty(room)
        self.room = room

    def take(self, queue: ZoneQueue, key: str) -> int | None:
        """Look at the head of a line again. Its column, when the line is new."""
        line = queue.lines.get(key)
        column = self.columns.get(key)
        if line is None:
            if column is not None:
                self._starts[:, column] = NOBODY
            return None
        if line.target is not None:
            return None
        new = column is None
        if column is None:
            column = self.columns[key] = len(self.lines)
            if column == self.room:
                self._make_room(self.room + max(ROOM, self.room // 4))
            self.lines.append(line)
        self.lines[column] = line
        self._starts[:, column] = NOBODY
        for klass, entries in line.by_class.items():
            row = self._row.get(klass)
            if row is None:
                continue
            rate, head_start = self._paces[klass]
            start = entries[0][0][0] / MINUTE_US - head_start / rate
            self._starts[row, column] = min(start, self._starts[row, column])
        return column if new else None

    def weigh(self, now_min: float, *, early: bool) -> Column:
        """Seniority of the most senior head of each line, in minutes. The next call uses the array again.

        `early`: somebody waits whose slot is still to come.
        """
        np.subtract(now_min, self._starts, out=self._work)
        np.multiply(self._work, self._rate, out=self._work)
        if early:
            self._hold_back()
        for row in self._folds:
            np.maximum(self._best, row, out=self._best)
        return self._best

    def _hold_back(self) -> None:
        np.subtract(self._booked, self._head_start, out=self._early)
        np.divide(self._early, self._rates[-1], out=self._early)
        np.copyto(self._booked, self._early, where=self._early < 0)
