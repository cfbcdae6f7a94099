"""Calling by itself (自动叫号): which idle windows call next without anybody pressing a key."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from hallctl.domain import commands as c
from hallctl.domain.day import HallDay
from hallctl.domain.moments import microseconds
from hallctl.domain.planning import today
from hallctl.domain.routing.router import Router, open_to, services
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WindowDuty, WindowState


def calls(day: HallDay, setup: HallSetup, router: Router, now: datetime) -> list[c.Command]:
    """A call for each window that has been open and idle so long while somebody waited as long for it.

    In the router's order. Each carries what the window looked like: a clerk's press in between wins.
    """
    after = timedelta(seconds=setup.rules.auto_call_after_s)
    if not after:
        return []
    idle = list(_idle(day, setup, now - after))
    if not idle:
        return []
    return [c.CallNext(window=duty.window, expected_seq=duty.seq) for duty in router.order(day, idle, now)]


def _idle(day: HallDay, setup: HallSetup, before: datetime) -> Iterator[WindowDuty]:
    for duty in day.windows.values():
        open_since = duty.since if duty.state is WindowState.OPEN else None
        if open_since is not None and open_since <= before and _in_hours(day, setup, duty, before):
            came_us = _came_us(day, setup, duty)
            if came_us is not None and came_us <= microseconds(before):
                yield duty


def _in_hours(day: HallDay, setup: HallSetup, duty: WindowDuty, at: datetime) -> bool:
    """A window with hours of its own calls in these only."""
    window = setup.windows.get(duty.window)
    own = today.window_hours(day, setup, window) if window is not None else None
    return own is None or own.open.holds(at)


def _came_us(day: HallDay, setup: HallSetup, duty: WindowDuty) -> int | None:
    """When the first of those came whom the window may call; None where nobody waits for it."""
    queue = day.waiting.zones.get(duty.zone)
    if queue is None or not queue.lines:
        return None
    may = services(setup, duty)
    return min(
        (
            entries[0][0][0]
            for line in queue.lines.values()
            if open_to(line, duty, may, day)
            for entries in line.by_class.values()
        ),
        default=None,
    )
