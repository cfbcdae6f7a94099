"""Promises (等候承诺): the wait that was printed on a number, and what the hall learns from how it came.

For each size of the promised median the hall keeps its error, its coverage, and the share of waits that may
fall outside the printed interval so that one in five does: an adaptive conformal level (Gibbs & Candès 2021).
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

import msgspec

OUTSIDE: Final = 0.2
"""So many waits are to fall outside the interval that is printed, half of them on either side."""

PACE: Final = 0.01
"""How far one promise that was kept or missed moves the level."""

LEAST_OUTSIDE: Final = 0.01
MOST_OUTSIDE: Final = 0.6
"""Where the level stops: nearly all of what was simulated, and two fifths of it."""

MEMORY: Final = 200.0
"""After so many promises an old one weighs a third."""

AT_ONCE: Final = "at_once"
BANDS: Final = ("<5", "5-15", "15-30", "30-60", ">60")
"""Sizes of a promised median in minutes."""

_EDGES_S: Final = (300.0, 900.0, 1800.0, 3600.0)
_AT_ONCE_WITHIN_S: Final = 60.0


class Promise(msgspec.Struct, frozen=True):
    """A wait in seconds as it was told: lower end, median, upper end of the interval.

    `simulated`: the ends were cut from a simulation at the level of the band, so that they teach about it.
    """

    low: int
    mid: int
    high: int
    simulated: bool = False


class Band(msgspec.Struct):
    """What became of the promises of one size.

    `count`: of all times. `weight`, `error_s`, `wait_s`, `covered`: fading sums of promises, of the absolute
    difference between wait and median, of waits, of waits inside the interval.
    """

    outside: float = OUTSIDE
    count: int = 0
    weight: float = 0.0
    error_s: float = 0.0
    wait_s: float = 0.0
    covered: float = 0.0

    def take(self, promise: Promise, waited_s: float, *, covered: bool) -> None:
        """Count one promise; those before it fade."""
        fade = 1.0 - 1.0 / MEMORY
        self.count += 1
        self.weight = self.weight * fade + 1.0
        self.error_s = self.error_s * fade + abs(waited_s - promise.mid)
        self.wait_s = self.wait_s * fade + waited_s
        self.covered = self.covered * fade + covered
        if promise.simulated:
            moved = self.outside + PACE * (OUTSIDE - (not covered))
            self.outside = min(MOST_OUTSIDE, max(LEAST_OUTSIDE, moved))

    @property
    def coverage(self) -> float | None:
        """Share of the latest waits that lay inside; None before the first."""
        return self.covered / self.weight if self.weight else None

    @property
    def relative_error(self) -> float | None:
        """Mean absolute error of the latest promises against their mean wait; None where nobody waited."""
        return self.error_s / self.wait_s if self.wait_s else None


FRESH: Final = Band()

Promises = dict[str, Band]
"""By band; a band without any promise is missing."""


def band_of(promise: Promise) -> str:
    """The size of a promise. One to be called at once has nothing to cut and is kept apart."""
    return AT_ONCE if promise.high <= 0 else band_at(promise.mid)


def band_at(median_s: float) -> str:
    """The size of a wait with this median."""
    return BANDS[bisect_right(_EDGES_S, median_s)]


def levels(promises: Promises, median_s: float) -> tuple[float, float]:
    """Which quantiles of the simulated waits to print as ends of an interval with this median."""
    outside = promises.get(band_at(median_s), FRESH).outside
    return outside / 2, 1.0 - outside / 2


def learn(promises: Promises, promise: Promise, waited_s: float) -> None:
    """Somebody was called for the first time after `waited_s`, counted from when he was ready."""
    name = band_of(promise)
    most = promise.high if name != AT_ONCE else _AT_ONCE_WITHIN_S
    band = promises.get(name)
    if band is None:
        band = promises[name] = Band()
    band.take(promise, waited_s, covered=promise.low <= waited_s <= most)


def overall(promises: Promises) -> Band:
    """All bands together, those who were called at once among them."""
    whole = Band()
    for band in promises.values():
        whole.count += band.count
        whole.weight += band.weight
        whole.error_s += band.error_s
        whole.wait_s += band.wait_s
        whole.covered += band.covered
    return whole
