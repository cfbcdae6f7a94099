"""What the big screen (LED电子显示屏) shows: calls, zones, results to collect, notices (DEV-05).

The page `/wall` and pixel walls show the same views. Nothing here tells who anybody is: numbers only.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from hallctl.contracts.looks import zone_view
from hallctl.contracts.views import ZoneView
from hallctl.domain.announcements import AnnouncementPriority
from hallctl.domain.day import HallDay
from hallctl.domain.entries import WindowKind
from hallctl.domain.planning import today
from hallctl.domain.results import SHOWN_FOR
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WORKING

WALL_ROWS: Final = 24
WALL_RESULTS: Final = 60


class WallRow(msgspec.Struct, frozen=True):
    """One call on the wall, newest first."""

    number: str
    window: str
    at: datetime


class WallNotice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice (公告) that is shown now. `zones`: where; everywhere if empty. `until`: when it goes."""

    id: str
    text: str
    text_en: str = ""
    zones: tuple[str, ...] = ()
    priority: str = "NOTICE"
    until: datetime | None = None


class WallView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the wall shows and that changes by the moment.

    `results`: numbers of applications whose result is to be collected, newest first; `results_at`: the
    windows that give them out, those that work now first.
    """

    rows: tuple[WallRow, ...]
    zones: tuple[ZoneView, ...]
    results: tuple[str, ...] = ()
    results_at: tuple[str, ...] = ()
    notices: tuple[WallNotice, ...] = ()

    @property
    def emergencies(self) -> tuple[WallNotice, ...]:
        """What takes the whole wall, newest first."""
        urgent = AnnouncementPriority.EMERGENCY.value
        return tuple(notice for notice in self.notices if notice.priority == urgent)


def wall_view(day: HallDay, setup: HallSetup, now: datetime) -> WallView:
    """The wall as the state stands at `now`."""
    return WallView(
        rows=tuple(WallRow(call.number, call.window, call.at) for call in day.state.calls[:WALL_ROWS]),
        zones=tuple(zone_view(day, setup, zone, now) for zone in setup.zones.values()),
        results=results_to_collect(day, now),
        results_at=result_windows(day, setup),
        notices=notices_shown(day, now),
    )


def results_to_collect(day: HallDay, now: datetime) -> tuple[str, ...]:
    """Numbers of applications whose result waits, newest first; after a month none reads them any more."""
    fresh = [each.application for each in day.state.results.values() if now - each.since < SHOWN_FOR]
    return tuple(reversed(fresh[-WALL_RESULTS:]))


def result_windows(day: HallDay, setup: HallSetup) -> tuple[str, ...]:
    """The windows that give out results (出件窗口)."""
    windows = [window for window in setup.windows.values() if window.kind is WindowKind.RESULT]
    there = [window.id for window in windows if today.is_there(day, window)]
    return tuple(sorted(there, key=lambda window: not _works(day, setup, window)))


def notices_shown(day: HallDay, now: datetime) -> tuple[WallNotice, ...]:
    """Announcements whose time to be shown has come and is not over, emergencies first, then the newest."""
    shown = [each for each in day.state.announcements.values() if each.is_shown(now)]
    shown.sort(key=lambda each: each.at, reverse=True)
    shown.sort(key=lambda each: each.priority is not AnnouncementPriority.EMERGENCY)
    return tuple(
        WallNotice(
            id=each.id,
            text=each.zh,
            text_en=each.en,
            zones=each.zones,
            priority=each.priority.value,
            until=each.show_until,
        )
        for each in shown
    )


def _works(day: HallDay, setup: HallSetup, window: str) -> bool:
    return day.duty(window, setup.windows[window].zone).state in WORKING
