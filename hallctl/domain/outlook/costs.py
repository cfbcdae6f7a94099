"""What waiting costs (等候代价) in the next hour: for comparing a zone with itself with other windows open.

Runs of one seed meet the same people, so that the difference between two variants of a model is smooth.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from hallctl.domain.outlook.chance import Floats, ladder
from hallctl.domain.outlook.lockstep import Runs
from hallctl.domain.outlook.model import Model
from hallctl.domain.outlook.simulation import rule_of
from hallctl.domain.outlook.windows import NEVER

HORIZON_MIN: Final = 60
RUNS: Final = 32
SQUARE_MIN: Final = 30.0
"""A wait of so many minutes counts twice, longer ones more."""


class Expense(NamedTuple):
    """Expected sums over everybody called or still waiting in the horizon.

    `weighted`: of wait + wait²/30; `waiting`: of the waits. In minutes.
    """

    weighted: float
    waiting: float


def cost(model: Model, *, horizon_min: int = HORIZON_MIN, runs: int = RUNS, seed: int) -> float:
    """Expected sum of wait + wait²/30 in minutes of everybody called or still waiting in the horizon."""
    return expense(model, horizon_min=horizon_min, runs=runs, seed=seed).weighted


def expense(model: Model, *, horizon_min: int = HORIZON_MIN, runs: int = RUNS, seed: int) -> Expense:
    """The same, and the waiting minutes as they are."""
    state = Runs(model, rule_of(model), ladder(), runs, seed)
    steps = []
    while (step := state.step(float(horizon_min))) is not None:
        steps.append(step)
    sums = _left(state, float(horizon_min))
    if steps:
        column, head, at = (np.concatenate(each) for each in list(zip(*steps, strict=True))[2:5])
        sums += _weighed(np.maximum(0.0, at - head - state.rule.shift.take(column)))
    weighted, waiting = (sums / runs).tolist()
    return Expense(weighted, waiting)


def _weighed(waits: Floats) -> Floats:
    total, squares = float(waits.sum()), float(np.square(waits).sum())
    return np.array([total + squares / SQUARE_MIN, total])


def _left(state: Runs, end: float) -> Floats:
    """Of all who wait at the end: the first of each column, who stands behind them, who came after those."""
    columns = state.model.columns
    there = (state.come <= end) & (state.head < NEVER)
    waits = np.where(there, end - (state.head + state.rule.shift), 0.0)
    sums = _weighed(np.maximum(0.0, waits))
    last = columns.first + columns.count
    behind = np.maximum(0, last - state.who - 1) * (state.who < len(columns.ready))
    each = np.maximum(0.0, end - columns.ready)
    for place, power in enumerate((each + np.square(each) / SQUARE_MIN, each)):
        upto = np.concatenate([[0.0], np.cumsum(power)])
        sums[place] += float((upto[last] - upto[last - behind]).sum())
    return sums + _unseen(state, end)


def _unseen(state: Runs, end: float) -> Floats:
    """Of those who come behind the first of a column that is not at an end: as many as the forecast says."""
    forecast, columns = state.model.forecast, state.model.columns
    since = np.where(state.come < 0.0, 0.0, state.come)
    span = np.maximum(0.0, end - since)
    volume = np.interp(end, forecast.knots, forecast.volume) - np.interp(
        since, forecast.knots, forecast.volume
    )
    come = np.maximum(0.0, volume) * columns.share
    waits, squares = span / 2, span**2 / 3
    return np.array([float((come * (waits + squares / SQUARE_MIN)).sum()), float((come * waits).sum())])
