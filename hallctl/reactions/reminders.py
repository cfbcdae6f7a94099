"""Whose turn comes near is reminded once, by a command: a restart does not remind again (QUE-10).

Messages themselves are for whoever follows the events: pages, phones, a message gateway on MQTT.
"""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Final

import structlog

from hallctl.domain.actors import SYSTEM
from hallctl.domain.commands import RemindTicket
from hallctl.domain.day import HallDay
from hallctl.domain.events import DayOpened, RemindingChanged
from hallctl.domain.planning.reminding import near
from hallctl.domain.records import Record
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.hall import Hall
from hallctl.reactions.following import follow

log = structlog.get_logger(__name__)

BETWEEN_S: Final = 0.2
"""Least time between two looks at the queues."""

RETRY_S: Final = 1.0


class Reminders:
    """Reminds those who wait."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._zones: set[str] = set()
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Follow the feed until cancelled."""
        undo = self._hall.watch(self._heard)
        try:
            async with asyncio.TaskGroup() as both:
                both.create_task(self._remind(), name="reminders")
                async for records in follow(self._hall, "reminders"):
                    self._mark(_zones_of(records) if records else None)
        finally:
            undo()

    def _heard(self, name: str, _text: str | None) -> None:
        """Waits are expected to be others than before."""
        kind, _, zone = name.partition(":")
        if kind == "outlook":
            self._mark({zone})

    def _mark(self, zones: set[str] | None) -> None:
        """Look at these zones; at all where None."""
        known = self._hall.setup.zones.keys()
        self._zones |= set(known) if zones is None or ALL in zones else zones & known
        if self._zones:
            self._wake.set()

    async def _remind(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            zones, self._zones = self._zones, set()
            try:
                await self._look_at(zones)
            except Refused as refusal:
                log.warning("reminders could not be given", code=refusal.code)
                await asyncio.sleep(RETRY_S)
                self._mark(zones)
            await asyncio.sleep(BETWEEN_S)

    async def _look_at(self, zones: set[str]) -> None:
        def look(day: HallDay, setup: HallSetup, _now: datetime) -> list[tuple[str, int]]:
            return [found for zone in sorted(zones) for found in near(day, setup, zone)]

        for ticket, ahead in (await self._hall.read(look)).value:
            await self._hall.do(RemindTicket(ticket=ticket, ahead=ahead), SYSTEM)


ALL: Final = "*"


def _zones_of(records: list[Record]) -> set[str]:
    """Zones in which somebody may have moved forward."""
    zones: set[str] = set()
    for record in records:
        if isinstance(record.event, DayOpened | RemindingChanged):
            zones.add(ALL)
        zones |= {zone for name in ("zone", "to_zone") if (zone := getattr(record.event, name, None))}
    return zones
