"""What an outlook says: waits of those who wait and of those who would come now, as intervals in seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from hallctl.domain.tickets import TicketClass


class Wait(NamedTuple):
    """Seconds: lower end, median and upper end of the interval that holds the wait in 8 of 10 cases."""

    low: int
    mid: int
    high: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """One zone as it was expected to go on at `at`, after event `seq`.

    `tickets`: rest of the wait by waiting ticket, from `at`. `ahead`: by waiting ticket, how many of the zone
    are expected to be called before it. `newcomers`: by line code (item code, `type:ID`, `zone:ID`), the wait
    of somebody who would take a number now; codes that no window can take are missing. `done`: until everyone
    who waits or is being served at `at` has been served; None where some of them cannot be. `newcomers` are
    of class NORMAL; `preferred` says the same of other classes, of the booked as if their slot were now.
    `untold`: who waits and is not expected to be called today, as far as is known.
    """

    zone: str
    seq: int
    at: datetime
    tickets: Mapping[str, Wait] = field(default_factory=dict)
    ahead: Mapping[str, int] = field(default_factory=dict)
    newcomers: Mapping[str, Wait] = field(default_factory=dict)
    preferred: Mapping[TicketClass, Mapping[str, Wait]] = field(default_factory=dict)
    untold: frozenset[str] = frozenset()
    done: Wait | None = None

    def reads_as(self, other: Outlook) -> bool:
        """Whether people would read the same waits, in minutes begun. Quick where they would not."""
        return _same(self.newcomers, other.newcomers) and _same(self.tickets, other.tickets)


def _same(one: Mapping[str, Wait], other: Mapping[str, Wait]) -> bool:
    if len(one) != len(other):
        return False
    return one == other or all(
        key in other and _minutes(wait) == _minutes(other[key]) for key, wait in one.items()
    )


def _minutes(wait: Wait) -> tuple[int, ...]:
    return tuple(-(-seconds // 60) for seconds in wait)
