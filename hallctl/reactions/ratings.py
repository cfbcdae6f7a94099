"""At the end of a service the pads of that window ask for a rating, within a second (DEV-07).

What is old is not asked any more: the visitor has gone. When the next one is being served, an open question
of the one before is taken away, so that nobody rates for somebody else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

from hallctl.contracts.devices import Outcome, Rater
from hallctl.domain.events import DeviceChanged, TicketCompleted, TicketStarted
from hallctl.domain.records import Record
from hallctl.hall import Hall
from hallctl.reactions.following import follow
from hallctl.reactions.outputs import attempt

ASK_S: Final = 60.0
"""How long a pad waits for a touch."""

OLD_S: Final = 20.0


class Ratings:
    """Has the pads ask."""

    def __init__(self, hall: Hall, raters: Mapping[str, Rater]) -> None:
        self._hall = hall
        self._pads = [
            Pad(hall, rater, window)
            for device, rater in raters.items()
            if (window := hall.setup.devices[device].window) is not None
        ]

    async def run(self) -> None:
        """Follow the feed until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for pad in self._pads:
                tasks.create_task(pad.run(), name=f"rater-{pad.device}")
            async for records in follow(self._hall, "ratings"):
                for record in records:
                    for pad in self._pads:
                        pad.hear(record)


class Pad:
    """One rating pad; of several things to do only the newest counts."""

    def __init__(self, hall: Hall, rater: Rater, window: str) -> None:
        self._hall, self._rater, self._window = hall, rater, window
        self._wanted: TicketCompleted | TicketStarted | None = None
        self._wake = asyncio.Event()
        self._asking = False

    @property
    def device(self) -> str:
        """The pad's id."""
        return self._rater.id

    def hear(self, record: Record) -> None:
        """Take up what concerns this pad."""
        event = record.event
        if isinstance(event, DeviceChanged):
            if event.device == self.device and event.after == "ONLINE":
                self._hall.fault(self.device, None)
        elif isinstance(event, TicketCompleted | TicketStarted) and self._is_current(record, event.window):
            self._wanted = event
            self._wake.set()

    def _is_current(self, record: Record, window: str) -> bool:
        age_s = (self._hall.now() - record.at).total_seconds()
        return window == self._window and age_s <= OLD_S

    async def run(self) -> None:
        """Ask and clear until cancelled."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            wanted, self._wanted = self._wanted, None
            if isinstance(wanted, TicketCompleted):
                command = self._rater.ask(wanted.prompt, ASK_S)
                self._asking = await attempt(self._hall, self.device, command) is not Outcome.REFUSED
            elif wanted is not None and self._asking:
                self._asking = False
                await attempt(self._hall, self.device, self._rater.clear())
