"""What many runs tell (等候区间): noted while they go on, and told as intervals of seconds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Final

import numpy as np

from hallctl.domain.learning.promises import Promises, cut
from hallctl.domain.outlook.chance import Flags, Floats, Ints
from hallctl.domain.outlook.lockstep import Step
from hallctl.domain.outlook.model import Model
from hallctl.domain.outlook.newcomers import Party
from hallctl.domain.outlook.results import Outlook, Wait
from hallctl.domain.outlook.windows import NEVER
from hallctl.domain.tickets import TicketClass

LEAST_PACE: Final = 1 / 240
"""Calls a minute that a zone is believed to make at least, where somebody works at all."""

MOSTLY: Final = 0.5
"""Nothing is told of who is called in no more of the runs."""

ROUNDING: Final = 0.01
"""Seconds that are nothing: windows that are free at the same moment ask one after the other."""


class Watch:
    """What is noted of the runs: by run and waiting ticket when it is called and how many before it."""

    def __init__(self, model: Model, runs: int) -> None:
        self._columns = model.columns
        people = len(model.columns.ready)
        self._people = people
        self.called: Floats = np.full((runs, people), NEVER)
        self.ahead: Ints = np.zeros((runs, people), dtype=np.int64)
        self._called, self._ahead = self.called.reshape(-1), self.ahead.reshape(-1)
        self.before: Ints = np.zeros(runs, dtype=np.int64)
        self.done: Floats = np.zeros(runs)
        self._latest: Step | None = None
        self._steps = 0

    def note(self, step: Step) -> None:
        """Take over what happened in a step."""
        self._latest = step
        self._steps += 1
        rows = (step.person < self._people).nonzero()[0]
        run = step.run.take(rows)
        cell = run * self._people + step.person.take(rows)
        before = self.before.take(run)
        self._called[cell] = step.at.take(rows)
        self._ahead[cell] = before
        self.before[run] = before + 1
        self.done[run] = np.maximum(self.done.take(run), step.end.take(rows))

    def waiting(self, reachable: Flags) -> Ints:
        """By run, how many of the reachable it did not come to."""
        missing: Ints = np.sum((self.called >= NEVER) & reachable, axis=1)
        return missing

    def complete(self, reachable: Flags) -> None:
        """Reckon the calls that the runs did not come to from their pace: first come, first called.

        Where every window has gone for the day, nobody is called any more.
        """
        missing = (self.called >= NEVER) & reachable & ~self.over[:, None]
        if not missing.any():
            return
        order = np.argsort(self._columns.ready, kind="stable")
        behind = np.empty(missing.shape, dtype=np.int64)
        behind[:, order] = np.cumsum(missing[:, order], axis=1)
        reckoned = self.last[:, None] + behind / self.pace[:, None]
        np.copyto(self.called, reckoned, where=missing)
        np.copyto(self.ahead, self.before[:, None] + behind - 1, where=missing)
        self.done = np.maximum(self.done, np.where(missing, reckoned, 0.0).max(axis=1))

    @cached_property
    def last(self) -> Floats:
        """By run that went on to the end, the moment of its last call; NEVER where no more can come."""
        last = np.zeros(len(self.before))
        if self._latest is not None:
            last[self._latest.run] = self._latest.at
        return last

    @property
    def over(self) -> Flags:
        """By run, whether every window has gone for the day."""
        over: Flags = self.last >= NEVER
        return over

    @property
    def pace(self) -> Floats:
        """Calls a minute by run."""
        return np.maximum(LEAST_PACE, self._steps / np.maximum(self.last, 1.0))


def told(model: Model, able: Flags, watch: Watch, parties: Sequence[Party]) -> Outlook:
    """The outlook. `able`: by window and line, where a call will ever come from.

    Who can only be called from a window that may or may not come back is told nothing.
    """
    columns = model.columns
    sure: Flags = np.any(able[[row.sure for row in model.windows]], axis=0)
    reachable: Flags = np.any(able, axis=0)
    line = np.repeat(columns.line, columns.count)
    waiting = watch.waiting(reachable[line])
    watch.complete(reachable[line])
    people = np.flatnonzero(sure[line] & _mostly(watch.called))
    names = [columns.tickets[person] for person in people]
    waits = intervals(watch.called[:, people], model.promises)
    ahead = np.rint(watch.ahead[:, people].mean(axis=0)).astype(np.int64)
    newcomers: dict[TicketClass, dict[str, Wait]] = {}
    for party in parties:
        newcomers |= dict.fromkeys(party.classes, _newcomers(model, watch, party, sure, waiting))
    return Outlook(
        zone=model.zone,
        seq=model.seq,
        at=model.at,
        tickets=dict(zip(names, waits, strict=True)),
        ahead=dict(zip(names, ahead.tolist(), strict=True)),
        newcomers=newcomers.pop(TicketClass.NORMAL, {}),
        preferred=newcomers,
        untold=frozenset(columns.tickets) - frozenset(names),
        done=intervals(watch.done[:, None], model.promises)[0] if len(people) == len(line) else None,
    )


def _newcomers(model: Model, watch: Watch, party: Party, sure: Flags, waiting: Ints) -> dict[str, Wait]:
    """By line; whom the runs did not come to stands behind all who wait then."""
    lines = model.lines
    reckoned = np.where(watch.over, NEVER, watch.last + (waiting + 1) / watch.pace)
    called = np.where(party.called >= NEVER, reckoned[:, None], party.called)
    told_of = sure & _mostly(called)
    places = [place for place, name in enumerate(lines.names) if name and told_of[place]]
    told = intervals(called[:, places], model.promises, booked=party.klass is TicketClass.BOOKED)
    return {lines.names[place]: wait for place, wait in zip(places, told, strict=True)}


def _mostly(called: Floats) -> Flags:
    """By column, whether there is a call in most runs."""
    mostly: Flags = np.mean(called < NEVER, axis=0) > MOSTLY
    return mostly


def intervals(minutes: Floats, promises: Promises, *, booked: bool = False) -> list[Wait]:
    """Of each column of simulated waits what is told as median and interval, at the levels of its size."""
    latest = np.max(minutes, axis=0, where=minutes < NEVER, initial=0.0)
    ordered = np.sort(np.minimum(minutes, latest).T, axis=1) * 60.0
    medians = _quantile(ordered, np.full(len(ordered), 0.5))
    cuts = [cut(promises, median, booked=booked) for median in medians]
    lower, middle, upper, stretch = np.array(cuts).reshape(len(ordered), 4).T
    middles = _quantile(ordered, middle)
    lows = np.maximum(0.0, middles - stretch * (middles - _quantile(ordered, lower)))
    highs = middles + stretch * (_quantile(ordered, upper) - middles)
    return [
        Wait(math.floor(low), round(middle), math.ceil(high - ROUNDING))
        for low, middle, high in zip(lows.tolist(), middles.tolist(), highs.tolist(), strict=True)
    ]


def _quantile(ordered: Floats, level: Floats) -> Floats:
    """Of each row, which is sorted, the quantile of its level."""
    place = level * (ordered.shape[1] - 1)
    below = place.astype(np.int64)
    above = np.minimum(below + 1, ordered.shape[1] - 1)
    rows = np.arange(len(ordered))
    part = place - below
    quantile: Floats = ordered[rows, below] * (1.0 - part) + ordered[rows, above] * part
    return quantile
