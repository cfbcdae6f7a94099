"""Demand (来访预测): how many are still to come to a zone today, and for what.

What usually comes on such a day, by quarter of an hour, times how today compares with it so far. A hall
without history goes by today alone; without visitors either, nobody is expected.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final

from hallctl.domain.day import HallDay
from hallctl.domain.hours import DAY_MIN, DayKind, Hours, exact_minute_of_day
from hallctl.domain.learning.manners import Manners, manners_of
from hallctl.domain.learning.rhythm import Spell, open_min, open_spells, quarters
from hallctl.domain.learning.usual import NOBODY, began_min, group_of, rhythms_of, usual_of
from hallctl.domain.planning import today
from hallctl.domain.setup import HallSetup

HALL_PRIOR: Final = 100.0
DEPARTMENT_PRIOR: Final = 60.0
"""Visitors that a usual day is worth against what has come today."""

LEAST_SEEN_MIN: Final = 30.0
"""A department that never came before is taken to come as it did today, over at least so long."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Walk-ins that a zone expects; who is booked stands in the bookings.

    `edges_s`: seconds from now, 0 first, one more than there are stretches. `per_min`: people a minute by
    stretch and code. `codes` are codes of lines: an item, `type:ID` or `zone:ID`.
    """

    zone: str
    edges_s: tuple[float, ...]
    codes: tuple[str, ...]
    per_min: tuple[tuple[float, ...], ...]
    manners: Manners

    @property
    def people(self) -> float:
        """How many in all."""
        stretches = zip(pairwise(self.edges_s), self.per_min, strict=True)
        return sum((end - start) / 60 * sum(rates) for (start, end), rates in stretches)


def expected_arrivals(day: HallDay, setup: HallSetup, zone: str, now: datetime, until: datetime) -> Arrivals:
    """Who is still to take a number in `zone` until `until` and today. `now` is local to the hall."""
    manners = manners_of(day, setup, zone)
    hours = _giving_hours(day, setup, zone)
    start = exact_minute_of_day(now)
    stretches = list(quarters(start, min(DAY_MIN, start + (until - now).total_seconds() / 60)))
    if hours is None or not stretches:
        return Arrivals(zone, (0.0,), (), (), manners)
    paces = _paces(day, setup, zone, hours, start)
    shares = _code_shares(day, setup, zone)
    rows: list[tuple[float, ...]] = []
    for quarter, first, last in stretches:
        given = open_min(hours, first, last) / (last - first)
        now_at = {group: given * pace.at(quarter) for group, pace in paces.items()}
        rows.append(tuple(now_at.get(group, 0.0) * share for group, share in shares.values()))
    edges = (0.0, *((stop - start) * 60 for _, _, stop in stretches))
    return Arrivals(zone, edges, tuple(shares), tuple(rows), manners)


def _giving_hours(day: HallDay, setup: HallSetup, zone: str) -> Hours | None:
    """When numbers are given today, unless that was stopped."""
    intake = day.state.intake.get(zone)
    stopped = intake is not None and not intake.is_open
    appointments_only = setup.calendar.kind(day.date) is DayKind.APPOINTMENT_ONLY
    return None if stopped or appointments_only else today.hours(day, setup, zone)


def baseline(
    day: HallDay,
    setup: HallSetup,
    department: str,
    at: datetime,
    *,
    zone: str | None = None,
    minutes: float = 15.0,
) -> float:
    """How many of a department usually take a number in the `minutes` before `at`, booked or not.

    In one zone or in all; 0 where nothing is known. The empty department has those who come for no item.
    """
    end = exact_minute_of_day(at)
    return sum(
        rhythm.people(group, open_spells(hours, max(0.0, end - minutes), end))
        for each in ([zone] if zone is not None else setup.zones)
        if (hours := today.hours(day, setup, each)) is not None
        for rhythm in rhythms_of(day, setup, each)
        for group in rhythm.rates
        if (group == department if department else ":" in group)
    )


# --- how today compares -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Pace:
    """A department as it comes today: `scale` times what is usual, or `flat` where nothing is known of it."""

    rates: tuple[float, ...] | None
    scale: float
    flat: float

    def at(self, quarter: int) -> float:
        """People a minute."""
        return self.flat if self.rates is None else self.rates[quarter] * self.scale


def _paces(day: HallDay, setup: HallSetup, zone: str, hours: Hours, now_min: float) -> dict[str, _Pace]:
    rhythm, _ = rhythms_of(day, setup, zone)
    whole = _hall_scale(day, setup, now_min)
    so_far = _so_far(day, hours, now_min)
    open_so_far = max(LEAST_SEEN_MIN, sum(minutes for _, minutes in so_far))
    came = _came(day, setup, zone)
    found = {}
    for group in {**rhythm.rates, **came}:
        rates, people = rhythm.rates.get(group), came.get(group, 0.0)
        usual = whole * rhythm.people(group, so_far)
        scale = whole * (DEPARTMENT_PRIOR + people) / (DEPARTMENT_PRIOR + usual)
        found[group] = _Pace(rates, scale, people / open_so_far)
    return found


def _hall_scale(day: HallDay, setup: HallSetup, now_min: float) -> float:
    """How busy today is against the usual, over all zones of which something is known."""
    came = usual = HALL_PRIOR
    for zone in setup.zones:
        rhythm, _ = rhythms_of(day, setup, zone)
        hours = today.hours(day, setup, zone)
        if rhythm.rates and hours is not None:
            came += sum(_came(day, setup, zone).values())
            usual += rhythm.everybody(_so_far(day, hours, now_min))
    return came / usual


def _so_far(day: HallDay, hours: Hours, now_min: float) -> list[Spell]:
    """When numbers were given today, and the hall was running."""
    return open_spells(hours, began_min(day), now_min)


def _came(day: HallDay, setup: HallSetup, zone: str) -> dict[str, float]:
    """Walk-ins of today by department."""
    came: dict[str, float] = {}
    for code, by_quarter in day.state.turnout.get(zone, NOBODY).walk_ins.items():
        group = group_of(setup, code)
        came[group] = came.get(group, 0.0) + sum(by_quarter.values())
    return came


def _code_shares(day: HallDay, setup: HallSetup, zone: str) -> dict[str, tuple[str, float]]:
    """By code that there still is: its department, and which share of the department's visitors it brings."""
    known = usual_of(day, setup, zone).codes
    weights = {code: n for code, n in known.items() if code.startswith("zone:") or setup.service(code)}
    for code, by_quarter in day.state.turnout.get(zone, NOBODY).walk_ins.items():
        weights[code] = weights.get(code, 0.0) + sum(by_quarter.values())
    wholes: dict[str, float] = {}
    groups = {code: group_of(setup, code) for code in weights}
    for code, weight in weights.items():
        wholes[groups[code]] = wholes.get(groups[code], 0.0) + weight
    return {code: (groups[code], weight / wholes[groups[code]]) for code, weight in weights.items()}
