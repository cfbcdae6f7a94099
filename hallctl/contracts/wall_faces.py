"""What a wall of pixels shows of the hall at one moment: the wall's view, and what the page knows besides."""

from __future__ import annotations

from datetime import datetime

import msgspec

from hallctl.contracts.wall import WallView, wall_view
from hallctl.domain.day import HallDay
from hallctl.domain.entries import DeviceEntry
from hallctl.domain.planning import today
from hallctl.domain.setup import HallSetup
from hallctl.domain.walls import WallStyle


class WallFace(msgspec.Struct, frozen=True, kw_only=True):
    """`at`: the hall's own time. `hours`: of the day, `09:00-17:00`; None where the hall stays closed.

    `brightness`: percent; None: as bright as the wall can be.
    """

    hall: str
    at: datetime
    open: bool
    hours: str | None
    view: WallView
    style: WallStyle
    brightness: int | None = None


def wall_face(day: HallDay, setup: HallSetup, now: datetime, entry: DeviceEntry) -> WallFace:
    """The face for the wall `entry`. One that stands in a zone shows the calls of that zone alone."""
    view = wall_view(day, setup, now)
    if entry.zone is not None:
        view = _of_zone(view, setup, entry.zone)
    spans = [found.open for zone in setup.zones if (found := today.hours(day, setup, zone, now.date()))]
    hours = max(spans, key=lambda span: (spans.count(span), span.end)).text if spans else None
    return WallFace(
        hall=setup.name,
        at=now,
        open=any(zone.open for zone in view.zones),
        hours=hours,
        view=view,
        style=setup.wall,
        brightness=setup.panels.brightness_at(now),
    )


def _of_zone(view: WallView, setup: HallSetup, zone: str) -> WallView:
    return WallView(
        rows=tuple(row for row in view.rows if _zone_of(setup, row.window) == zone),
        zones=tuple(each for each in view.zones if each.zone == zone),
        results=view.results,
        results_at=view.results_at,
        notices=tuple(each for each in view.notices if not each.zones or zone in each.zones),
    )


def _zone_of(setup: HallSetup, window: str) -> str | None:
    found = setup.windows.get(window)
    return None if found is None else found.zone
