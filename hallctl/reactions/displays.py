"""Every window display shows the current state of its window (DEV-04)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from hallctl.contracts.devices import Frame, WindowDisplay
from hallctl.contracts.frames import window_frame
from hallctl.contracts.looks import window_view
from hallctl.domain.day import HallDay
from hallctl.domain.setup import HallSetup
from hallctl.hall import Hall
from hallctl.reactions.crew import Crew
from hallctl.reactions.screens import Screen, keep_current


class Displays:
    """Keeps all window displays current."""

    def __init__(self, hall: Hall, displays: Mapping[str, WindowDisplay]) -> None:
        self._hall = hall
        self._screens = Crew("display", self._screen, displays)

    def follow(self, displays: Mapping[str, WindowDisplay]) -> None:
        """From now on the displays are these."""
        self._screens.follow(displays)

    async def run(self) -> None:
        """Follow the feed until cancelled."""
        await keep_current(self._hall, "displays", self._screens)

    def _screen(self, display: WindowDisplay) -> Screen[Frame] | None:
        window = self._hall.setup.devices[display.id].window
        if window is None:
            return None
        return Screen(
            self._hall,
            display.id,
            look=lambda day, setup, now: _frame(day, setup, now, window),
            show=display.show,
            concerned=lambda event: getattr(event, "window", None) == window,
        )


def _frame(day: HallDay, setup: HallSetup, _now: datetime, name: str) -> Frame:
    window = setup.windows[name]
    view = window_view(day, setup, window)
    return window_frame(view, window, setup.zones.get(view.zone) or setup.zones[window.zone])
