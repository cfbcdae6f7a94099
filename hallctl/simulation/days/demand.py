"""Demand (需求): what comes to a hall on a day, as laws that days of people are drawn from.

Times are seconds after local midnight unless a name says otherwise; shares are parts of 1.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from hallctl.domain.hours import Hours, Span
from hallctl.domain.learning.handling import department_of
from hallctl.domain.setup import HallSetup
from hallctl.domain.tickets import TicketClass
from hallctl.simulation.days.clerks import Seat

HALF_HOUR_S: Final = 1800

USUAL_LOAD: Final = 0.85
"""How busy clerks are where nobody says more."""

DAY_CV: Final = 0.08
MIX_CV: Final = 0.10
"""How much days differ in number, and departments from day to day, where nobody says more."""

ABSENT: Final = 0.04
ABSENCE_S: Final = (2700.0, 5400.0)
"""Clerks who are away unplanned on a day, and for how long at least and at most."""

PROFILE: Final = (1.1, 1.35, 1.4, 1.4, 1.25, 1.05, 0.65, 0.5, 0.5, 0.65, 1.0, 1.2, 1.2, 1.1, 1.0, 0.8, 0.55)
"""How busy a day is from its beginning to its end: a peak in the morning, a dip over lunch."""


class Law(StrEnum):
    """How handling times scatter around their mean."""

    LOGNORMAL = "lognormal"
    EXPONENTIAL = "exponential"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True)
class Matter:
    """Something people come for. `weight`: how often against the others; `cv`: scatter of handling times."""

    code: str
    weight: float
    mean_s: float
    cv: float = 1.0
    department: str = ""


@dataclass(frozen=True, slots=True)
class Habits:
    """How people behave.

    `priority` and `booked` are shares of all who come; `missed` of the booked never come, others check in
    `early_s` before the slot on average. `no_show` have gone when they are called, `returns` of these come
    back. `second` bring one more matter that shows at the window. `impatient` leave after `patience_s` of
    waiting on average. From call to window it takes `walk_s`; a call in vain costs `no_show_s` in all.
    """

    priority: float = 0.08
    priority_class: TicketClass = TicketClass.CARE
    booked: float = 0.12
    missed: float = 0.08
    early_s: float = 480.0
    early_sd_s: float = 360.0
    no_show: float = 0.05
    returns: float = 0.0
    no_show_s: float = 60.0
    second: float = 0.08
    impatient: float = 0.0
    patience_s: float = 2400.0
    walk_s: float = 20.0


USUAL: Final = Habits()
STEADY: Final = Habits(priority=0, booked=0, missed=0, no_show=0, second=0, walk_s=0)
"""Everybody comes, waits, is served and goes: what textbooks reckon with."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What comes. `per_day`: visitors of an average day, those who book and never come included.

    People come between `opens_s` and `last_s` as `profile` says, in steps of `step_s`. `day_cv` scatters
    whole days, `mix_cv` the departments against each other. `absent`: share of clerks who are away unplanned
    on a day, for a time between the two ends of `absence_s`.
    """

    matters: tuple[Matter, ...]
    per_day: float
    opens_s: float
    last_s: float
    closes_s: float
    profile: tuple[float, ...] = PROFILE
    step_s: float = HALF_HOUR_S
    slot_s: int = 900
    day_cv: float = DAY_CV
    mix_cv: float = MIX_CV
    law: Law = Law.LOGNORMAL
    habits: Habits = USUAL
    absent: float = ABSENT
    absence_s: tuple[float, float] = ABSENCE_S

    @property
    def mean_work_s(self) -> float:
        """Window time that one visitor who comes takes on average, by a clerk of average speed."""
        total = sum(matter.weight for matter in self.matters)
        errand = sum(matter.weight * matter.mean_s for matter in self.matters) / total
        habits = self.habits
        come = 1.0 - habits.no_show
        return come * (habits.walk_s + (1.0 + habits.second) * errand) + habits.no_show * habits.no_show_s

    def at_load(self, load: float, seats: Sequence[Seat]) -> Demand:
        """The same with so many visitors that clerks on regular duty are busy for `load` of their time."""
        return replace(self, per_day=load * capacity_s(seats) / self.mean_work_s)


def capacity_s(seats: Sequence[Seat]) -> float:
    """Seconds of handling by an average clerk that the regular duty of a day offers."""
    return sum(seat.on_duty_s / seat.speed for seat in seats if not seat.standby)


def plain(setup: HallSetup, seats: Sequence[Seat], day: Span) -> Demand:
    """Demand under plain assumptions: each window is sought for as much as it can do, at the usual load.

    `day` is when the hall is open for people. Raises `ValueError` where no clerk can serve anything.
    """
    minutes: dict[str, float] = {}
    for seat in seats:
        codes = seat.matters(setup)
        for code in codes if not seat.standby else ():
            minutes[code] = minutes.get(code, 0.0) + seat.on_duty_s / len(codes)
    if not minutes:
        raise ValueError("nobody is on duty at any window")
    matters = tuple(
        Matter(
            code,
            share / (setup.handling_s(code) + USUAL.walk_s),
            setup.handling_s(code),
            department=department_of(setup, code),
        )
        for code, share in sorted(minutes.items())
    )
    last = min(last_ticket_min(setup, seats) or day.end, day.end)
    demand = Demand(
        matters,
        per_day=1.0,
        opens_s=day.start * 60.0,
        last_s=last * 60.0,
        closes_s=day.end * 60.0,
        profile=stretched(PROFILE, day, closed=closed_lunch(setup, seats)),
        slot_s=setup.rules.slot_s,
    )
    return demand.at_load(USUAL_LOAD, seats)


def _hours(setup: HallSetup, seats: Sequence[Seat]) -> list[Hours]:
    """The hours of every zone with clerks on a regular day."""
    calendar = setup.calendar
    zones = sorted({setup.windows[seat.window].zone for seat in seats})
    return [calendar.zone_hours.get(zone, calendar.hours) for zone in zones]


def last_ticket_min(setup: HallSetup, seats: Sequence[Seat]) -> int | None:
    """The latest minute at which any zone with clerks still gives numbers on a regular day."""
    hours = _hours(setup, seats)
    return max((one.open.end if one.last_ticket is None else one.last_ticket for one in hours), default=None)


def closed_lunch(setup: HallSetup, seats: Sequence[Seat]) -> Span | None:
    """When all zones with clerks close for lunch at once; nobody comes then."""
    lunches = {None if one.lunch_open else one.lunch for one in _hours(setup, seats)}
    return lunches.pop() if len(lunches) == 1 else None


def stretched(
    profile: Sequence[float], day: Span, step_min: float = HALF_HOUR_S / 60, closed: Span | None = None
) -> tuple[float, ...]:
    """The profile read at each step of a day of another length; nothing in steps that touch `closed`."""
    steps = max(1, math.ceil((day.end - day.start) / step_min))
    starts = [day.start + step_min * step for step in range(steps)]
    return tuple(
        0.0
        if closed is not None and start < closed.end and start + step_min > closed.start
        else profile[int(step * len(profile) / steps)]
        for step, start in enumerate(starts)
    )


def edges(demand: Demand) -> tuple[tuple[float, float, float], ...]:
    """(from, to, weight per second) of each step in which people come; weights over all time add up to 1."""
    starts = [demand.opens_s + demand.step_s * step for step in range(len(demand.profile) + 1)]
    clipped = [min(start, demand.last_s) for start in starts]
    steps = [
        (a, b, w) for (a, b), w in zip(itertools.pairwise(clipped), demand.profile, strict=True) if b > a
    ]
    mass = sum(weight * (end - start) for start, end, weight in steps)
    if mass <= 0.0:
        raise ValueError("nobody comes at any time of the day: check hours and profile")
    return tuple((start, end, weight / mass) for start, end, weight in steps)
