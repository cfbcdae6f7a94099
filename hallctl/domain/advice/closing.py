"""When numbers are stopped (停止取号): the work at hand is expected to last well beyond closing (QUE-28)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from hallctl.domain import commands as c
from hallctl.domain.day import HallDay
from hallctl.domain.hours import DAY_MIN
from hallctl.domain.moments import midnight
from hallctl.domain.planning import today
from hallctl.domain.planning.slots import gives_numbers
from hallctl.domain.setup import HallSetup

AFTER_CLOSING: Final = "AFTER_CLOSING"
"""Why the daemon stops numbers."""

MARGIN: Final = timedelta(minutes=10)
"""So much earlier must the end be expected before numbers are given again."""

FRESH: Final = timedelta(minutes=2)
"""An older outlook says nothing about the end of the day."""


def intake_commands(day: HallDay, setup: HallSetup, now: datetime) -> Iterator[c.Command]:
    """What is to be done about intake now, zone by zone; the same answer as long as nothing is done."""
    for zone in setup.zones:
        ends = closing(day, setup, zone, now)
        finish = finish_at(day, zone, now)
        if ends is None or finish is None:
            continue
        latest = ends + timedelta(seconds=setup.rules.close_grace_s)
        known = day.state.intake.get(zone)
        if known is not None and known.by_hand:
            continue
        if gives_numbers(day, zone):
            if finish > latest:
                yield c.StopIntake(zone=zone, because=AFTER_CLOSING, finish_at=finish)
        elif finish <= latest - MARGIN:
            yield c.ReopenIntake(zone=zone, because=AFTER_CLOSING)


def closing(day: HallDay, setup: HallSetup, zone: str, now: datetime) -> datetime | None:
    """When the zone closes today; None outside its hours and where it never closes."""
    hours = today.hours(day, setup, zone)
    if hours is None or hours.open.end >= DAY_MIN or not hours.open.holds(now):
        return None
    return midnight(now, setup.timezone) + timedelta(minutes=hours.open.end)


def finish_at(day: HallDay, zone: str, now: datetime) -> datetime | None:
    """When everybody who waits or is being served is expected to have been served."""
    outlook = day.outlooks.get(zone)
    if outlook is None or outlook.done is None or now - outlook.at > FRESH:
        return None
    return outlook.at + timedelta(seconds=outlook.done.mid)
