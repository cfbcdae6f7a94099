"""The hall as it is today: what its configuration says, and what the dispatcher has changed since morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

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


def remind_ahead(day: HallDay, setup: HallSetup) -> int:
    """With how many people ahead somebody is reminded today; 0: nobody (QUE-10)."""
    changed = day.state.plan.remind_ahead
    return setup.rules.remind_ahead if changed is None else changed


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


def window_hours(day: HallDay, setup: HallSetup, window: Window) -> Hours | None:
    """Hours of a window's own today; None where it keeps those of its zone, or the hall is closed."""
    changed = day.state.plan.window_hours.get(window.id)
    if changed is not None:
        return changed
    return window.hours if hours(day, setup, zone_of(day, window)) is not None else None


def usual_hours(day: HallDay, setup: HallSetup, window: Window) -> Hours | None:
    """When a window would be open today had nobody changed anything."""
    return window.hours or setup.calendar.zone_open(zone_of(day, window), day.date)


def is_open(day: HallDay, setup: HallSetup, zone: str, now: datetime) -> bool:
    """Whether a zone is open now, or at least a window there that has hours of its own."""
    general = hours(day, setup, zone, now.date())
    if general is not None and general.open.holds(now):
        return True
    return any(own.open.holds(now) for _, own in _apart(day, setup, zone))


def _apart(day: HallDay, setup: HallSetup, zone: str) -> Iterator[tuple[Window, Hours]]:
    """Windows of the zone that have hours of their own today."""
    changed = day.state.plan.window_hours
    for window in setup.windows.values():
        if (window.hours is None and window.id not in changed) or not is_there(day, window):
            continue
        own = window_hours(day, setup, window)
        if own is not None and zone_of(day, window) == zone:
            yield window, own


def hours_for(
    day: HallDay, setup: HallSetup, zone: str, codes: tuple[str, ...], now: datetime
) -> Hours | None:
    """The hours that count for taking a number for `codes` in `zone` now.

    Those of the zone, or of a window there with hours of its own (延时服务) that gives numbers now when the
    zone does not, and takes all of `codes`.
    """
    general = hours(day, setup, zone)
    if general is not None and general.gives_numbers(now):
        return general
    line = frozenset(codes)
    for window, own in _apart(day, setup, zone):
        may = (setup.services_at(window.id, person, None, zone) for person in setup.staff)
        if own.gives_numbers(now) and any(line <= each for each in may):
            return own
    return general
