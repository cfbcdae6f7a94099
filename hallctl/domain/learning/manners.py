"""Manners (来访习惯): how people of a zone behave, from former days and today, as shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from hallctl.domain.day import HallDay
from hallctl.domain.learning.usual import NOBODY, usual_of
from hallctl.domain.setup import HallSetup
from hallctl.domain.tickets import TicketClass

SHARE_PRIOR: Final = 20.0
NO_SHOW: Final = 0.05
KEPT: Final = 0.92
"""Shares of people called who do not come and of bookings that are kept, worth `SHARE_PRIOR` people each."""


@dataclass(frozen=True, slots=True)
class Manners:
    """How the people of a zone behave, mostly as shares.

    `classes`: of walk-ins. `no_show`: of those called. `second`: of those at a window who go on with another
    errand in the same zone, `onward` to which line. `kept`: of bookings. `extra`: how many items a number has
    beyond the first, on the mean.
    """

    classes: Mapping[TicketClass, float] = field(default_factory=lambda: {TicketClass.NORMAL: 1.0})
    no_show: float = NO_SHOW
    second: float = 0.0
    onward: Mapping[str, float] = field(default_factory=dict)
    kept: float = KEPT
    extra: float = 0.0


def manners_of(day: HallDay, setup: HallSetup, zone: str) -> Manners:
    """What is known of the people of a zone; today counts like any other day."""
    habits = usual_of(day, setup, zone).habits.plus(day.state.turnout.get(zone, NOBODY).habits)
    here = {code: n for code, n in habits.onward.items() if _zone_of(setup, code) == zone}
    left = habits.served + sum(habits.onward.values())
    people = sum(habits.classes.values())
    classes = {TicketClass(name): n / people for name, n in habits.classes.items()}
    return Manners(
        classes=classes or {TicketClass.NORMAL: 1.0},
        no_show=_drawn(habits.missed, habits.called, NO_SHOW),
        second=sum(here.values()) / left if left else 0.0,
        onward={code: n / sum(here.values()) for code, n in here.items()},
        kept=_drawn(habits.kept, habits.booked, KEPT),
        extra=habits.extra / people if people else 0.0,
    )


def _drawn(part: float, whole: float, prior: float) -> float:
    return (part + SHARE_PRIOR * prior) / (whole + SHARE_PRIOR)


def _zone_of(setup: HallSetup, code: str) -> str:
    if code.startswith("zone:"):
        return code[5:]
    service = setup.service(code)
    return service.zone if service is not None else ""
