"""Trials: days of the hall lived with and without additions, by the same people (共同随机数).

Each day begins with what the hall has learned before, so that days may be lived in any order and at once.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

import numpy as np
from numpy.typing import NDArray

from hallctl.domain.day import HallDay
from hallctl.domain.learning import Learned
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import DayState, decode_state, encode_state
from hallctl.simulation.authorisations.additions import Addition, Plan, granted
from hallctl.simulation.authorisations.screening import promises
from hallctl.simulation.authorisations.timeline import Timeline, timeline
from hallctl.simulation.days.comparing import WARM, Days
from hallctl.simulation.days.runs import Coming, lived, memory_door
from hallctl.simulation.days.trail import trail

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Ground:
    """The hall that is tried: its setup, its days, the rule by which it calls.

    `learned`: what the hall knows at the beginning of each day, as bytes of a state.
    """

    setup: HallSetup
    days: Days
    rule: str
    learned: bytes = b""

    def day(self, plan: Plan, number: int, asked: Sequence[Addition] = ()) -> Outcome:
        """Live a day of a hall with `plan`, and say what came of it. The people do not depend on the plan."""
        coming = self.days.coming(number)
        if coming is None:
            return Outcome(0, 0.0, np.zeros(len(asked)))
        hall = HallDay(decode_state(self.learned) if self.learned else None)
        line = self._lived(granted(self.setup, plan), hall, coming)
        return Outcome(line.visitors, line.waited_s, promises(line, coming.seats, asked))

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

    def _lived(self, setup: HallSetup, hall: HallDay, coming: Coming) -> Timeline:
        door = memory_door(setup, self.rule, hall)
        midnight = datetime.combine(coming.date, time(), setup.timezone)
        return timeline(trail(next(lived(door, [coming])).records, midnight))


@dataclass(frozen=True)
class Outcome:
    """A day under a plan. `worth`: of the additions that were asked for, see `screening`."""

    visitors: int
    waited_s: float
    worth: Floats = field(default_factory=lambda: np.zeros(0))


def knowing(learned: Learned) -> bytes:
    """What `Ground.learned` is for a hall that has learned this."""
    return encode_state(DayState(date=date.min, learned=learned))


@dataclass(frozen=True)
class Saving:
    """Minutes of waiting that a visitor is spared on average, and half the 95 % interval of it."""

    minutes: float
    half: float
    days: int


Told = Callable[[int], None]
"""Is told how many days have been lived since it was last told."""


class Trials:
    """Lives days when they are asked for, each only once."""

    def __init__(self, ground: Ground, workers: Executor | None, told: Told) -> None:
        self.ground, self._workers, self._told = ground, workers, told
        self._known: dict[tuple[Plan, int], Outcome] = {}

    def live(self, plans: Iterable[Plan], days: Iterable[int]) -> None:
        """Live these days under each of these plans, as far as they have not been lived."""
        wanted = [(key(plan), number) for plan in plans for number in days]
        wanted = [one for one in dict.fromkeys(wanted) if one not in self._known]
        for one, came in zip(wanted, self._outcomes([(*one, ()) for one in wanted]), strict=True):
            self._known[one] = came

    def worth(self, plan: Plan, days: Iterable[int], asked: Sequence[Addition]) -> Floats:
        """What further additions may be worth in a hall with `plan`; to be compared with each other only."""
        numbers = list(days)
        found = list(self._outcomes([(key(plan), number, tuple(asked)) for number in numbers]))
        for number, came in zip(numbers, found, strict=True):
            self._known[key(plan), number] = came
        total: Floats = np.sum([came.worth for came in found], axis=0)
        return total

    def saving(self, plan: Plan, days: Sequence[int], against: Plan = ()) -> Saving:
        """What a plan spares against another on the same days; days not lived yet are lived."""
        self.live([plan, against], days)
        with_it = [self._known[key(plan), number] for number in days]
        without = [self._known[key(against), number] for number in days]
        visitors = sum(day.visitors for day in without) / len(days)
        spared = np.array([a.waited_s - b.waited_s for a, b in zip(without, with_it, strict=True)])
        minutes = spared / 60.0 / max(visitors, 1.0)
        half = 1.96 * float(minutes.std(ddof=1)) / len(days) ** 0.5 if len(days) > 1 else 0.0
        return Saving(float(minutes.mean()), half, len(days))

    def wait_min(self, plan: Plan, days: Sequence[int]) -> float:
        """Mean waiting of a visitor."""
        self.live([plan], days)
        came = [self._known[key(plan), number] for number in days]
        visitors = sum(day.visitors for day in came)
        return sum(day.waited_s for day in came) / 60.0 / max(visitors, 1)

    def lived(self, plan: Plan) -> list[int]:
        """Days that the plan and the hall as it is have both lived."""
        return sorted(n for one, n in self._known if one == key(plan) and ((), n) in self._known)

    def _outcomes(self, wanted: Sequence[tuple[Plan, int, tuple[Addition, ...]]]) -> Iterator[Outcome]:
        if self._workers is None:
            for one in wanted:
                yield self.ground.day(*one)
                self._told(1)
            return
        futures: list[Future[Outcome]] = [self._workers.submit(_at_work, *one) for one in wanted]
        for future in futures:
            yield future.result()
            self._told(1)


def key(plan: Plan) -> Plan:
    """The plan in one order: the same additions are the same plan."""
    return tuple(sorted(plan))


@contextmanager
def trials(ground: Ground, jobs: int, told: Told) -> Iterator[Trials]:
    """Trials in `jobs` processes of their own, or in this one."""
    if jobs <= 1:
        yield Trials(ground, None, told)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, context, _take_ground, (ground,)) as workers:
        yield Trials(ground, workers, told)


_GROUND: list[Ground] = []
"""In a worker process, the hall that it tries."""


def _take_ground(ground: Ground) -> None:
    _GROUND[:] = [ground]


def _at_work(plan: Plan, number: int, asked: Sequence[Addition]) -> Outcome:
    return _GROUND[0].day(plan, number, asked)
