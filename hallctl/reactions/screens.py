"""A device that always shows the current state of its window: after an event, a restart, an outage.

Only durable state is shown. Each device has a task of its own, so a dead one delays nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final, Generic, TypeVar

from hallctl.contracts.devices import Outcome
from hallctl.domain.day import HallDay
from hallctl.domain.events import DayOpened, DeviceChanged, Event
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.hall import Hall
from hallctl.reactions.crew import Crew
from hallctl.reactions.following import follow
from hallctl.reactions.outputs import attempt

AGAIN_S: Final = 2.0
LONGEST_S: Final = 15.0

F = TypeVar("F")
D = TypeVar("D")


class Screen(Generic[F]):
    """One device and the face it shows: `look` finds the face, `show` brings it to the device."""

    def __init__(
        self,
        hall: Hall,
        device: str,
        look: Callable[[HallDay, HallSetup, datetime], F],
        show: Callable[[F], Awaitable[Outcome]],
        concerned: Callable[[Event], bool],
    ) -> None:
        self.changed = asyncio.Event()
        self.device = device
        self._hall, self._look, self._show, self._concerned = hall, look, show, concerned
        self._pause_s = AGAIN_S

    def concerned(self, event: Event) -> bool:
        """Whether `event` may change what is shown, or bring the device back."""
        if isinstance(event, DeviceChanged):
            return event.device == self.device
        return isinstance(event, DayOpened) or self._concerned(event)

    async def run(self) -> None:
        """Show what is current whenever it changes; try again while it cannot be shown."""
        while True:
            shown = await self._shown()
            self._pause_s = AGAIN_S if shown else min(2 * self._pause_s, LONGEST_S)
            await self._until_changed(None if shown else self._pause_s)

    async def _shown(self) -> bool:
        self.changed.clear()
        try:
            seen = await self._hall.read(self._look)
        except Refused:
            return False
        return await attempt(self._hall, self.device, self._show(seen.value)) is Outcome.DONE

    async def _until_changed(self, timeout_s: float | None) -> None:
        try:
            async with asyncio.timeout(timeout_s):
                await self.changed.wait()
        except TimeoutError:
            return


async def keep_current(hall: Hall, name: str, screens: Crew[D, Screen[F]]) -> None:
    """Follow the feed until cancelled. A screen that comes meanwhile shows at once what is current."""
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(screens.run(), name=name)
        async for records in follow(hall, name):
            for screen in screens.workers.values():
                if not records or any(screen.concerned(record.event) for record in records):
                    screen.changed.set()
