"""Trials: days of the hall lived with and without additions, by the same people (共同随机数).

Each day begins with what the hall has learned before, so that days may be lived in any order and at once.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from itertools import repeat
from typing import Final

import numpy as np

from hallctl.domain.day import HallDay
from hallctl.domain.learning.handling import expected_s
from hallctl.domain.learning.learned import Learned
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import DayState, decode_state, encode_state
from hallctl.simulation.authorisations.additions import Plan, granted
from hallctl.simulation.authorisations.sketch import Law, Sketch, law
from hallctl.simulation.days.comparing import WARM, Days
from hallctl.simulation.days.figures import Estimate, estimate
from hallctl.simulation.days.runs import Coming, lived, memory_door
from hallctl.simulation.days.trail import trail


@dataclass(frozen=True)
class Ground:
    """The hall that is tried: its setup, its days, the rule by which it calls.

    `learned`: what the hall knows at the beginning of each day, as bytes of a state.
    """

    setup: HallSetup
    days: Days
    rule: str
    learned: bytes = b""
    _drawn: dict[int, Coming | None] = field(default_factory=dict, init=False, repr=False, compare=False)
    _setups: dict[Plan, HallSetup] = field(default_factory=dict, init=False, repr=False, compare=False)

    def day(self, plan: Plan, number: int) -> Outcome:
        """Live a day of a hall with `plan`. The people do not depend on the plan."""
        coming = self._coming(number)
        if coming is None:
            return NOBODY
        hall = HallDay(decode_state(self.learned) if self.learned else None)
        return self._lived(self._granted(plan), hall, coming)

    def sketch(self, plan: Plan, number: int) -> Outcome:
        """The same by a sketch of the day."""
        coming = self._coming(number)
        if coming is None:
            return NOBODY
        waited_s = Sketch(self._granted(plan), self._law, coming).live()
        return Outcome(sum(not visitor.missing for visitor in coming.people.visitors), waited_s)

    def warmed_up(self) -> Ground:
        """The same after the days before the first: a hall without history learns from them."""
        learned = Learned()
        for number in range(-WARM, 0):
            coming = self.days.coming(number)
            if coming is not None:
                hall = HallDay(DayState(date=date.min, learned=learned))
                self._lived(self.setup, hall, coming)
                learned = hall.state.learned
        return replace(self, learned=knowing(learned))

    def _lived(self, setup: HallSetup, hall: HallDay, coming: Coming) -> Outcome:
        day = lived(memory_door(setup, self.rule, hall), coming)
        stories = trail(day.records, day.midnight).stories.values()
        return Outcome(len(stories), sum(story.wait_s for story in stories))

    @cached_property
    def _law(self) -> Law:
        learned = decode_state(self.learned).learned if self.learned else Learned()
        setup = self.setup
        codes = [
            *setup.items,
            *(f"type:{kind}" for kind in setup.types),
            *(f"zone:{zone}" for zone in setup.zones),
        ]
        return law(setup, self.rule, {code: expected_s(learned, setup, code) / 60 for code in codes})

    def _coming(self, number: int) -> Coming | None:
        """The day, drawn once: many plans live it."""
        if number not in self._drawn:
            self._drawn[number] = self.days.coming(number)
        return self._drawn[number]

    def _granted(self, plan: Plan) -> HallSetup:
        """The hall with a plan, made once: it lives many days."""
        if plan not in self._setups:
            self._setups[plan] = granted(self.setup, plan)
        return self._setups[plan]


@dataclass(frozen=True)
class Outcome:
    """A day under a plan: how many came, and how long all of them together waited."""

    visitors: int
    waited_s: float


NOBODY: Final = Outcome(0, 0.0)


def knowing(learned: Learned) -> bytes:
    """What `Ground.learned` is for a hall that has learned this."""
    return encode_state(DayState(date=date.min, learned=learned))


Told = Callable[[int], None]
"""Is told how many days have been lived since it was last told."""


Life = Callable[[Ground, Plan, int], Outcome]
"""How a day is lived: `Ground.day` or `Ground.sketch`."""


class Trials:
    """Lives days when they are asked for, each only once."""

    def __init__(self, ground: Ground, life: Life, workers: Executor | None, told: Told) -> None:
        self._ground, self._life, self._workers, self._told = ground, life, workers, told
        self._known: dict[tuple[Plan, int], Outcome] = {}

    def sketched(self) -> Trials:
        """The same hall by sketches of its days."""
        return Trials(self._ground, Ground.sketch, self._workers, self._told)

    def live(self, plans: Iterable[Plan], days: Iterable[int]) -> None:
        """Live these days under each of these plans, as far as they have not been lived."""
        numbers = list(days)
        wanted = dict.fromkeys((key(plan), number) for plan in plans for number in numbers)
        new = [one for one in wanted if one not in self._known]
        for one, came in zip(new, self._outcomes(new), strict=True):
            self._known[one] = came

    def saving(self, plan: Plan, days: Sequence[int], against: Plan = ()) -> Estimate:
        """Minutes that a plan spares a visitor against another on the same days; new days are lived."""
        self.live([plan, against], days)
        with_it = [self._known[key(plan), number] for number in days]
        without = [self._known[key(against), number] for number in days]
        visitors = sum(day.visitors for day in without) / len(days)
        spared = np.array([a.waited_s - b.waited_s for a, b in zip(without, with_it, strict=True)])
        return estimate(spared / 60.0 / max(visitors, 1.0))

    def wait_min(self, plan: Plan, days: Sequence[int]) -> float:
        """Mean waiting of a visitor."""
        self.live([plan], days)
        came = [self._known[key(plan), number] for number in days]
        visitors = sum(day.visitors for day in came)
        return sum(day.waited_s for day in came) / 60.0 / max(visitors, 1)

    def lived(self, plan: Plan) -> list[int]:
        """Days that the plan and the hall as it is have both lived."""
        return sorted(n for one, n in self._known if one == key(plan) and ((), n) in self._known)

    def _outcomes(self, wanted: Sequence[tuple[Plan, int]]) -> Iterator[Outcome]:
        if self._workers is None:
            for one in wanted:
                yield self._life(self._ground, *one)
                self._told(1)
            return
        parts = [wanted[first : first + TOGETHER] for first in range(0, len(wanted), TOGETHER)]
        for came in self._workers.map(_at_work, repeat(self._life), parts):
            yield from came
            self._told(len(came))


TOGETHER: Final = 4
"""Days that a process is given at once."""


def key(plan: Plan) -> Plan:
    """The plan in one order: the same additions are the same plan."""
    return tuple(sorted(plan))


@contextmanager
def trials(ground: Ground, jobs: int, told: Told) -> Iterator[Trials]:
    """Trials in `jobs` processes of their own, or in this one."""
    if jobs <= 1:
        yield Trials(ground, Ground.day, None, told)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _take_ground, (ground,)) as workers:
        yield Trials(ground, Ground.day, workers, told)


_GROUND: list[Ground] = []
"""In a worker process, the hall that it tries."""


def _take_ground(ground: Ground) -> None:
    _GROUND[:] = [ground]


def _at_work(life: Life, wanted: Sequence[tuple[Plan, int]]) -> list[Outcome]:
    return [life(_GROUND[0], *one) for one in wanted]
