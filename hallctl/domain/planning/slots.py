"""Whether numbers are given, and which slots (预约时段) are left to be booked instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Final

from hallctl.domain.day import HallDay
from hallctl.domain.hours import DAY_MIN
from hallctl.domain.moments import local, midnight
from hallctl.domain.planning import today
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import AppointmentState

TAKEN: Final = frozenset({AppointmentState.BOOKED, AppointmentState.CHECKED_IN})


def gives_numbers(day: HallDay, zone: str) -> bool:
    """Whether intake of the zone has not been stopped today (QUE-28)."""
    known = day.state.intake.get(zone)
    return known is None or known.is_open


def taken(day: HallDay, zone: str, slot: datetime) -> int:
    """How many of a slot's places in a zone are gone."""
    return _taken(day, zone)[slot]


def _taken(day: HallDay, zone: str) -> Counter[datetime]:
    return Counter(b.slot for b in day.state.appointments.values() if b.zone == zone and b.state in TAKEN)


def free_slots(
    day: HallDay, setup: HallSetup, zone: str, earliest: datetime, limit: int = 3
) -> tuple[datetime, ...]:
    """The first slots of a zone from `earliest` on that can still be booked, at most `limit`."""
    return tuple(islice(_free(day, setup, zone, earliest), limit))


def next_day_slots(
    day: HallDay, setup: HallSetup, zone: str, now: datetime, limit: int = 3
) -> tuple[datetime, ...]:
    """The first free slots of the next day on which the zone is open and a place is left."""
    found = free_slots(day, setup, zone, midnight(now, setup.timezone) + timedelta(days=1), limit)
    return tuple(slot for slot in found if slot.date() == found[0].date())


def _free(day: HallDay, setup: HallSetup, zone: str, earliest: datetime) -> Iterator[datetime]:
    booked = _taken(day, zone)
    first = local(earliest, setup.timezone)
    for ahead in range(setup.rules.book_ahead_days + 1):
        for slot in _slots(day, setup, zone, first.date() + timedelta(days=ahead)):
            if slot >= first and booked[slot] < setup.rules.slot_capacity:
                yield slot


def _slots(day: HallDay, setup: HallSetup, zone: str, date_: date) -> Iterator[datetime]:
    hours, length = today.hours(day, setup, zone, date_), setup.rules.slot_s
    if hours is None:
        return
    for minute in range(0, DAY_MIN, max(1, length // 60)):
        begins = time(minute // 60, minute % 60, tzinfo=setup.timezone)
        slot = local(datetime.combine(date_, begins), setup.timezone)
        if (minute * 60) % length == 0 and hours.open.holds(slot) and not hours.lunch_break(slot):
            yield slot
