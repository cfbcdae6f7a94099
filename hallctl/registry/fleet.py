"""The drivers that run, one for each device of the register whose profile has one."""

from __future__ import annotations

import asyncio

import structlog

from hallctl.contracts.devices import Device, Ear
from hallctl.domain.setup import HallSetup
from hallctl.links.wires import Wires
from hallctl.profiles import ProfileLibrary, UnknownProfileError
from hallctl.registry.making import Drivers, make
from hallctl.tasks import Tasks

log = structlog.get_logger(__name__)


class Fleet:
    """Makes the drivers and owns their tasks."""

    def __init__(
        self, setup: HallSetup, drivers: Drivers, profiles: ProfileLibrary, wires: Wires, ear: Ear
    ) -> None:
        self.devices: dict[str, Device] = {}
        """Device → its driver; what has none is an asset of the register."""
        for entry in setup.devices.values():
            if entry.kind not in drivers:
                continue
            try:
                profile = profiles.get(entry.profile, entry.kind)
                self.devices[entry.id] = make(drivers, entry, profile, wires, ear)
            except (UnknownProfileError, ValueError) as error:
                log.warning("device has no driver", device=entry.id, cause=str(error))

    async def run(self) -> None:
        """Let every driver run until cancelled. One that fails begins again without the others."""
        tasks = Tasks()
        for device in self.devices.values():
            tasks.start(f"device-{device.id}", device.run)
        try:
            await asyncio.Event().wait()
        finally:
            await tasks.stop()
