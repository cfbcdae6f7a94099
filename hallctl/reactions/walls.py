"""Every wall of pixels (点阵大屏) shows the hall as it stands: a call at once, the rest within a second."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Final

from hallctl.contracts.devices import Device, Wall
from hallctl.contracts.wall_faces import WallFace, wall_face
from hallctl.domain.events import Event, TicketCalled, TicketRecalled
from hallctl.hall import Hall
from hallctl.reactions.crew import Crew
from hallctl.reactions.screens import Screen, keep_current

LOOK_S: Final = 1.0
"""Between two looks at what is less urgent than a call, and at the clock."""

CALLS: Final = (TicketCalled, TicketRecalled)


class Walls:
    """Keeps all walls of pixels current. A page comes by itself and is not among them."""

    def __init__(self, hall: Hall, walls: Mapping[str, Device]) -> None:
        self._hall = hall
        self._changed = False
        self._screens: Crew[Device, Screen[WallFace]] = Crew("wall", self._screen, walls)

    def follow(self, walls: Mapping[str, Device]) -> None:
        """From now on the walls are these."""
        self._screens.follow(walls)

    async def run(self) -> None:
        """Follow the feed and the clock until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(keep_current(self._hall, "walls", self._screens), name="walls")
            tasks.create_task(self._look(), name="walls-clock")

    async def _look(self) -> None:
        """Anew where something has happened, and with each minute."""
        shown = self._hall.now().minute
        while True:
            await asyncio.sleep(LOOK_S)
            minute = self._hall.now().minute
            if self._changed or minute != shown:
                self._changed, shown = False, minute
                for screen in self._screens.workers.values():
                    screen.changed.set()

    def _screen(self, wall: Device) -> Screen[WallFace] | None:
        if not isinstance(wall, Wall):
            return None
        entry = self._hall.setup.devices[wall.id]
        return Screen(
            self._hall,
            wall.id,
            look=partial(wall_face, entry=entry),
            show=wall.show,
            concerned=self._is_urgent,
        )

    def _is_urgent(self, event: Event) -> bool:
        self._changed = True
        return isinstance(event, CALLS)
