"""Driver of rating pads that speak the hall's own MQTT contract."""

from __future__ import annotations

import asyncio
from typing import Self

from hallctl.contracts.devices import Ear, Outcome
from hallctl.domain.ratings import REASONS
from hallctl.domain.setup import DeviceEntry
from hallctl.links.mqtt import MqttCommander
from hallctl.links.wires import Wires
from hallctl.profiles import MqttProfile, Profile


class MqttRater:
    """A rating pad (评价器). The rating itself arrives as the device's request `rating.given`, not here."""

    def __init__(self, entry: DeviceEntry, profile: MqttProfile, commander: MqttCommander) -> None:
        self._entry, self._profile, self._commander = entry, profile, commander

    @classmethod
    def made(cls, entry: DeviceEntry, profile: Profile, wires: Wires, _ear: Ear) -> Self:
        """The driver for a device on the hall's broker, which tells its status itself. Raises ValueError."""
        if not isinstance(profile, MqttProfile):
            raise ValueError(f"{entry.id}: profile {profile.name} is not one of an MQTT device")  # noqa: TRY004
        return cls(entry, profile, wires.mqtt)

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def run(self) -> None:
        """Wait until cancelled: the broker's connection is shared, and the device tells its status itself."""
        await asyncio.Event().wait()

    async def ask(self, prompt: str, timeout_s: float) -> Outcome:
        """Ask the visitor; the pad takes the question away by itself after `timeout_s`.

        `reasons`: sub-items by their code, which a pad with a screen may offer under a bad level.
        """
        reasons = {code: zh for code, (zh, _) in REASONS.items()}
        args = {"prompt": prompt, "timeout_s": timeout_s, "reasons": reasons}
        return await self._command("prompt", args)

    async def clear(self) -> Outcome:
        """Take the question away."""
        return await self._command("clear", {})

    async def identify(self) -> Outcome:
        """Show on its screen which one it is."""
        return await self._command("identify", {})

    async def _command(self, name: str, args: dict[str, object]) -> Outcome:
        if name not in self._profile.commands:
            return Outcome.REFUSED
        return await self._commander.command(self.id, name, args, self._profile.deadline_s(name))
