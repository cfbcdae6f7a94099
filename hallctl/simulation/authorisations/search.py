"""The search (寻优): sketches say what is worth whole days, whole days say what is best.

Successive halving: all live a few days, the better half lives twice as many, until few are left. What is told
of the winners comes from days that no choice was made on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from hallctl.simulation.authorisations.additions import Addition, Plan
from hallctl.simulation.authorisations.trials import Trials, key
from hallctl.simulation.days.figures import Estimate

FIRSTS: Final = 6
SECONDS: Final = 18
"""Of the best additions alone, each of the firsts is paired with each of the seconds."""

FINALISTS: Final = 3
"""Pairs that live whole days."""

FEWEST_DAYS: Final = 4
SHOWN: Final = 12
"""Of the additions alone, the best are told of, and those of the best pair."""


@dataclass(frozen=True)
class Ranked:
    """An addition alone, against the hall as it is, on the sketched days on which it competed."""

    addition: Addition
    saving: Estimate


@dataclass(frozen=True)
class Found:
    """`plan`: the best two, the more useful first.

    `savings`: minutes that a visitor is spared by the first alone, by the second on top of it, by both.
    `wait_min`: mean waiting of the hall as it is, and with both, on the days of `savings`. `ranking`: the
    best alone, and those of the plan. `looked_at`: how many additions there are.
    """

    plan: Plan
    savings: tuple[Estimate, ...]
    wait_min: tuple[float, float]
    ranking: tuple[Ranked, ...]
    looked_at: int


@dataclass(frozen=True)
class Days:
    """Days to choose on by sketches, and so many whole ones to choose on and, fresh, to measure on.

    The hall must have `sketched` + `whole` of them; `whole` is not more than `sketched`.
    """

    sketched: int
    whole: int


Stage = Callable[[str], None]
"""Is told what is being done."""


def search(trials: Trials, asked: Sequence[Addition], days: Days, stage: Stage) -> Found:
    """The two best of the additions asked for, or as many as there are."""
    sketched = trials.sketched()
    stage(f"sketching {len(asked)} additions")
    singles = _compete(sketched, [(addition,) for addition in asked], days.sketched)
    plans = singles[:FINALISTS]
    if len(asked) > 1:
        pairs = _pairs(singles)
        stage(f"sketching {len(pairs)} pairs")
        plans = _compete(sketched, pairs, days.sketched)[:FINALISTS]
    stage("living whole days with the best")
    best = _ranked(trials, plans, days.whole)[0]
    stage("measuring it on fresh days")
    fresh = range(days.sketched, days.sketched + days.whole)
    plan, savings = _told(trials, best, fresh)
    return Found(
        plan,
        savings,
        (trials.wait_min((), fresh), trials.wait_min(plan, fresh)),
        tuple(
            Ranked(one[0], sketched.saving(one, sketched.lived(one)))
            for place, one in enumerate(singles)
            if place < SHOWN or one[0] in plan
        ),
        len(asked),
    )


def _pairs(singles: Sequence[Plan]) -> list[Plan]:
    found = {
        key((*first, *second)): None
        for first in singles[:FIRSTS]
        for second in singles[:SECONDS]
        if first != second
    }
    return list(found)


def _ranked(trials: Trials, plans: Iterable[Plan], days: int) -> list[Plan]:
    """Best first, from the first so many days."""
    numbers, found = range(days), list(plans)
    trials.live([(), *found], numbers)
    return sorted(found, key=lambda plan: -trials.saving(plan, numbers).value)


def _compete(trials: Trials, plans: Sequence[Plan], days: int) -> list[Plan]:
    """Best first. Whoever is out stands in the order of the last stage lived."""
    left, out = list(plans), list[Plan]()
    lived = min(days, max(FEWEST_DAYS, days // 8))
    while True:
        left = _ranked(trials, left, lived)
        if lived >= days:
            return left + out
        half = max(2, (len(left) + 1) // 2)
        left, out = left[:half], left[half:] + out
        lived = min(days, 2 * lived)


def _told(trials: Trials, plan: Plan, fresh: range) -> tuple[Plan, tuple[Estimate, ...]]:
    """The additions in the order of what each spares alone, and the savings of `Found`."""
    alone = {addition: trials.saving((addition,), fresh) for addition in plan}
    ordered = tuple(sorted(plan, key=lambda addition: -alone[addition].value))
    savings = [alone[ordered[0]]]
    if len(ordered) > 1:
        savings += [trials.saving(ordered, fresh, against=ordered[:1]), trials.saving(ordered, fresh)]
    return ordered, tuple(savings)
