"""What the hall learns about handling times (办理时长): means of items and factors of clerks.

Kept in the state of the day and carried over, so that a restart or a new day forgets nothing. Tallies fade
exponentially; what has been seen seldom is drawn to its department and to the configuration. A number that
somebody forgot to close counts as a long visit and not as an absurd one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from hallctl.domain.learning.promises import Promises
from hallctl.domain.learning.turnout import Usual

SHORTEST_S: Final = 10.0
LONGEST_S: Final = 4 * 3600.0
"""Nothing is taken to last shorter or longer, whatever the configuration says."""

OUTLIER: Final = 6.0
"""A visit counts at most so many times the mean: a log-normal with CV 1.2 loses one per cent by that."""

ITEM_MEMORY: Final = 200.0
DEPARTMENT_MEMORY: Final = 1000.0
CLERK_MEMORY: Final = 400.0
"""After so many observations an old one weighs a third."""

ITEM_PRIOR: Final = 5.0
DEPARTMENT_PRIOR: Final = 5.0
CLERK_PRIOR: Final = 20.0
"""Observations that what is known beforehand is worth."""

RATIO: Final = 4.0
"""How far one visit may pull its department from what is configured, in either direction."""

FACTOR: Final = 3.0
"""A clerk counts as at most so many times faster or slower than the item's mean."""


APPROACH_S: Final = 20.0
IN_VAIN_S: Final = 60.0
"""What is expected before anything is seen: from a call until its person is at the window, and of calls that
nobody answers until the window is free again."""

LONGEST_CALL_S: Final = 300.0
CALL_MEMORY: Final = 400.0
CALL_PRIOR: Final = 20.0


class Observation(msgspec.Struct, frozen=True):
    """How long one item of a visit took. `configured_s`: what the configuration expects."""

    code: str
    department: str
    configured_s: float
    took_s: float


class Tally(msgspec.Struct):
    """A fading sum: `n` observations that come to `total`."""

    n: float = 0.0
    total: float = 0.0

    def add(self, value: float, memory: float) -> None:
        """Count one more; what was counted before fades."""
        fade = 1.0 - 1.0 / memory
        self.n = self.n * fade + 1.0
        self.total = self.total * fade + value

    def mean(self, prior: float, weight: float) -> float:
        """The mean, as if `prior` had been observed `weight` times before."""
        return (self.total + prior * weight) / (self.n + weight)


NOTHING: Final = Tally()


class Learned(msgspec.Struct):
    """Tallies of seconds by code, of took/configured by department, of took/mean by clerk and department.

    `promises`: what became of the waits that were printed. `demand`: who usually comes, by kind of day and
    zone. `approach`, `in_vain`: seconds from call to start, and to the no-show.
    """

    codes: dict[str, Tally] = msgspec.field(default_factory=dict)
    departments: dict[str, Tally] = msgspec.field(default_factory=dict)
    clerks: dict[str, dict[str, Tally]] = msgspec.field(default_factory=dict)
    promises: Promises = msgspec.field(default_factory=dict)
    demand: dict[str, dict[str, Usual]] = msgspec.field(default_factory=dict)
    approach: Tally = msgspec.field(default_factory=Tally)
    in_vain: Tally = msgspec.field(default_factory=Tally)

    @property
    def approach_s(self) -> float:
        """How long a window waits for the person it has called."""
        return self.approach.mean(APPROACH_S, CALL_PRIOR)

    @property
    def in_vain_s(self) -> float:
        """How long a window is kept by a call that nobody answers."""
        return self.in_vain.mean(IN_VAIN_S, CALL_PRIOR)

    def mean_s(self, code: str, department: str, configured_s: float) -> float:
        """Expected handling time of a code by an average clerk."""
        ratio = self.departments.get(department, NOTHING).mean(1.0, DEPARTMENT_PRIOR)
        expected = sane(configured_s) * ratio
        return sane(self.codes.get(code, NOTHING).mean(expected, ITEM_PRIOR))

    def factor(self, clerk: str, department: str) -> float:
        """How long the clerk takes for a department's items against the mean; 1 until something is known."""
        known = self.clerks.get(clerk)
        return 1.0 if known is None else _factor(known, _overall(known), department)

    def factors(self, clerk: str, departments: Sequence[str]) -> list[float]:
        """The same for several departments."""
        known = self.clerks.get(clerk)
        if known is None:
            return [1.0] * len(departments)
        overall = _overall(known)
        return [_factor(known, overall, department) for department in departments]

    def frequency(self, code: str) -> float:
        """How often a code has come lately; never nothing."""
        return self.codes.get(code, NOTHING).n + 1.0

    def take(self, seen: Observation, clerk: str) -> None:
        """Learn from one visit. What took no time at all, or less, teaches nothing."""
        if not seen.took_s > 0.0:
            return
        mean = self.mean_s(seen.code, seen.department, seen.configured_s)
        took = min(seen.took_s, OUTLIER * mean)
        ratio = min(RATIO, max(1.0 / RATIO, took / sane(seen.configured_s)))
        self.codes.setdefault(seen.code, Tally()).add(took, ITEM_MEMORY)
        self.departments.setdefault(seen.department, Tally()).add(ratio, DEPARTMENT_MEMORY)
        if clerk:
            tallies = self.clerks.setdefault(clerk, {})
            for department in {"", seen.department}:
                tallies.setdefault(department, Tally()).add(took / mean, CLERK_MEMORY)


def _overall(known: Mapping[str, Tally]) -> float:
    """How long a clerk takes against the mean, whatever it is for."""
    return known.get("", NOTHING).mean(1.0, CLERK_PRIOR)


def _factor(known: Mapping[str, Tally], overall: float, department: str) -> float:
    own = known.get(department, NOTHING).mean(overall, CLERK_PRIOR) if department else overall
    return min(FACTOR, max(1.0 / FACTOR, own))


def note_call(tally: Tally, took_s: float) -> None:
    """Learn how long a call kept a window. One that somebody forgot counts as a long one."""
    tally.add(min(LONGEST_CALL_S, max(0.0, took_s)), CALL_MEMORY)


def sane(seconds: float) -> float:
    """A handling time that can be reckoned with, whatever was written down."""
    return min(LONGEST_S, max(SHORTEST_S, seconds))
