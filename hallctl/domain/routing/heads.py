"""Heads of the lines of one zone in columns, so that a rule can weigh all of them at once.

One row for each pace at which seniority grows, one column for each line that is for every window. A cell says
when its head would have come, had it waited without head start; classes of one pace share a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from hallctl.domain.routing.seniority import MINUTE_US, Pace
from hallctl.domain.tickets import TicketClass
from hallctl.domain.waiting import Line, ZoneQueue

Column = NDArray[np.float64]

NOBODY: Final = 1e12
"""Comes in so many minutes: the cell of an empty line."""

ROOM: Final = 64


class Head(NamedTuple):
    """Somebody who is first in a line with a class."""

    ticket: str
    klass: TicketClass
    rank: int


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
        self._firsts: list[list[Head | None]] = []
        self._starts = np.full((len(self._rates), 0), NOBODY)
        self._make_room(ROOM)

    def _make_room(self, room: int) -> None:
        rows = len(self._rates)
        grown = np.full((rows, room), NOBODY)
        grown[:, : self._starts.shape[1]] = self._starts
        self._starts = grown
        self._rate = np.repeat(np.array(self._rates)[:, None], room, axis=1)
        self._work = np.empty((rows, room))
        self._rows: list[Column] = list(self._work)
        self._best: Column = np.empty(room)
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
            self._firsts.append([])
        self.lines[column] = line
        self._starts[:, column] = NOBODY
        firsts: list[Head | None] = [None] * len(self._rates)
        for klass, entries in line.by_class.items():
            row = self._row.get(klass)
            if row is None:
                continue
            rate, head_start = self._paces[klass]
            (ready_us, rank), ticket = entries[0]
            start = ready_us / MINUTE_US - head_start / rate
            other = firsts[row]
            if other is None or (start, rank) < (self._starts.item(row, column), other.rank):
                self._starts[row, column] = start
                firsts[row] = Head(ticket, klass, rank)
        self._firsts[column] = firsts
        return column if new else None

    def weigh(self, now_min: float, *, early: bool) -> Column:
        """Seniority of the most senior head of each line, in minutes. The next call uses the array again.

        `early`: somebody waits whose slot is still to come.
        """
        np.subtract(now_min, self._starts, out=self._work)
        np.multiply(self._work, self._rate, out=self._work)
        if early:
            self._hold_back()
        np.maximum(self._rows[0], self._rows[1], out=self._best)
        for row in self._rows[2:]:
            np.maximum(self._best, row, out=self._best)
        return self._best

    def first(self, column: int) -> Head:
        """Who is most senior in a line, as last weighed; of two equals the smaller rank."""
        found: tuple[float, Head] | None = None
        for row, head in zip(self._rows, self._firsts[column], strict=True):
            if head is None:
                continue
            years = row.item(column)
            if found is None or years > found[0] or (years == found[0] and head.rank < found[1].rank):
                found = (years, head)
        if found is None:
            raise LookupError("nobody waits there")
        return found[1]

    def _hold_back(self) -> None:
        np.subtract(self._booked, self._head_start, out=self._early)
        np.divide(self._early, self._rates[-1], out=self._early)
        np.copyto(self._booked, self._early, where=self._early < 0)
