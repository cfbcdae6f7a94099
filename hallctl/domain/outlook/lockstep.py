"""Many runs of one zone in lockstep (并行推演): in each step the next free window of each run calls somebody.

The time of a run is that of its next free window. A window that finds nobody asks again when the next person
comes whom it may call. What chance does to a person depends on the run and the person alone, so that two
looks at a zone, or two variants of it, differ by what is different and not by luck.

Arrays by run and column are looked up through their flat views: a step is short, and each call counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple, Protocol

import numpy as np

from hallctl.domain.outlook.chance import (
    MASK,
    PLACE_STEP,
    RUNGS,
    Flags,
    Floats,
    Ints,
    Ladder,
    normal,
    own_rung,
    rests,
)
from hallctl.domain.outlook.columns import Columns
from hallctl.domain.outlook.crew import turns
from hallctl.domain.outlook.model import Model
from hallctl.domain.outlook.windows import BREAK_MIN, NEVER

GAP, BOOKED, EARLY, WINDOW, VISIT = 1013, 4507, 5501, 6007, 7507
"""Where on the ladder the rungs for each kind of chance begin; handling begins at 0."""

TURN_MIN: Final = 1e-7
"""Windows that are free at the same moment ask in their order, so far apart."""

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
    """The calls of one step: who (`person`, of `column`) is called in which `run`.

    `person` counts those who waited at first; who came later has their number or more, and so has nobody,
    when a window looked in vain. Minutes: since when the person has waited without head start (`head`), the
    call (`at`), the end of the visit (`end`).
    """

    run: Ints
    person: Ints
    column: Ints
    head: Floats
    at: Floats
    end: Floats


class Runs:
    """State of the runs that go on; row i of each array is run `run[i]`.

    `free`: when each window asks next. `head`: since when the first of each column would have waited for his
    seniority without head start, NEVER where nobody will come. `come`: from when on that person is there.
    `who`: the number of that person; who came meanwhile has as many as waited at first, or more.
    `served`: visits of each window today. `seat`: in the present step, the cell of the window that asks.
    """

    def __init__(self, model: Model, rule: Rule, chance: Ladder, runs: int, seed: int) -> None:
        self.model, self.rule, self._chance = model, rule, chance
        columns, windows = model.columns, model.windows
        self._width, self._people = len(columns), len(columns.ready)
        shape = (len(windows), len(model.lines))
        able = np.array([row.able for row in windows], dtype=np.bool_).reshape(shape)[:, columns.line]
        work = np.array([row.work for row in windows], dtype=np.float64).reshape(shape)[:, columns.line]
        self._minutes = np.exp(work).ravel()
        self._closed = np.where(able, 0.0, NEVER)
        self._away = _spells(model)
        self._first_away = min(
            (float(starts.min()) for starts, _ in self._away if starts.size), default=NEVER
        )
        self._turn = turns(model) * TURN_MIN
        self._rate = np.maximum(columns.share, 1e-12)
        of_person = np.repeat(np.arange(self._width), columns.count)
        self._heads = np.append(columns.ready - rule.shift[of_person], NEVER)
        self._behind = _behind(columns)
        self._own = np.concatenate([_rungs(columns.tickets), np.arange(RUNGS)])
        names = (
            f"{klass}{model.lines.keys[n]}" for n, klass in zip(columns.line, columns.klass, strict=True)
        )
        self._own_column = _rungs(names)
        absent = chance.even[::-1] < model.forecast.no_show
        self._factor = np.where(absent, 0.0, chance.factor)
        self._extra = np.where(absent, model.in_vain, model.approach)
        self._start: Ints = np.random.default_rng(seed).integers(0, RUNGS, runs)
        self.run: Ints = np.arange(runs)
        self.free: Floats = self._first_free()
        self.served: Floats = np.tile(np.array([row.served for row in windows], dtype=np.float64), (runs, 1))
        doing = [float(row.busy_with > 0.0) for row in windows]
        self._doing: Floats = np.tile(np.array(doing, dtype=np.float64), (runs, 1))
        self.come: Floats = np.full((runs, self._width), NEVER)
        self.head: Floats = np.full((runs, self._width), NEVER)
        self.who: Ints = np.full((runs, self._width), self._people)
        self._came: Ints = np.zeros((runs, self._width), dtype=np.int64)
        self._volume = np.zeros((runs, self._width))
        self._flatten()
        self._first_heads()

    def _flatten(self) -> None:
        """Flat views of the arrays, and where each run begins in them."""
        self._flat = {name: getattr(self, name).reshape(-1) for name in _BY_CELL}
        self._rows: Ints = np.arange(len(self.run))
        self._cells = self._rows * self._width
        self._seats = self._rows * len(self.model.windows)
        self.seat = self._seats

    # --- how it begins -------------------------------------------------------------------------------------

    def _first_free(self) -> Floats:
        """After the visit that goes on, the break, and what was set aside."""
        model = self.model
        free = np.empty((len(self.run), len(model.windows)))
        for place, row in enumerate(model.windows):
            start = self._start + own_rung(row.window)
            luck = self._chance.even[(start + WINDOW) & MASK]
            if row.pause_for >= 0.0:
                begin = rests(BREAK_MIN, row.pause_for, luck)
            elif row.called:
                visit = self._chance.factor[(start + VISIT) & MASK] * row.busy_with
                whole = max(0.0, model.approach - row.busy_for) + visit
                vain = max(0.0, model.in_vain - row.busy_for)
                begin = np.where(luck < model.forecast.no_show, vain, whole)
            elif row.busy_with > 0.0:
                begin = rests(row.busy_with, row.busy_for, luck)
            else:
                begin = np.full(len(luck), row.opens)
            here = np.full(len(luck), place)
            free[:, place] = self._there(here, begin + row.owed) + self._turn[place]
        return free

    def _first_heads(self) -> None:
        columns = self.model.columns
        waits = (columns.count > 0).nonzero()[0]
        self.who[:, waits] = columns.first[waits]
        self.head[:, waits] = self._heads[columns.first[waits]]
        self.come[:, waits] = -NEVER
        empty = ((columns.count == 0) & (columns.share > 0)).nonzero()[0]
        rows, places = (axis.ravel() for axis in np.indices((len(self.run), len(empty))))
        self._arrive(rows, empty[places])
        for column in (~np.isnan(columns.slot)).nonzero()[0]:
            self._expect(int(column), float(columns.slot[column]))

    def _expect(self, column: int, slot: float) -> None:
        """A booking: the person comes some minutes early, or never."""
        start, even = self._start + self._own_column[column] + round(slot * 60), self._chance.even
        never = even[(start + BOOKED) & MASK] < self.model.forecast.missed
        early = EARLY_MIN + EARLY_SPREAD_MIN * normal(even[(start + EARLY) & MASK])
        come = np.maximum(0.0, slot - np.clip(early, 0.0, MOST_EARLY_MIN))
        self.come[:, column] = np.where(never, NEVER, come)
        self.head[:, column] = np.where(never, NEVER, np.maximum(come, slot) - self.rule.shift[column])

    # --- how it goes on ------------------------------------------------------------------------------------

    def step(self, until: float = NEVER) -> Step | None:
        """One call or vain look in each run whose next one is before `until`; None when there is none."""
        if not self.free.size or not self._width:
            return None
        flat, window = self._flat, self.free.argmin(axis=1)
        self.seat = self._seats + window
        at = flat["free"].take(self.seat)
        late = at[at.argmax()] >= until
        if late and at[at.argmin()] >= until:
            return None
        flat["served"][self.seat] += flat["_doing"].take(self.seat)
        column, found = self.rule.choose(self, window, at)
        if late:
            found &= at < until
        vain = (~found).nonzero()[0]
        if vain.size:
            column[vain] = self._width - 1
        step = self._call(window, column, at)
        if vain.size:
            self._ask_later(vain, window[vain], at[vain], until)
        return step

    def _call(self, window: Ints, column: Ints, at: Floats) -> Step:
        flat, cell = self._flat, self._cells + column
        who = flat["who"].take(cell)
        head = flat["head"].take(cell)
        rung = (self._start + self._own.take(who)) & MASK
        factor = self._factor.take(rung)
        end = at + self._minutes.take(window * self._width + column) * factor + self._extra.take(rung)
        flat["free"][self.seat] = self._there(window, end)
        flat["_doing"][self.seat] = factor > 0.0
        behind = self._behind.take(who)
        flat["who"][cell] = behind
        flat["head"][cell] = self._heads.take(behind)
        rows = (behind < 0).nonzero()[0]
        if rows.size:
            self._arrive(rows, column.take(rows))
        return Step(self.run, who, column, head, at, end)

    def _arrive(self, rows: Ints, column: Ints) -> None:
        """The next person of a column comes some time after the one before, as the forecast goes."""
        forecast, flat = self.model.forecast, self._flat
        cell = self._cells.take(rows) + column
        place = flat["_came"].take(cell) + 1
        own = (self._own_column.take(column) + place * PLACE_STEP) & MASK
        rung = (self._start.take(rows) + own + GAP) & MASK
        volume = flat["_volume"].take(cell) + self._chance.gap.take(rung) / self._rate.take(column)
        come = np.interp(volume, forecast.volume, forecast.knots, right=NEVER)
        flat["_came"][cell] = place
        flat["_volume"][cell] = volume
        flat["who"][cell] = own + self._people
        flat["come"][cell] = come
        flat["head"][cell] = come - self.rule.shift.take(column)

    def _ask_later(self, rows: Ints, window: Ints, at: Floats, until: float) -> None:
        """When the next person comes whom the window may call."""
        coming = self.come[rows] + self._closed[window]
        np.copyto(coming, NEVER, where=coming <= at[:, None])
        soonest = coming.min(axis=1)
        np.copyto(soonest, NEVER, where=at >= until)
        self._flat["_doing"][self.seat[rows]] = 0.0
        self._flat["free"][self.seat[rows]] = self._there(window, soonest + self._turn[window])

    def _there(self, window: Ints, at: Floats) -> Floats:
        """The first moment from `at` on at which the person is at the window."""
        if self._away and at.size and at[at.argmax()] >= self._first_away:
            for starts, ends in self._away:
                at = np.where((at >= starts[window]) & (at < ends[window]), ends[window], at)
        return at

    def keep(self, rows: Ints) -> None:
        """Only these rows go on."""
        for name in ("run", "_start", *_BY_CELL):
            setattr(self, name, getattr(self, name)[rows])
        self._flatten()
        self.rule.keep(rows)


_BY_CELL: Final = ("free", "served", "_doing", "come", "head", "who", "_came", "_volume")


def _behind(columns: Columns) -> Ints:
    """By number of a person, who stands behind in the same column; -1 for nobody."""
    people = len(columns.ready)
    behind = np.concatenate([np.arange(1, people + 1), np.full(RUNGS, -1)])
    last = columns.first + columns.count - 1
    behind[last[columns.count > 0]] = -1
    return behind


def _rungs(names: Iterable[str]) -> Ints:
    return np.array([own_rung(name) for name in names], dtype=np.int64)


def _spells(model: Model) -> list[tuple[Floats, Floats]]:
    """Absences: by their number in the day, (from, until) of each window."""
    most = max((len(row.away) for row in model.windows), default=0)
    padded = [row.away + ((NEVER, NEVER),) * (most - len(row.away)) for row in model.windows]
    table = np.array(padded, dtype=np.float64).reshape(len(padded), most, 2)
    return [(table[:, number, 0], table[:, number, 1]) for number in range(most)]
