"""Many runs of one zone in lockstep (并行推演): in each step the next free window of each run calls somebody.

The time of a run is that of its next free window. A window that finds nobody asks again when the next person
comes whom it may call. What chance does to a person depends on the run, the column and the place in it alone.
"""

from __future__ import annotations

from typing import Final, NamedTuple, Protocol
from zlib import crc32

import numpy as np

from hallctl.domain.outlook.chance import MASK, Flags, Floats, Ints, Ladder, normal, rests, rung
from hallctl.domain.outlook.crew import turns
from hallctl.domain.outlook.model import Model
from hallctl.domain.outlook.windows import BREAK_MIN, NEVER

GAP, HANDLING, ABSENT, BOOKED, EARLY, WINDOW, VISIT = 1013, 0, 3001, 4507, 5501, 6007, 7507
"""Where on the ladder the rungs for each kind of chance begin."""

TURN_MIN: Final = 1e-7
"""Windows that are free at the same moment ask in their order, so far apart."""

NO_SHOW_MIN: Final = 1.0
"""What a call costs that nobody answers."""

EARLY_MIN, EARLY_SPREAD_MIN, MOST_EARLY_MIN = 8.0, 6.0, 30.0
"""How long before the slot the booked check in: on the mean, its spread, and at most."""


class Rule(Protocol):
    """Who is called: the routing rule for many runs at once."""

    shift: Floats
    """By column, the head start of its class in minutes of waiting."""

    def choose(self, runs: Runs, window: Ints, at: Floats) -> tuple[Ints, Flags]:
        """By run, the column whose first is called to the window that asks, and whether anybody is."""
        ...

    def keep(self, rows: Ints) -> None:
        """Only these rows go on."""
        ...


class Step(NamedTuple):
    """The calls of one step: who (`column`, `place` in it) is called in which `run` to which `window`.

    Minutes: since when the person has waited (`ready`), the call (`at`), the end of the visit (`end`).
    """

    run: Ints
    window: Ints
    column: Ints
    place: Ints
    ready: Floats
    at: Floats
    end: Floats


