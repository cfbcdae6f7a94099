"""The lines (队列) of one zone, numbered: every code that somebody may call, and what else is waited for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np

from hallctl.domain.day import HallDay
from hallctl.domain.learning.handling import department_of, expected_s
from hallctl.domain.outlook.chance import Flags, Floats, Ints
from hallctl.domain.routing.router import is_gone, services
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WindowDuty


class Other(NamedTuple):
    """A line of several codes, of one that no window may call, or for one named window (`target`)."""

    key: str
    codes: frozenset[str]
    target: str | None


@dataclass(frozen=True)
class Lines:
    """Lines of the zone. The first `len(codes)` are those of single codes, in order; the others wait now.

    `work`: logarithm of the expected handling minutes by an average clerk. `frequency`: how often a single
    code has come lately. `department`: index into `departments` of the clerk's factor that counts.
    """

    zone: str
    codes: tuple[str, ...]
    others: tuple[Other, ...]
    number: Mapping[str, int]
    work: Floats
    frequency: Floats
    department: Ints
    departments: tuple[str, ...]
    gone: frozenset[str]

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """By line, its key."""
        return (*self.codes, *(line.key for line in self.others))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """By line, its key; empty for lines that are for one named window."""
        return (*self.codes, *("" if line.target else line.key for line in self.others))

    def __len__(self) -> int:
        return len(self.work)

    def open_to(self, setup: HallSetup, duties: Sequence[WindowDuty]) -> Flags:
        """By window and line, whether the window may call from there with what its person may serve.

        A line for one named window is for all once that one is gone.
        """
        able = np.empty((len(duties), len(self)), dtype=np.bool_)
        singles, known = len(self.codes), _known(self.codes)
        for row, duty in zip(able, duties, strict=True):
            may = services(setup, duty)
            if may not in known:
                known[may] = np.array([code in may for code in self.codes], dtype=np.bool_)
            row[:singles] = known[may]
            row[singles:] = [
                line.codes <= may and (line.target in {None, duty.window} or line.target in self.gone)
                for line in self.others
            ]
        return able

    def minutes(self, day: HallDay, duties: Sequence[WindowDuty]) -> Floats:
        """By window and line, the logarithm of how many minutes its person is expected to take."""
        factors = [day.state.learned.factors(duty.staff or "", self.departments) for duty in duties]
        logs = np.log(np.array(factors, dtype=np.float64).reshape(len(duties), len(self.departments)))
        return self.work + logs[:, self.department]


@lru_cache(maxsize=64)
def _known(codes: tuple[str, ...]) -> dict[frozenset[str], Flags]:  # noqa: ARG001 - what is known of them
    """By what a person may serve, which of the codes that are; people change less often than the queue."""
    return {}


def lines_of(day: HallDay, setup: HallSetup, duties: Sequence[WindowDuty], zone: str) -> Lines:
    """The lines of a zone: what the windows of `duties` may call, and what is waited for."""
    waiting = day.waiting.zone(zone).lines
    codes = tuple(sorted(frozenset().union(*(services(setup, duty) for duty in duties))))
    number = {code: place for place, code in enumerate(codes)}
    others = tuple(Other(key, line.codes, line.target) for key, line in waiting.items() if key not in number)
    number |= {line.key: len(codes) + place for place, line in enumerate(others)}
    learned = day.state.learned
    seconds = [expected_s(learned, setup, code) for code in codes]
    seconds += [sum(expected_s(learned, setup, code) for code in line.codes) for line in others]
    named = [department_of(setup, code) for code in codes]
    named += [department_of(setup, min(line.codes)) for line in others]
    departments = tuple(sorted({"", *named}))
    place_of = {department: place for place, department in enumerate(departments)}
    return Lines(
        zone=zone,
        codes=codes,
        others=others,
        number=number,
        work=np.log(np.array(seconds, dtype=np.float64) / 60),
        frequency=np.array([learned.frequency(code) for code in codes], dtype=np.float64),
        department=np.array([place_of[department] for department in named], dtype=np.int64),
        departments=departments,
        gone=frozenset(line.target for line in others if line.target and is_gone(day, line.target, zone)),
    )
