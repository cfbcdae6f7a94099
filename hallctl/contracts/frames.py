"""What a window display shows of its window: view to frame. Pure; Chinese first, nothing personal.

The lines come in order of importance: displays show as many as they have rows (DEV-04).
"""

from __future__ import annotations

from typing import Final

from hallctl.contracts.devices import Colour, DisplayState, Frame
from hallctl.contracts.views import WindowView
from hallctl.domain.setup import Window, Zone
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


def window_frame(view: WindowView, window: Window, zone: Zone) -> Frame:
    """The frame for the display over `window`: what is on, which window, who by number, where."""
    state, colour = _STATES[view.state]
    number = view.ticket.number if view.ticket else None
    chinese, english = (text.format(number=number or "") for text in _TEXTS[state])
    place = f"{window.id}号窗口"
    if view.staff_no is not None and state not in {DisplayState.CLOSED, DisplayState.FAULT}:
        place = f"{place} 工号{view.staff_no}"
    return Frame(
        state=state,
        number=number,
        lines=(chinese, place, window.name or zone.name, english),
        blink=state is DisplayState.CALLING,
        colour=colour,
    )