class Runs:
    """State of the runs that go on; row i of each array is run `run[i]`.

    `free`: when each window asks next. `head`: since when the first of each column would have waited for his
    seniority without head start, NEVER where nobody will come. `come`: from when on that person is there.
    """

    def __init__(self, model: Model, rule: Rule, chance: Ladder, runs: int, seed: int) -> None:
        self.model, self.rule, self.chance = model, rule, chance
        columns, windows = model.columns, model.windows
        self.lines = len(model.lines)
        shape = (len(windows), self.lines)
        self.able: Flags = np.array([row.able for row in windows], dtype=np.bool_).reshape(shape)
        work = np.array([row.work for row in windows], dtype=np.float64).reshape(shape)
        self.work: Floats = work[:, columns.line]
        self._minutes = np.exp(self.work)
        self._closed = np.where(self.able[:, columns.line], 0.0, NEVER)
        self._away = _spells(model)
        self._turn = turns(model) * TURN_MIN
        self._ready = np.append(columns.ready, 0.0)
        self._rate = np.maximum(columns.share, 1e-12)
        self.start = np.random.default_rng(seed).integers(0, MASK + 1, runs)
        self.run: Ints = np.arange(runs)
        self.served: Floats = np.tile(np.array([row.served for row in windows], dtype=np.float64), (runs, 1))
        self.calls: Ints = np.zeros((runs, len(columns)), dtype=np.int64)
        self.free: Floats = self._first_free()
        self._volume = np.zeros((runs, len(columns)))
        self.come: Floats = np.full((runs, len(columns)), -NEVER)
        self.head: Floats = np.full((runs, len(columns)), NEVER)
        self._first_heads()

    # --- how it begins -------------------------------------------------------------------------------------

    def _first_free(self) -> Floats:
        """After the visit that goes on, the break, and what was set aside."""
        free = np.empty((len(self.run), len(self.model.windows)))
        even, factor = self.chance.even, self.chance.factor
        for place, row in enumerate(self.model.windows):
            own = crc32(row.window.encode()) & MASK
            luck = even[rung(self.start, WINDOW, own, 0)]
            if row.pause_for >= 0.0:
                begin = rests(BREAK_MIN, row.pause_for, luck)
            elif row.called:
                whole = factor[rung(self.start, VISIT, own, 0)] * row.busy_with
                begin = np.where(luck < self.model.forecast.no_show, NO_SHOW_MIN, whole)
            elif row.busy_with > 0.0:
                begin = rests(row.busy_with, row.busy_for, luck)
            else:
                begin = np.full(len(luck), row.opens)
            here = np.full(len(luck), place)
            free[:, place] = self._there(here, begin + row.owed) + self._turn[place]
        return free

    def _first_heads(self) -> None:
        columns = self.model.columns
        waits = np.flatnonzero(columns.count > 0)
        self.head[:, waits] = columns.ready[columns.first[waits]] - self.rule.shift[waits]
        empty = np.flatnonzero((columns.count == 0) & (columns.share > 0))
        rows, places = (axis.ravel() for axis in np.indices((len(self.run), len(empty))))
        self._arrive(rows, empty[places], np.zeros(len(rows), dtype=np.int64))
        for column in np.flatnonzero(~np.isnan(columns.slot)):
            self._expect(int(column), float(columns.slot[column]))

    def _expect(self, column: int, slot: float) -> None:
        """A booking: the person comes some minutes early, or never."""
        even = self.chance.even
        never = even[rung(self.start, BOOKED, column, 0)] < self.model.forecast.missed
        early = EARLY_MIN + EARLY_SPREAD_MIN * normal(even[rung(self.start, EARLY, column, 0)])
        come = np.maximum(0.0, slot - np.clip(early, 0.0, MOST_EARLY_MIN))
        self.come[:, column] = np.where(never, NEVER, come)
        self.head[:, column] = np.where(never, NEVER, np.maximum(come, slot) - self.rule.shift[column])

    # --- how it goes on ------------------------------------------------------------------------------------

    def step(self, until: float = NEVER) -> Step | None:
        """One call or vain look in each run whose next one is before `until`; None when there is none."""
        rows = np.arange(len(self.run))
        window = self.free.argmin(axis=1)
        at = self.free[rows, window]
        if not at.size or at.min() >= until:
            return None
        column, found = self.rule.choose(self, window, at)
        found &= at < until
        if found.all():
            return self._call(rows, window, column, at)
        vain = np.flatnonzero(~found)
        self._ask_later(vain, window[vain], at[vain], until)
        rows = np.flatnonzero(found)
        return self._call(rows, window[rows], column[rows], at[rows])

    def _call(self, rows: Ints, window: Ints, column: Ints, at: Floats) -> Step:
        place = self.calls[rows, column]
        start = self.start[rows]
        takes = self._minutes[window, column] * self.chance.factor[rung(start, HANDLING, column, place)]
        absent = self.chance.even[rung(start, ABSENT, column, place)] < self.model.forecast.no_show
        np.copyto(takes, NO_SHOW_MIN, where=absent)
        end = at + takes
        self.free[rows, window] = self._there(window, end)
        self.served[rows, window] += ~absent
        self.calls[rows, column] = place + 1
        ready = self.head[rows, column] + self.rule.shift[column]
        self._follow(rows, column, place + 1)
        return Step(self.run[rows], window, column, place, ready, at, end)

    def _follow(self, rows: Ints, column: Ints, place: Ints) -> None:
        """Whoever stands behind is the head now."""
        columns = self.model.columns
        here = place < columns.count[column]
        known = self._ready[np.where(here, columns.first[column] + place, -1)]
        self.head[rows, column] = known - self.rule.shift[column]
        if not here.all():
            new = np.flatnonzero(~here)
            self._arrive(rows[new], column[new], place[new])

    def _arrive(self, rows: Ints, column: Ints, place: Ints) -> None:
        """The next person of a column comes some time after the one before, as the forecast goes."""
        gap = self.chance.gap[rung(self.start[rows], GAP, column, place)]
        volume = self._volume[rows, column] + gap / self._rate[column]
        forecast = self.model.forecast
        come = np.interp(volume, forecast.volume, forecast.knots, right=NEVER)
        self._volume[rows, column] = volume
        self.come[rows, column] = come
        self.head[rows, column] = come - self.rule.shift[column]

    def _ask_later(self, rows: Ints, window: Ints, at: Floats, until: float) -> None:
        """When the next person comes whom the window may call."""
        coming = self.come[rows] + self._closed[window]
        np.copyto(coming, NEVER, where=coming <= at[:, None])
        soonest = coming.min(axis=1)
        np.copyto(soonest, NEVER, where=at >= until)
        self.free[rows, window] = self._there(window, soonest + self._turn[window])

    def _there(self, window: Ints, at: Floats) -> Floats:
        """The first moment from `at` on at which the person is at the window."""
        for starts, ends in self._away:
            at = np.where((at >= starts[window]) & (at < ends[window]), ends[window], at)
        return at

    def keep(self, rows: Ints) -> None:
        """Only these rows go on."""
        for name in ("run", "start", "served", "calls", "free", "_volume", "come", "head"):
            setattr(self, name, getattr(self, name)[rows])
        self.rule.keep(rows)


def _spells(model: Model) -> list[tuple[Floats, Floats]]:
    """Absences: by their number in the day, (from, until) of each window."""
    most = max((len(row.away) for row in model.windows), default=0)
    padded = [row.away + ((NEVER, NEVER),) * (most - len(row.away)) for row in model.windows]
    table = np.array(padded, dtype=np.float64).reshape(len(padded), most, 2)
    return [(table[:, number, 0], table[:, number, 1]) for number in range(most)]
