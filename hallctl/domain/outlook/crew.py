"""How windows of one zone compare (均衡): their leans, and the order in which idle ones ask."""

from __future__ import annotations

import numpy as np

from hallctl.domain.duties import LEAST_DUTY_MIN
from hallctl.domain.outlook.chance import Floats, Ints
from hallctl.domain.outlook.model import Model
from hallctl.domain.outlook.windows import NEVER
from hallctl.domain.routing.board import MOST_LEAN
from hallctl.domain.routing.crews import PEER_SHARE
from hallctl.domain.routing.weighted import FLEXIBILITY_STEP


class Comparison:
    """What stays the same while a model is simulated: peers, and when each window's duty began."""

    def __init__(self, model: Model) -> None:
        windows, codes = model.windows, len(model.lines.codes)
        able = np.array([row.able[:codes] for row in windows], dtype=np.float64).reshape(len(windows), codes)
        weighted = able * model.lines.frequency
        both = able @ weighted.T
        either = able @ model.lines.frequency
        share = both / np.maximum(either[:, None] + either[None, :] - both, 1e-9)
        peers = (share >= PEER_SHARE) | np.eye(len(windows), dtype=np.bool_)
        self._peers = peers.astype(np.float64)
        self._opens = np.array([row.opens for row in windows])
        self._began = np.where(self._opens < NEVER, self._opens, 0.0) - [row.duty for row in windows]

    def leans(self, served: Floats, at: Floats, gamma: float, eta: float) -> Floats:
        """The power of handling time by run and window, as the weighted rule has it."""
        if not eta:
            return np.full(served.shape, min(MOST_LEAN, gamma))
        now = at[:, None]
        on = (self._opens <= now).astype(np.float64)
        rates = served / np.maximum(LEAST_DUTY_MIN, now - self._began)
        mean = (rates * on) @ self._peers.T / np.maximum(on @ self._peers.T, 1.0)
        behind = np.where(mean > 0.0, (mean - rates) / np.maximum(mean, 1e-12), 0.0)
        return np.clip(gamma * (1.0 + eta * behind), 0.0, MOST_LEAN)


def turns(model: Model) -> Ints:
    """By window, which of all would ask first, were they all idle now: 0, 1, 2 and so on."""
    windows = model.windows
    names = np.argsort(np.argsort(np.array([row.window for row in windows]))) if windows else np.zeros(0)
    if model.rule == "strict":
        keys = [names, np.array([-row.idle_for for row in windows])]
    else:
        keys = [names, _loads(model), _flexibility(model)]
    ranks = np.empty(len(windows), dtype=np.int64)
    ranks[np.lexsort(keys)] = np.arange(len(windows))
    return ranks


def _flexibility(model: Model) -> Floats:
    """Authorised expected work against the most flexible window's, in steps."""
    lines, codes = model.lines, len(model.lines.codes)
    work = lines.frequency * np.exp(lines.work[:codes])
    expected = np.array([row.able[:codes] @ work for row in model.windows])
    return np.round(expected / max(float(expected.max(initial=0.0)), 1e-9) / FLEXIBILITY_STEP)


def _loads(model: Model) -> Floats:
    """Minutes of work and visits for each minute on duty."""
    lines, by_count = model.lines, model.weighted.by_count
    total = max(float(lines.frequency.sum()), 1e-9)
    mean = float(lines.frequency @ np.exp(lines.work[: len(lines.codes)])) / total
    loads = [
        ((1 - by_count) * row.busy + by_count * mean * row.served) / max(LEAST_DUTY_MIN, row.duty)
        for row in model.windows
    ]
    return np.array(loads)
