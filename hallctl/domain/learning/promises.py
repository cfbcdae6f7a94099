"""Promises (等候承诺): the wait that was printed on a number, and what the hall learns from how it came.

For each size of the promised median the hall keeps its error, its coverage, and how much of a simulation an
interval may leave out so that one wait in five lies outside: an adaptive conformal level (Gibbs, Candès).
"""

from __future__ import annotations

from bisect import bisect_right
from typing import Final, NamedTuple

import msgspec

OUTSIDE: Final = 0.2
"""So many waits are to fall outside the interval that is printed, half of them on either side."""

PACE: Final = 0.01
SIDE_PACE: Final = 0.005
"""How far a promise that was kept or missed moves the level, and a missed one the share of a side: less, for
what is missed on one bad day is missed at one end."""

LEAST_OUTSIDE: Final = -0.2
MOST_OUTSIDE: Final = 0.6
MOST_ON_A_SIDE: Final = 0.9
NEAREST: Final = 0.05
"""Where levels stop, and how near to the level of the median an end of the interval may be cut."""

WHOLE: Final = 0.02
STRETCH: Final = 10.0
"""An interval that leaves out `WHOLE` has nearly all that was simulated; one that is to leave out less is
stretched about its median, by so much for each unit."""

MEMORY: Final = 200.0
"""After so many promises an old one weighs a third."""

AT_ONCE: Final = "at_once"
BOOKED: Final = "booked"
BANDS: Final = ("<5", "5-15", "15-30", "30-60", ">60")
"""Sizes of a promised median in minutes. Who is booked is kept apart: the hall may be another at the slot."""

_EDGES_S: Final = (300.0, 900.0, 1800.0, 3600.0)
_AT_ONCE_WITHIN_S: Final = 60.0


class Start(NamedTuple):
    """The levels a band begins with; `middle`: the quantile of simulated waits that is told as median."""

    outside: float = OUTSIDE
    below: float = 0.5
    middle: float = 0.5


STARTS: Final = {
    "<5": Start(),
    "5-15": Start(middle=0.54),
    "15-30": Start(middle=0.56),
    "30-60": Start(middle=0.58),
    ">60": Start(middle=0.58),
    BOOKED: Start(outside=0.15, below=0.2, middle=0.4),
}
"""Clerks who are away and rushes, which no simulation foresees, make long waits longer: of short waits half
exceed the median that was simulated, of the longest most do. The booked are often called sooner."""


class Promise(msgspec.Struct, frozen=True, gc=False):
    """A wait in seconds as it was told: lower end, median, upper end of the interval.

    `simulated`: the ends were cut from a simulation at the level of the band, so that they teach about it.
    `booked`: it counts from a slot.
    """

    low: int
    mid: int
    high: int
    simulated: bool = False
    booked: bool = False


class Band(msgspec.Struct):
    """What became of the promises of one size.

    `outside`: the share of simulated waits that is left out, `below` how much of that at the lower end.
    `count`: of all times. `weight`, `error_s`, `wait_s`, `covered`: fading sums of promises, of the absolute
    difference between wait and median, of waits, of waits inside the interval.
    """

    outside: float = OUTSIDE
    below: float = 0.5
    count: int = 0
    weight: float = 0.0
    error_s: float = 0.0
    wait_s: float = 0.0
    covered: float = 0.0

    def take(self, promise: Promise, waited_s: float, *, covered: bool) -> None:
        """Count one promise; those before it fade. One to be called at once was cut nowhere."""
        fade = 1.0 - 1.0 / MEMORY
        self.count += 1
        self.weight = self.weight * fade + 1.0
        self.error_s = self.error_s * fade + abs(waited_s - promise.mid)
        self.wait_s = self.wait_s * fade + waited_s
        self.covered = self.covered * fade + covered
        if promise.simulated and promise.high > 0:
            self._cut_again(over=waited_s > promise.high, under=waited_s < promise.low)

    def _cut_again(self, *, over: bool, under: bool) -> None:
        moved = self.outside + PACE * (OUTSIDE - (over or under))
        self.outside = min(MOST_OUTSIDE, max(LEAST_OUTSIDE, moved))
        below = self.below + SIDE_PACE * (over - under)
        self.below = min(MOST_ON_A_SIDE, max(1.0 - MOST_ON_A_SIDE, below))

    @property
    def coverage(self) -> float | None:
        """Share of the latest waits that lay inside; None before the first."""
        return self.covered / self.weight if self.weight else None

    @property
    def relative_error(self) -> float | None:
        """Mean absolute error of the latest promises against their mean wait; None where nobody waited."""
        return self.error_s / self.wait_s if self.wait_s else None


Promises = dict[str, Band]
"""By band; a band without any promise is missing."""


def band_of(promise: Promise) -> str:
    """The size of a promise. One to be called at once has nothing to cut and is kept apart."""
    if promise.high <= 0:
        return AT_ONCE
    return BOOKED if promise.booked else band_at(promise.mid)


def band_at(median_s: float) -> str:
    """The size of a wait with this median."""
    return BANDS[bisect_right(_EDGES_S, median_s)]


def _fresh(name: str) -> Band:
    start = STARTS.get(name, Start())
    return Band(outside=start.outside, below=start.below)


class Cut(NamedTuple):
    """Where to cut: quantiles of simulated waits, then the ends `stretch` times as far from the middle."""

    lower: float
    middle: float
    upper: float
    stretch: float


def cut(promises: Promises, median_s: float, *, booked: bool = False) -> Cut:
    """How to cut the interval of simulated waits with this median, and what to tell as their median."""
    name = BOOKED if booked else band_at(median_s)
    band = promises.get(name) or _fresh(name)
    middle = STARTS[name].middle
    outside = max(WHOLE, band.outside)
    lower = min(middle - NEAREST, outside * band.below)
    upper = max(middle + NEAREST, 1.0 - outside * (1.0 - band.below))
    return Cut(lower, middle, upper, 1.0 + STRETCH * max(0.0, WHOLE - band.outside))


def learn(promises: Promises, promise: Promise, waited_s: float) -> None:
    """Somebody was called for the first time after `waited_s`, counted from when he was ready."""
    name = band_of(promise)
    most = promise.high if name != AT_ONCE else _AT_ONCE_WITHIN_S
    band = promises.get(name)
    if band is None:
        band = promises[name] = _fresh(name)
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
