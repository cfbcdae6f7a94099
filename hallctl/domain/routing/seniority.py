"""Seniority (等候资历): waiting time made comparable between classes, in minutes of ordinary waiting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from hallctl.domain.tickets import TicketClass

MINUTE_US: Final = 60_000_000


class Pace(NamedTuple):
    """How the seniority of a class grows: `rate` a minute of waiting, on top of a head start."""

    rate: float
    head_start_min: float


PACES: Final[Mapping[TicketClass, Pace]] = {
    TicketClass.NORMAL: Pace(1.0, 0.0),
    TicketClass.TRANSFER: Pace(1.0, 10.0),
    TicketClass.CARE: Pace(2.0, 10.0),
    TicketClass.GREEN_CHANNEL: Pace(2.0, 10.0),
    TicketClass.BOOKED: Pace(5.0, 20.0),
}
"""The special channel has none: it goes before all."""


@dataclass(frozen=True)
class WeightedRules:
    """Parameters of the weighted rule; `docs/routing.md` explains each.

    `theta`: 1 is strict order, 0 has no guard. `gamma`: how much short visits are preferred. `eta`: how much
    windows are drawn to equal counts. `by_count`: idle windows are compared by work (0) or by counts (1).
    """

    theta: float = 0.5
    gamma: float = 1.0
    eta: float = 2.0
    by_count: float = 0.5
    paces: Mapping[TicketClass, Pace] = field(default_factory=lambda: dict(PACES))


def seniority(pace: Pace, klass: TicketClass, ready_us: int, now_us: int) -> float:
    """Minutes of seniority; less than none before a booking's slot: called only when nobody else can be."""
    waited = (now_us - ready_us) / MINUTE_US
    if klass is TicketClass.BOOKED and waited < 0:
        return waited
    return pace.rate * waited + pace.head_start_min
