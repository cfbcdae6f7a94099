"""The search (寻优): screening says which additions are worth a trial, trials let the best compete.

Successive halving: all live a few days, the better half lives twice as many, until few are left. Then the
best first additions are each joined by a second one in the same way. What is told of the winners comes from
days that no choice was made on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from hallctl.simulation.authorisations.additions import Addition, Plan
from hallctl.simulation.authorisations.trials import Floats, Saving, Trials, key

TRIED_FIRST: Final = 16
TRIED_SECOND: Final = 8
"""Additions that are tried first, and beside each of the best."""

BEST: Final = 3
"""Firsts that a second is looked for."""

FEWEST_DAYS: Final = 4


@dataclass(frozen=True)
class Ranked:
    """An addition alone, against the hall as it is, on the days on which it competed."""

    addition: Addition
    saving: Saving


@dataclass(frozen=True)
class Found:
    """`plan`: the best two, the more useful first.

    `savings`: of the first alone, of the second on top of it, of both. `wait_min`: mean waiting of the hall
    as it is, and with both, on the days of `savings`. `ranking`: all that were tried alone, best first.
    `looked_at`: how many additions there are.
    """

    plan: Plan
    savings: tuple[Saving, ...]
    wait_min: tuple[float, float]
    ranking: tuple[Ranked, ...]
    looked_at: int


Stage = Callable[[str], None]
"""Is told what is being done."""


def search(trials: Trials, asked: Sequence[Addition], days: int, stage: Stage) -> Found:
    """The two best of the additions asked for, or as many as there are. `days`: what finalists live.

    The hall must have twice as many days.
    """
    first_days = range(max(FEWEST_DAYS, days // 6))
    stage(f"looking at {len(asked)} additions over {len(first_days)} days")
    worth = trials.worth((), first_days, asked)
    singles: list[Plan] = [(asked[place],) for place in _best_places(worth, TRIED_FIRST)]
    stage(f"trying {len(singles)} of them")
    ranked = _compete(trials, singles, days)
    plans = ranked[:1]
    if len(asked) > 1:
        stage("trying pairs")
        plans = _compete(trials, _pairs(trials, ranked[:BEST], asked, first_days), days)
    stage("measuring the best on fresh days")
    fresh = range(days, 2 * days)
    plan, savings = _told(trials, plans[0], fresh)
    return Found(
        plan,
        savings,
        (trials.wait_min((), fresh), trials.wait_min(plan, fresh)),
        tuple(Ranked(one[0], trials.saving(one, trials.lived(one))) for one in ranked),
        len(asked),
    )


def _best_places(worth: Floats, most: int) -> list[int]:
    order = sorted(range(len(worth)), key=lambda place: -worth[place])
    return [place for place in order[:most] if worth[place] > 0] or order[:1]


def _pairs(trials: Trials, firsts: Sequence[Plan], asked: Sequence[Addition], days: range) -> list[Plan]:
    found: dict[Plan, None] = {}
    for first in firsts:
        rest = [addition for addition in asked if addition not in first]
        worth = trials.worth(first, days, rest)
        for place in _best_places(worth, TRIED_SECOND):
            found[key((*first, rest[place]))] = None
    return list(found)


def _compete(trials: Trials, plans: Sequence[Plan], days: int) -> list[Plan]:
    """Best first. Whoever is out stands in the order of the last stage lived."""
    left, out = list(plans), list[Plan]()
    lived = min(days, max(FEWEST_DAYS, days // 8))
    while True:
        numbers = range(lived)
        trials.live([(), *left], numbers)
        left.sort(key=lambda plan: -trials.saving(plan, numbers).minutes)
        if lived >= days:
            return left + out
        half = max(2, (len(left) + 1) // 2)
        left, out = left[:half], left[half:] + out
        lived = min(days, 2 * lived)


def _told(trials: Trials, plan: Plan, fresh: range) -> tuple[Plan, tuple[Saving, ...]]:
    """The additions in the order of what each spares alone, and the savings of `Found`."""
    alone = {addition: trials.saving((addition,), fresh) for addition in plan}
    ordered = tuple(sorted(plan, key=lambda addition: -alone[addition].minutes))
    savings = [alone[ordered[0]]]
    if len(ordered) > 1:
        savings += [trials.saving(ordered, fresh, against=ordered[:1]), trials.saving(ordered, fresh)]
    return ordered, tuple(savings)
