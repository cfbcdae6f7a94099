"""The hall as it is today: what its configuration says, and what the dispatcher has changed since morning."""

from __future__ import annotations

from datetime import date

from hallctl.domain.day import HallDay
from hallctl.domain.hours import Hours
from hallctl.domain.setup import HallSetup, Window
from hallctl.domain.state import WindowState


def zone_of(day: HallDay, window: Window) -> str:
    """The zone in which a window works today (QUE-19)."""
    moved = day.state.plan.moves.get(window.id)
    return window.zone if moved is None else moved.zone


def is_there(day: HallDay, window: Window) -> bool:
    """Whether the window is part of the hall now: a temporary one only while it is open (QUE-16)."""
    if not window.is_temporary or window.id in day.state.plan.temporary:
        return True
    duty = day.windows.get(window.id)
    return duty is not None and duty.state is not WindowState.CLOSED


def windows(day: HallDay, setup: HallSetup) -> tuple[Window, ...]:
    """The windows that are part of the hall now, in the order of the configuration."""
    return tuple(window for window in setup.windows.values() if is_there(day, window))


def anybody_serves(day: HallDay, setup: HallSetup, codes: tuple[str, ...]) -> bool:
    """Whether some window with some person could take all of `codes` at once.

    Besides what is so on every day: windows that were opened or moved today.
    """
    if setup.anybody_serves(codes):
        return True
    line, plan = frozenset(codes), day.state.plan
    return any(
        line <= setup.services_at(window, person, None, zone_of(day, setup.windows[window]))
        for window in plan.moves.keys() | plan.temporary.keys()
        if window in setup.windows
        for person in setup.staff
    )


def hours(day: HallDay, setup: HallSetup, zone: str, on: date | None = None) -> Hours | None:
    """When a zone is open today, or `on` another date; None where it stays closed (QUE-20, HAL-04)."""
    if on is None or on == day.date:
        changed = day.state.plan.hours.get(zone)
        if changed is not None:
            return changed
    return setup.calendar.zone_open(zone, on or day.date)


def window_hours(day: HallDay, window: Window) -> Hours | None:
    """Hours of a window's own today; None where it keeps those of its zone."""
    return day.state.plan.window_hours.get(window.id, window.hours)
