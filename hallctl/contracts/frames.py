"""What a window display shows of its window: view to frame. Pure; Chinese first, nothing personal.

The lines come in order of importance: displays show as many as they have rows (DEV-04). The second says
where, and beside it who works here by number or why nobody does.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from hallctl.contracts.devices import Colour, DisplayState, Frame
from hallctl.contracts.looks import window_view
from hallctl.contracts.views import WindowView
from hallctl.domain.day import HallDay
from hallctl.domain.setup import HallSetup, Window, Zone
from hallctl.domain.state import WindowState

_STATES: Final[dict[str, tuple[DisplayState, Colour]]] = {
    WindowState.CLOSED: (DisplayState.CLOSED, Colour.AMBER),
    WindowState.OPEN: (DisplayState.OPEN, Colour.GREEN),
    WindowState.CALLING: (DisplayState.CALLING, Colour.RED),
    WindowState.SERVING: (DisplayState.SERVING, Colour.GREEN),
    WindowState.PAUSED: (DisplayState.PAUSED, Colour.AMBER),
    WindowState.VACANT_POST: (DisplayState.PAUSED, Colour.AMBER),
    WindowState.FAULT: (DisplayState.FAULT, Colour.RED),
}

_TEXTS: Final[dict[DisplayState, tuple[str, str]]] = {
    DisplayState.OPEN: ("等待叫号", "Open"),
    DisplayState.CALLING: ("请{number}号", "Now calling {number}"),
    DisplayState.SERVING: ("{number} 办理中", "Serving {number}"),
    DisplayState.PAUSED: ("暂停服务", "Paused"),
    DisplayState.CLOSED: ("未开放", "Closed"),
    DisplayState.FAULT: ("暂停服务", "Out of service"),
}
"""Display state → the main line in Chinese and, last, in English."""


_REASONS: Final[dict[str, tuple[str, str]]] = {
    "LUNCH": ("轮班就餐", "lunch"),
    "SHORT_BREAK": ("马上回来", "back soon"),
    "MEETING": ("会议培训", "meeting"),
    "EQUIPMENT": ("设备故障", "equipment fault"),
    "PAPERWORK": ("整理材料", "paperwork"),
    "WORKSTATION_LOST": ("设备故障", "equipment fault"),
}
"""Why a window is paused, for whoever stands before it. Other reasons are the hall's own business."""

_COMING: Final = ("请稍候", "please wait")
_CLERK: Final = "工号"
_STANDS_IN: Final = "顶岗"
"""Instead of it, before the number of a clerk who stands in for another (ROLE-07)."""


def frame_over(day: HallDay, setup: HallSetup, now: datetime, name: str) -> Frame:
    """What the display over the window `name` shows now."""
    window = setup.windows[name]
    view = window_view(day, setup, window)
    zone = setup.zones.get(view.zone) or setup.zones[window.zone]
    return window_frame(view, window, zone, setup.panels.brightness_at(now))


def window_frame(view: WindowView, window: Window, zone: Zone, brightness: int | None = None) -> Frame:
    """The frame for the display over `window`: what is on, which window, who by number, where."""
    state, colour = _STATES[view.state]
    number = view.ticket.number if view.ticket else None
    chinese, english = (text.format(number=number or "") for text in _TEXTS[state])
    reason, reason_en = _reason(view)
    beside = reason if state in _NOBODY else _clerk(view)
    return Frame(
        state=state,
        number=number,
        lines=(
            chinese,
            " ".join(part for part in (f"{window.id}号窗口", beside) if part),
            window.name or zone.name,
            f"{english}: {reason_en}" if reason_en else english,
        ),
        blink=state is DisplayState.CALLING,
        colour=colour,
        brightness=brightness,
    )


_NOBODY: Final = frozenset({DisplayState.PAUSED, DisplayState.CLOSED, DisplayState.FAULT})
"""States in which nobody is served, whoever is signed on."""


def _clerk(view: WindowView) -> str:
    if view.staff_no is None:
        return ""
    return f"{_STANDS_IN if view.acting_for else _CLERK}{view.staff_no}"


def _reason(view: WindowView) -> tuple[str, str]:
    """In Chinese and English; empty where there is none to be told."""
    match view.state:
        case WindowState.PAUSED:
            return _REASONS.get(view.reason or "", ("", ""))
        case WindowState.VACANT_POST:
            return _COMING
        case WindowState.FAULT:
            return _REASONS["EQUIPMENT"][0], ""
        case _:
            return "", ""
