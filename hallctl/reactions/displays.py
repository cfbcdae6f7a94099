"""Every window display shows the current state of its window, as bright as the time of day wants (DEV-04)."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from hallctl.contracts.devices import Frame, WindowDisplay
from hallctl.contracts.frames import frame_over
from hallctl.hall import Hall
from hallctl.reactions.crew import Crew
from hallctl.reactions.screens import Screen, keep_current

LOOK_S: Final = 5.0
"""Between two looks at the clock: whether it is time for another brightness."""


class Displays:
    """Keeps all window displays current."""

    def __init__(self, hall: Hall, displays: Mapping[str, WindowDisplay]) -> None:
        self._hall = hall
        self._screens = Crew("display", self._screen, displays)

    def follow(self, displays: Mapping[str, WindowDisplay]) -> None:
        """From now on the displays are these."""
        self._screens.follow(displays)

    async def run(self) -> None:
        """Follow the feed and the time of day until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(keep_current(self._hall, "displays", self._screens), name="displays")
            tasks.create_task(self._follow_the_light(), name="displays-light")

    async def _follow_the_light(self) -> None:
        shown = self._hall.setup.panels.brightness_at(self._hall.now())
        while True:
            await asyncio.sleep(LOOK_S)
            wanted = self._hall.setup.panels.brightness_at(self._hall.now())
            if wanted != shown:
                shown = wanted
                for screen in self._screens.workers.values():
                    screen.changed.set()

    def _screen(self, display: WindowDisplay) -> Screen[Frame] | None:
        window = self._hall.setup.devices[display.id].window
        if window is None:
            return None
        return Screen(
            self._hall,
            display.id,
            look=lambda day, setup, now: frame_over(day, setup, now, window),
            show=display.show,
            concerned=lambda event: getattr(event, "window", None) == window,
        )
