"""How many windows a group of items needs (动态设置窗口), from volume, handling time and load (QUE-17)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from hallctl.domain.day import HallDay
from hallctl.domain.hours import DayKind, Hours
from hallctl.domain.learning.handling import expected_s
from hallctl.domain.setup import HallSetup, Item
from hallctl.domain.state import WORKING

YEAR: Final = 365
ROUNDING: Final = 1e-9
"""What floating point may add to a whole number of windows."""

Volume = Callable[[Item], float]
"""Cases of an item in a year."""


def windows_needed(
    volume: float, *, days: float, handling_min: float, minutes_per_day: float, target_load: float
) -> int:
    """Windows for `volume` cases in `days` days: ceil(volume/days x handling / (minutes x target load))."""
    if volume <= 0:
        return 0
    if min(days, handling_min, minutes_per_day, target_load) <= 0:
        raise ValueError("days, handling time, minutes of a day and target load must be above nothing")
    return math.ceil(volume / days * handling_min / (minutes_per_day * target_load) - ROUNDING)


@dataclass(frozen=True, slots=True)
class Opening:
    """How a zone is open: days in a year, and minutes in which people are served on one of them."""

    days: float
    minutes_per_day: float


@dataclass(frozen=True, slots=True)
class Need:
    """What one group of items (a department's in one zone) needs, and what there is.

    `volume` cases a year, `handling_min` for one of them. `windows` are needed, `set_up` could take items of
    the group with somebody of the hall, `working` do so now.
    """

    zone: str
    group: str
    volume: float
    days: float
    handling_min: float
    minutes_per_day: float
    windows: int
    set_up: int
    working: int


def opening(setup: HallSetup, zone: str, today: date) -> Opening:
    """The year that begins today, as the calendar of the hall has it."""
    spells = [
        _served_min(hours)
        for ahead in range(YEAR)
        if (hours := setup.calendar.zone_open(zone, today + timedelta(days=ahead))) is not None
    ]
    return Opening(len(spells), sum(spells) / len(spells) if spells else 0.0)


def _served_min(hours: Hours) -> int:
    lunch = hours.lunch.end - hours.lunch.start if hours.lunch and not hours.lunch_open else 0
    return hours.open.end - hours.open.start - lunch


def yearly(day: HallDay, setup: HallSetup, today: date, given: Opening | None = None) -> Volume:
    """Cases in a year as configured or, where nothing is, as they have come on the latest regular days."""
    spells = {zone: given or opening(setup, zone, today) for zone in setup.zones}

    def volume(item: Item) -> float:
        if item.volume_year is not None:
            return float(item.volume_year)
        known = day.state.learned.demand.get(DayKind.REGULAR.value, {}).get(item.zone)
        seen = max(known.days.values(), default=0.0) if known else 0.0
        return known.codes.get(item.code, 0.0) / seen * spells[item.zone].days if known and seen else 0.0

    return volume


def needs(
    day: HallDay,
    setup: HallSetup,
    volume: Volume,
    *,
    today: date,
    target_load: float,
    given: Opening | None = None,
) -> tuple[Need, ...]:
    """The need of every group with any volume, the largest first. `given` stands in for the calendar."""
    groups: defaultdict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in setup.items.values():
        groups[item.zone, item.department].append(item)
    openings = {zone: given or opening(setup, zone, today) for zone, _ in groups}
    found = [
        _need(day, setup, items, {item.code: volume(item) for item in items}, openings[zone], target_load)
        for (zone, _), items in groups.items()
        if openings[zone].days
    ]
    return tuple(
        sorted(
            (need for need in found if need.volume > 0),
            key=lambda need: (-need.windows, -need.volume, need.zone, need.group),
        )
    )


def _need(
    day: HallDay,
    setup: HallSetup,
    items: list[Item],
    volumes: dict[str, float],
    spell: Opening,
    target_load: float,
) -> Need:
    whole = sum(volumes.values())
    learned = day.state.learned
    seconds = sum(volumes[code] * expected_s(learned, setup, code) for code in volumes)
    handling_min = seconds / whole / 60 if whole > 0 else 0.0
    able = _able(setup, items)
    first = items[0]
    return Need(
        zone=first.zone,
        group=first.department,
        volume=whole,
        days=spell.days,
        handling_min=handling_min,
        minutes_per_day=spell.minutes_per_day,
        windows=windows_needed(
            whole,
            days=spell.days,
            handling_min=handling_min,
            minutes_per_day=spell.minutes_per_day,
            target_load=target_load,
        ),
        set_up=len(able),
        working=sum(window in day.windows and day.windows[window].state in WORKING for window in able),
    )


def _able(setup: HallSetup, items: Iterable[Item]) -> list[str]:
    return [
        window.id
        for window in setup.windows.values()
        if any(setup.window_takes(window, item) for item in items)
        and any(
            setup.window_takes(window, item) and setup.person_may(person, item)
            for person in setup.staff.values()
            for item in items
        )
    ]
