"""People of one day, drawn before any rule runs: whatever the rule, the same people come (共同随机数).

A visitor carries all chance inside: when, for what, how much work each errand is, whether he is there when
called. Work is by a clerk of average speed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final
from zlib import crc32

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from hallctl.domain.tickets import TicketClass
from hallctl.simulation.days.demand import Demand, Law, edges

Floats = NDArray[np.float64]

PEOPLE: Final = 1
ABSENCES: Final = 2
"""Streams of chance: who comes does not depend on who works."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What is to be done at one window: `codes` together, `work_s` by a clerk of average speed."""

    codes: tuple[str, ...]
    work_s: float


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who comes at `arrives_s`, or has booked `slot_s`; who books and never comes is `missing`.

    `gone`: not there when called. `back_s`: so long after a missed call he comes again, if at all.
    `patience_s`: he leaves after waiting so long. Times are seconds after midnight.
    """

    id: int
    arrives_s: float
    errands: tuple[Errand, ...]
    klass: TicketClass = TicketClass.NORMAL
    slot_s: int | None = None
    missing: bool = False
    gone: bool = False
    back_s: float | None = None
    patience_s: float | None = None
    walk_s: float = 0.0


@dataclass(frozen=True, slots=True)
class People:
    """Everybody of one day, by arrival. `no_show_s`: what a call in vain costs a window."""

    visitors: tuple[Visitor, ...]
    no_show_s: float = 60.0


def draw(demand: Demand, seed: int, day: int) -> People:
    """The people of day number `day`, which may lie before the first. Same arguments, same people."""
    chance = np.random.default_rng([seed, day + (1 << 32), PEOPLE])
    shares, volume = _mix(demand, chance)
    times = _times(demand, chance, volume)
    drawn = _Drawn(demand, chance, shares, times)
    visitors = [drawn.visitor(place) for place in range(len(times))]
    visitors.sort(key=lambda visitor: visitor.arrives_s)
    return People(tuple(visitors), demand.habits.no_show_s)


def absences(demand: Demand, seed: int, day: int, staff: list[str]) -> dict[str, tuple[float, float]]:
    """Who is away unplanned on that day, and from when till when; the same for a person in any company."""
    found = {}
    for person in staff:
        chance = np.random.default_rng([seed, day + (1 << 32), ABSENCES, crc32(person.encode())])
        first, *rest = (float(value) for value in chance.random(3))
        if first < demand.absent:
            span = max(0.0, demand.closes_s - demand.opens_s - 4500.0)
            start = demand.opens_s + 900.0 + rest[0] * span
            least, most = demand.absence_s
            found[person] = (start, start + least + rest[1] * (most - least))
    return found


def _gamma(chance: Generator, cv: float, size: int) -> Floats:
    if cv <= 0.0:
        return np.ones(size)
    drawn: Floats = chance.gamma(1.0 / cv**2, cv**2, size)
    return drawn


def _mix(demand: Demand, chance: Generator) -> tuple[Floats, float]:
    """How today's people spread over the matters, and how many they are against an average day."""
    busy = float(_gamma(chance, demand.day_cv, 1)[0])
    departments = sorted({matter.department for matter in demand.matters})
    pull = dict(zip(departments, _gamma(chance, demand.mix_cv, len(departments)), strict=True))
    usual = np.array([matter.weight for matter in demand.matters])
    usual = usual / usual.sum()
    today = usual * np.array([pull[matter.department] for matter in demand.matters])
    return today / today.sum(), busy * float(today.sum())


def _times(demand: Demand, chance: Generator, volume: float) -> Floats:
    drawn = [
        chance.uniform(start, end, chance.poisson(demand.per_day * volume * weight * (end - start)))
        for start, end, weight in edges(demand)
    ]
    return np.sort(np.round(np.concatenate(drawn), 3))


class _Drawn:
    """All chance of a day in columns, one row a visitor: drawn always, used where it applies."""

    def __init__(self, demand: Demand, chance: Generator, shares: Floats, times: Floats) -> None:
        self._demand, self._times = demand, times
        count = len(times)
        self._matters = chance.choice(len(shares), (2, count), p=shares)
        self._work = self._works(chance, count)
        self._kind, self._second, self._gone, self._never, self._back, self._restless = chance.random(
            (6, count)
        )
        self._early = chance.standard_normal(count)
        self._patience, self._later = chance.exponential(1.0, (2, count))
        self._walk = chance.uniform(0.5, 1.5, count)

    def _works(self, chance: Generator, count: int) -> Floats:
        """Seconds of both errands: (2, count)."""
        matters = self._demand.matters
        mean: Floats = np.array([matter.mean_s for matter in matters], np.float64)[self._matters]
        if self._demand.law is Law.FIXED:
            return mean
        if self._demand.law is Law.EXPONENTIAL:
            mean *= chance.exponential(1.0, (2, count))
            return mean
        variance = np.log1p(np.array([matter.cv for matter in matters])[self._matters] ** 2)
        mean *= np.exp(np.sqrt(variance) * chance.standard_normal((2, count)) - variance / 2)
        return mean

    def visitor(self, place: int) -> Visitor:
        """Row `place` as a person."""
        habits = self._demand.habits
        kind = self._kind[place]
        booked = habits.priority <= kind < habits.priority + habits.booked
        klass = habits.priority_class if kind < habits.priority else TicketClass.NORMAL
        gone = bool(self._gone[place] < habits.no_show)
        returns = gone and self._back[place] < habits.returns
        restless = self._restless[place] < habits.impatient
        slot = self._slot(float(self._times[place])) if booked else None
        return Visitor(
            id=place,
            arrives_s=self._arrival(place, slot),
            errands=tuple(self._errand(place, leg) for leg in range(self._legs(place))),
            klass=klass,
            slot_s=slot,
            missing=bool(booked and self._never[place] < habits.missed),
            gone=gone,
            back_s=round(60.0 + 240.0 * float(self._later[place]), 3) if returns else None,
            patience_s=round(habits.patience_s * float(self._patience[place]), 3) if restless else None,
            walk_s=round(habits.walk_s * float(self._walk[place]), 3),
        )

    def _legs(self, place: int) -> int:
        return 2 if self._second[place] < self._demand.habits.second else 1

    def _errand(self, place: int, leg: int) -> Errand:
        matter = self._demand.matters[self._matters[leg, place]]
        return Errand((matter.code,), round(max(1.0, float(self._work[leg, place])), 3))

    def _slot(self, wanted_s: float) -> int:
        """The slot in which somebody books who would have come at `wanted_s`: whole since midnight."""
        demand = self._demand
        last = math.floor((demand.last_s - 1.0) / demand.slot_s)
        first = math.ceil(demand.opens_s / demand.slot_s)
        return max(first, min(last, math.floor(wanted_s / demand.slot_s))) * demand.slot_s

    def _arrival(self, place: int, slot: int | None) -> float:
        if slot is None:
            return float(self._times[place])
        demand, habits = self._demand, self._demand.habits
        comes = slot - habits.early_s + habits.early_sd_s * float(self._early[place])
        return round(min(max(demand.opens_s, comes), max(demand.last_s - 1.0, demand.opens_s)), 3)
