"""Driver of number dispensers that speak the hall's own MQTT contract."""

from __future__ import annotations

import asyncio
from typing import Self

import msgspec

from hallctl.contracts.devices import Ear, Outcome
from hallctl.contracts.papers import TicketPaper
from hallctl.domain.setup import DeviceEntry
from hallctl.links.mqtt import MqttCommander
from hallctl.links.wires import Wires
from hallctl.profiles import MqttProfile, Profile


class MqttDispenser:
    """A number dispenser (排队叫号机). Its own presses and print reports arrive as requests, not here."""

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

    async def print_ticket(self, paper: TicketPaper) -> Outcome:
        """Have the ticket printed. DONE: the printer took it; paper is reported by `ticket.printed`.

        Never TIMED_OUT: the order may lie with the broker, and the paper may still come out.
        """
        args: dict[str, object] = {"ticket": msgspec.to_builtins(paper.ticket, str_keys=True)}
        if paper.copy:
            args["copy"] = paper.copy
        outcome = await self._command("print", args)
        return Outcome.UNKNOWN if outcome is Outcome.TIMED_OUT else outcome

    async def identify(self) -> Outcome:
        """Show on its screen which one it is."""
        return await self._command("identify", {})

    async def _command(self, name: str, args: dict[str, object]) -> Outcome:
        if name not in self._profile.commands:
            return Outcome.REFUSED
        return await self._commander.command(self.id, name, args, self._profile.deadline_s(name))
