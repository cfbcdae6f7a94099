"""From a model to an outlook: waits of those who wait and of those who would come, from many runs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from hallctl.domain.outlook.chance import Flags, Ladder, ladder
from hallctl.domain.outlook.lockstep import Rule, Runs
from hallctl.domain.outlook.model import Model
from hallctl.domain.outlook.newcomers import Party
from hallctl.domain.outlook.ranking import StrictRule
from hallctl.domain.outlook.results import Outlook
from hallctl.domain.outlook.telling import Watch, told
from hallctl.domain.outlook.weighing import WeightedRule
from hallctl.domain.outlook.windows import NEVER
from hallctl.domain.routing.seniority import Pace
from hallctl.domain.tickets import TicketClass

RUNS: Final = 100

MOST_CELLS: Final = 20_000
"""A zone of many lines is simulated in fewer runs, so that a step does not look at more heads than this."""

FEWEST_RUNS: Final = 32

MOST_STEPS: Final = 600
"""What is not known after so many calls is reckoned from the pace of the calls."""

LOOK_EVERY: Final = 8
"""Steps after which runs drop out in which nothing is left to be known."""

TAIL: Final = 0.04
"""The last runs need not end: no quantile that is asked for lies among them."""

CLASSES: Final = (TicketClass.NORMAL, TicketClass.CARE, TicketClass.GREEN_CHANNEL, TicketClass.BOOKED)
"""Classes in which somebody may come now."""


def rule_of(model: Model, parties: tuple[Party, ...] = ()) -> Rule:
    """The routing rule that the model is of."""
    return StrictRule(model, parties) if model.rule == "strict" else WeightedRule(model, parties)


def simulate(model: Model, *, runs: int = RUNS, seed: int, chance: Ladder | None = None) -> Outlook:
    """The outlook of a zone. The same model and seed give the same; it may run in any thread."""
    able, runs = _able(model), min(runs, max(FEWEST_RUNS, MOST_CELLS // (len(model.columns) + 1)))
    reachable: Flags = np.any(able, axis=0)
    if not reachable.any():
        return Outlook(model.zone, model.seq, model.at, untold=frozenset(model.columns.tickets))
    parties = tuple(Party(alike, runs, reachable) for alike in _alike(model))
    state = Runs(model, rule_of(model, parties), chance or ladder(), runs, seed)
    watch = Watch(model, runs)
    busy = [place for place, row in enumerate(model.windows) if row.busy_with > 0.0]
    watch.done = state.free[:, busy].max(axis=1, initial=0.0)
    _play(state, watch, parties, int(model.columns.count[reachable[model.columns.line]].sum()))
    return told(model, able, watch, parties)


def _alike(model: Model) -> Iterable[tuple[TicketClass, ...]]:
    """The classes in which somebody may come, those together that the rule does not tell apart."""
    if model.rule == "strict":
        return [(klass,) for klass in CLASSES]
    found: dict[Pace, tuple[TicketClass, ...]] = {}
    for klass in CLASSES:
        pace = model.weighted.paces[klass]
        found[pace] = (*found.get(pace, ()), klass)
    return found.values()


def _able(model: Model) -> Flags:
    """By window and line, whether the window will ever call from there; windows that never open do not."""
    shape = (len(model.windows), len(model.lines))
    able: Flags = np.array([row.able for row in model.windows], dtype=np.bool_).reshape(shape)
    opens = np.array([row.opens < NEVER for row in model.windows], dtype=np.bool_)
    return able & opens[:, None]


def _play(state: Runs, watch: Watch, parties: tuple[Party, ...], people: int) -> None:
    """Step by step, until everything that is asked is known in nearly all runs."""
    most = int(TAIL * len(state.run))
    for number in range(MOST_STEPS):
        step = state.step()
        if step is None:
            return
        watch.note(step)
        if number % LOOK_EVERY:
            continue
        going = watch.before[state.run] < people
        for party in parties:
            if party.left:
                going |= party.waiting()
        left = going.nonzero()[0]
        if len(left) <= most:
            return
        if len(left) < 0.8 * len(going):
            state.keep(left)
