"""Duty as the hall's setup plans it: everybody at the usual window, away when the roster says so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from hallctl.domain import roster
from hallctl.domain.day import HallDay
from hallctl.domain.hours import Hours, Span
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import DayState
from hallctl.simulation.days.clerks import Seat, Spell, staying
from hallctl.simulation.seating import usual_windows

MOST_MIN: Final = 12 * 60
OFFICE: Final = Span(9 * 60, 17 * 60)
"""When people come and clerks work in a hall that is open for more than half of the day."""


def planned(setup: HallSetup, on: date) -> tuple[Seat, ...]:
    """The seats of a date, in the order of the windows; none where the hall is closed."""
    day = HallDay(DayState(date=on))
    by_window = {window: person for person, window in usual_windows(setup).items()}
    seats: list[Seat] = []
    for window, place in setup.windows.items():
        person, hours = by_window.get(window), setup.calendar.zone_open(place.zone, on)
        if person is None or hours is None:
            continue
        seat = _seat(person, window, hours, roster.away(day, setup, person), place=len(seats))
        if seat.matters(setup):
            seats.append(seat)
    return staying(seats)


def open_span(setup: HallSetup, on: date) -> Span | None:
    """From the first opening to the last closing of any zone; None on a closed day."""
    hours = (setup.calendar.zone_open(zone, on) for zone in setup.zones)
    spans = [working(one) for one in hours if one is not None]
    return Span(min(span.start for span in spans), max(span.end for span in spans)) if spans else None


def working(hours: Hours) -> Span:
    """When clerks work in a zone with these hours."""
    return hours.open if hours.open.end - hours.open.start <= MOST_MIN else OFFICE


def _seat(person: str, window: str, hours: Hours, away: Iterable[Span], *, place: int) -> Seat:
    span = working(hours)
    free = tuple(away) or _lunch(hours, place)
    whole = Seat(person, window, (Spell(span.start * 60.0, span.end * 60.0),))
    return whole.without((one.start * 60.0, one.end * 60.0) for one in free)


def _lunch(hours: Hours, place: int) -> tuple[Span, ...]:
    """Where no roster says more: all at once in a hall that closes for lunch, else half and half in turn."""
    if hours.lunch is None:
        return ()
    if not hours.lunch_open:
        return (hours.lunch,)
    middle = (hours.lunch.start + hours.lunch.end) // 2
    groups = (Span(hours.lunch.start, middle), Span(middle, hours.lunch.end))
    return (groups[place % 2],)
