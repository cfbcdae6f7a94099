"""Every window display shows the current state of its window: after an event, a restart, an outage.

Each display has a task of its own, so a dead one delays nobody. Only durable state is shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from hallctl.contracts.devices import Frame, Outcome, WindowDisplay
from hallctl.contracts.frames import window_frame
from hallctl.contracts.looks import window_view
from hallctl.domain.day import HallDay
from hallctl.domain.events import DayOpened, DeviceChanged, Event
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.hall import Hall
from hallctl.reactions.following import follow
from hallctl.reactions.outputs import attempt

AGAIN_S: Final = 2.0
LONGEST_S: Final = 15.0


class Displays:
    """Keeps all window displays current."""

    def __init__(self, hall: Hall, displays: Mapping[str, WindowDisplay]) -> None:
        entries = hall.setup.devices
        self._hall = hall
        self._screens = [
            Screen(hall, display, window)
            for device, display in displays.items()
            if (window := entries[device].window) is not None
        ]

    async def run(self) -> None:
        """Follow the feed until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for screen in self._screens:
                tasks.create_task(screen.run(), name=f"display-{screen.device}")
            async for records in follow(self._hall, "displays"):
                for screen in self._screens:
                    if not records or any(screen.concerned(record.event) for record in records):
                        screen.changed.set()


class Screen:
    """One display and the window under it."""

    def __init__(self, hall: Hall, display: WindowDisplay, window: str) -> None:
        self.changed = asyncio.Event()
        self._hall, self._display, self._window = hall, display, window
        self._pause_s = AGAIN_S

    @property
    def device(self) -> str:
        """The display's id."""
        return self._display.id

    def concerned(self, event: Event) -> bool:
        """Whether `event` may change what is shown, or bring the display back."""
        if isinstance(event, DeviceChanged):
            return event.device == self.device
        return isinstance(event, DayOpened) or getattr(event, "window", None) == self._window

    async def run(self) -> None:
        """Show what is current whenever it changes; try again while it cannot be shown."""
        while True:
            shown = await self._show()
            self._pause_s = AGAIN_S if shown else min(2 * self._pause_s, LONGEST_S)
            await self._until_changed(None if shown else self._pause_s)

    async def _show(self) -> bool:
        self.changed.clear()
        try:
            seen = await self._hall.read(self._frame)
        except Refused:
            return False
        return await attempt(self._hall, self.device, self._display.show(seen.value)) is Outcome.DONE

    def _frame(self, day: HallDay, setup: HallSetup, _now: datetime) -> Frame:
        window = setup.windows[self._window]
        view = window_view(day, setup, window)
        return window_frame(view, window, setup.zones.get(view.zone) or setup.zones[window.zone])

    async def _until_changed(self, timeout_s: float | None) -> None:
        try:
            async with asyncio.timeout(timeout_s):
                await self.changed.wait()
        except TimeoutError:
            return
