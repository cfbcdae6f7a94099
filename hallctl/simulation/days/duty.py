"""Duty as the hall's setup plans it: everybody at the usual window, away when the roster says so."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from hallctl.domain.day import HallDay
from hallctl.domain.hours import Hours, Span
from hallctl.domain.planning import roster
from hallctl.domain.setup import HallSetup, Window
from hallctl.domain.state import DayState
from hallctl.simulation.days.clerks import Seat, Spell, staying
from hallctl.simulation.seating import usual_windows

MOST_MIN: Final = 12 * 60
OFFICE: Final = Span(9 * 60, 17 * 60)
"""When people come and clerks work in a hall that is open for more than half of the day."""


def planned(setup: HallSetup, on: date, places: Mapping[str, str] | None = None) -> tuple[Seat, ...]:
    """The seats of a date, in the order of the windows; none where the hall is closed.

    `places`: window by person, where they are not the usual ones of this setup.
    """
    day = HallDay(DayState(date=on))
    by_window = _people(setup, on, places or usual_windows(setup))
    seats: list[Seat] = []
    for window, place in setup.windows.items():
        person, hours = by_window.get(window), _hours(setup, place, on)
        if person is None or person not in setup.staff or hours is None:
            continue
        whole = Seat(person, window, (Spell.of(working(hours)),))
        seat = whole.without(map(Spell.of, _away(day, setup, person, hours, place=len(seats))))
        if seat.matters(setup):
            seats.append(seat)
    return staying(seats)


def _people(setup: HallSetup, on: date, places: Mapping[str, str]) -> dict[str, str]:
    """Person by window: the rota's where there is one, nobody at a temporary window, else the usual one."""
    turns = {entry.window: entry.staff for entry in setup.rota if entry.falls_on(on)}
    rotated = {entry.window for entry in setup.rota}
    usual = {
        window: person
        for person, window in places.items()
        if window not in rotated and window in setup.windows and person not in turns.values()
    }
    return {window: who for window, who in usual.items() if not setup.windows[window].is_temporary} | turns


def _hours(setup: HallSetup, window: Window, on: date) -> Hours | None:
    """The window's own hours, or those of its zone; None on a day on which that is closed."""
    zone = setup.calendar.zone_open(window.zone, on)
    return None if zone is None else window.hours or zone


def open_span(setup: HallSetup, on: date) -> Span | None:
    """From the first opening to the last closing of any zone with windows; None on a closed day."""
    zones = sorted({window.zone for window in setup.windows.values()})
    hours = (setup.calendar.zone_open(zone, on) for zone in zones)
    spans = [working(one) for one in hours if one is not None]
    return Span(min(span.start for span in spans), max(span.end for span in spans)) if spans else None


def working(hours: Hours) -> Span:
    """When clerks work in a zone with these hours."""
    return hours.open if hours.open.end - hours.open.start <= MOST_MIN else OFFICE


def _away(day: HallDay, setup: HallSetup, person: str, hours: Hours, *, place: int) -> tuple[Span, ...]:
    """As the roster says; who is in no lunch group goes in one of two halves, or when the hall closes."""
    away, lunch = roster.away(day, setup, person), hours.lunch
    if lunch is None:
        return away
    if not hours.lunch_open:
        return (*away, lunch)
    if setup.staff[person].lunch is not None:
        return away
    middle = (lunch.start + lunch.end) // 2
    return (*away, (Span(lunch.start, middle), Span(middle, lunch.end))[place % 2])
