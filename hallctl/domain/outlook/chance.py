"""Chance for simulated halls: one shuffled ladder of probabilities, and what follows from it.

Each run begins at another rung, and each person stands at another distance from there. So a run draws the
same for the same person whatever else happens (common random numbers), and nothing while it goes on.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Final
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

RUNGS: Final = 1 << 13
MASK: Final = RUNGS - 1
PLACE_STEP: Final = 5557
"""Odd, so that those who come one after the other take rungs far apart."""

HANDLING_CV: Final = 1.2
"""Spread of handling times around what is expected of an item, a clerk's day and a visitor included."""

REST_CV: Final = 1.0
"""The same of a visit that goes on already: its rest is that of the longer ones."""

MOST_BEGUN: Final = 3.0

_LEAST_LOG_TAIL: Final = -150.0


@cache
def _tail() -> tuple[Floats, Floats]:
    """Logarithms of the upper tail of the normal law, rising, and the deviations that they belong to."""
    deviations = np.linspace(17.0, -8.0, 5001)
    tail = np.array([math.erfc(float(z) / math.sqrt(2.0)) / 2 for z in deviations])
    return np.maximum(np.log(tail), _LEAST_LOG_TAIL), deviations


def log_tail(begun: float) -> float:
    """Logarithm of the probability of more than `begun` standard deviations."""
    logs, deviations = _tail()
    return float(np.interp(begun, deviations[::-1], logs[::-1]))


def deviation(log_probability: Floats) -> Floats:
    """What is exceeded with the given probability: the inverse of `log_tail`."""
    return np.interp(log_probability, *_tail())


def spread(cv: float) -> float:
    """Standard deviation of the logarithm of a log-normal time."""
    return math.sqrt(math.log(1.0 + cv * cv))


def normal(even: Floats) -> Floats:
    """Standard normal deviations for even probabilities."""
    return deviation(np.log(even))


def own_rung(name: str) -> int:
    """Where a thing of that name stands, against where its run begins."""
    return crc32(name.encode()) & MASK


@dataclass(frozen=True)
class Ladder:
    """By rung: a probability, an exponential gap of mean 1, a log-normal handling factor of mean 1."""

    even: Floats
    gap: Floats
    factor: Floats


@cache
def ladder() -> Ladder:
    """Chance as it is."""
    even = (np.random.default_rng(20260302).permutation(RUNGS) + 0.5) / RUNGS
    width = spread(HANDLING_CV)
    factor = np.exp(width * deviation(np.log(even)) - width * width / 2)
    return Ladder(even, -np.log(even), factor / factor.mean())


def rests(mean: float, elapsed: float, probability: Floats) -> Floats:
    """How long a service still takes that has gone on for `elapsed` of an expected `mean`, log-normal.

    A visit far beyond anything usual counts as one at `MOST_BEGUN` standard deviations: a number that
    somebody forgot to close says nothing about how long it stays forgotten.
    """
    width = spread(REST_CV)
    middle = math.log(max(mean, 1e-6)) - width * width / 2
    begun = min(MOST_BEGUN, (math.log(max(elapsed, 1e-9)) - middle) / width)
    ends = np.exp(middle + width * deviation(np.log(probability) + log_tail(begun)))
    return np.maximum(0.0, ends - math.exp(middle + width * begun))
