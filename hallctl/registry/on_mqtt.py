"""What all drivers of devices that speak the hall's own MQTT contract share: one command, one outcome."""

from __future__ import annotations

import asyncio
from typing import Self

from hallctl.contracts.devices import Ear, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.mqtt import MqttCommander
from hallctl.links.wires import Wires
from hallctl.profiles import MqttProfile, Profile


class MqttDriver:
    """A device on the hall's broker. It tells its status itself, and what it asks comes as requests."""

    def __init__(self, entry: DeviceEntry, profile: MqttProfile, commander: MqttCommander) -> None:
        self._entry, self._profile, self._commander = entry, profile, commander

    @classmethod
    def made(cls, entry: DeviceEntry, profile: Profile, wires: Wires, _ear: Ear) -> Self:
        """The driver. Raises ValueError when the profile is not one of a device on MQTT."""
        if not isinstance(profile, MqttProfile):
            raise ValueError(f"{entry.id}: profile {profile.name} is not one of an MQTT device")  # noqa: TRY004
        return cls(entry, profile, wires.mqtt)

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def run(self) -> None:
        """Wait until cancelled: the broker's connection is shared."""
        await asyncio.Event().wait()

    async def identify(self) -> Outcome:
        """Show or sound which one it is."""
        return await self._command("identify", {})

    async def _command(self, name: str, args: object, *, lasts_s: float = 0.0) -> Outcome:
        """REFUSED where the profile does not name the command. `lasts_s`: what it does may take so long."""
        if name not in self._profile.commands:
            return Outcome.REFUSED
        deadline_s = self._profile.deadline_s(name) + lasts_s
        return await self._commander.command(self.id, name, args, deadline_s)
