"""Whether departments send enough people to their own windows (人员配备, ROLE-06, X44)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from hallctl.domain import commands as c
from hallctl.domain.alarms import follow
from hallctl.domain.day import HallDay
from hallctl.domain.hours import Hours
from hallctl.domain.planning import roster, today
from hallctl.domain.posts import Post
from hallctl.domain.setup import HallSetup, Staff, Window, WindowKind

STAFFING_SHORT: Final = "STAFFING_SHORT"
"""The alarm's code; its subject is the department, its detail how many are there of how many."""

AT_LEAST: Final = {WindowKind.RESIDENT: 2, WindowKind.NON_RESIDENT: 1}
"""People on the roster where a department has such windows, those of a non-resident one by its rota."""


def flags(day: HallDay, setup: HallSetup, now: datetime) -> Iterator[c.Command]:
    """Raise the alarm of each department that is short of people while its windows should be open."""
    on = now.astimezone(setup.timezone)
    if on.date() != day.date:
        return
    for department, windows in _windows(setup).items():
        open_ = [(window, hours) for window in windows if (hours := _open(day, setup, window, on))]
        yield from follow(day.state, STAFFING_SHORT, department, _short(day, setup, department, open_))


def _windows(setup: HallSetup) -> dict[str, list[Window]]:
    found: dict[str, list[Window]] = {}
    for window in setup.windows.values():
        if window.department is not None and window.kind in AT_LEAST:
            found.setdefault(window.department, []).append(window)
    return found


def _open(day: HallDay, setup: HallSetup, window: Window, now: datetime) -> Hours | None:
    """The hours of the window today, while they run; a non-resident one on days of its rota only."""
    hours = today.window_hours(day, setup, window) or today.hours(day, setup, today.zone_of(day, window))
    if hours is None or not hours.open.holds(now):
        return None
    if window.kind is WindowKind.NON_RESIDENT and not _on_rota(day, setup, window):
        return None
    return hours


def _on_rota(day: HallDay, setup: HallSetup, window: Window) -> list[Staff]:
    entries = [entry for entry in setup.rota if entry.window == window.id and entry.falls_on(day.date)]
    return [setup.staff[entry.staff] for entry in entries if entry.staff in setup.staff]


def _short(
    day: HallDay, setup: HallSetup, department: str, windows: list[tuple[Window, Hours]]
) -> str | None:
    """What the alarm says; None where there are enough."""
    for window, hours in windows:
        people = [person for person in setup.staff.values() if person.department == department]
        wanted = people if window.kind is WindowKind.RESIDENT else _on_rota(day, setup, window)
        there = [person for person in wanted if _rostered(day, setup, person, hours)]
        needed = AT_LEAST[window.kind]
        if len(there) < needed:
            chief = any(person.post is Post.CHIEF_REPRESENTATIVE for person in people)
            return f"{len(there)}/{needed}" + ("" if chief else f", no {Post.CHIEF_REPRESENTATIVE.value}")
    return None


def _rostered(day: HallDay, setup: HallSetup, person: Staff, hours: Hours) -> bool:
    """Whether the person is planned to be here for some of the hours."""
    return not any(span.covers(hours.open) for span in roster.away(day, setup, person.id))
