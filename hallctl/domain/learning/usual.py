"""What usually comes (平日来访): the memory of former days of this kind, and how a day is taken into it."""

from __future__ import annotations

from typing import Final

from hallctl.domain.day import HallDay
from hallctl.domain.hours import DAY_MIN, DayKind, exact_minute_of_day
from hallctl.domain.learning.handling import department_of
from hallctl.domain.learning.learned import Learned
from hallctl.domain.learning.rhythm import Rhythm, open_spells
from hallctl.domain.learning.turnout import QUARTER_MIN, Habits, Turnout, Usual
from hallctl.domain.planning import today
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import AppointmentState

NOBODY: Final = Turnout()
UNKNOWN: Final = Usual()


def usual_of(day: HallDay, setup: HallSetup, zone: str) -> Usual:
    """What usually comes on a day like this; where that is unknown, on a regular one."""
    demand = day.state.learned.demand
    for kind in (_kind(day, setup), DayKind.REGULAR.value):
        found = demand.get(kind, {}).get(zone)
        if found is not None:
            return found
    return UNKNOWN


def rhythms_of(day: HallDay, setup: HallSetup, zone: str) -> tuple[Rhythm, Rhythm]:
    """Of walk-ins and of booked visitors; made once a day."""
    known = day.rhythms.get(zone)
    if known is None:
        usual = usual_of(day, setup, zone)
        known = Rhythm(usual.days, usual.walk_ins), Rhythm(usual.days, usual.booked)
        day.rhythms[zone] = known
    return known


def group_of(setup: HallSetup, code: str) -> str:
    """The department of a code; a business type and a zone stand for themselves."""
    return department_of(setup, code) or code


def began_min(day: HallDay) -> float:
    """The minute of today from which the hall knows who came: midnight, or when it was started."""
    began = day.state.began_at
    return exact_minute_of_day(began) if began is not None and began.date() == day.date else 0.0


def remember(learned: Learned, day: HallDay, setup: HallSetup) -> None:
    """Take the day that ends into what usually comes; a zone only if it was open and somebody was there."""
    kind = _kind(day, setup)
    for zone in setup.zones:
        hours = today.hours(day, setup, zone)
        turnout = day.state.turnout.get(zone, NOBODY)
        if hours is None or not (turnout.walk_ins or turnout.booked or _was_staffed(day, zone)):
            continue
        opened = {
            quarter: minutes / QUARTER_MIN for quarter, minutes in open_spells(hours, began_min(day), DAY_MIN)
        }
        codes = (*turnout.walk_ins, *turnout.booked)
        usual = learned.demand.setdefault(kind, {}).setdefault(zone, Usual())
        usual.take(turnout, {code: group_of(setup, code) for code in codes}, opened, _bookings(day, zone))


def _was_staffed(day: HallDay, zone: str) -> bool:
    return any(
        duty.zone == zone and (duty.on_since is not None or duty.duty_s > 0) for duty in day.windows.values()
    )


def _kind(day: HallDay, setup: HallSetup) -> str:
    return setup.calendar.kind(day.date).value


def _bookings(day: HallDay, zone: str) -> Habits:
    """How many of today's bookings for the zone were kept; given back ones do not count."""
    states = [
        booking.state
        for booking in day.state.appointments.values()
        if booking.zone == zone and booking.slot.date() == day.date
    ]
    booked = [state for state in states if state is not AppointmentState.CANCELLED]
    return Habits(booked=float(len(booked)), kept=float(booked.count(AppointmentState.CHECKED_IN)))
