"""Driver of window displays that speak the hall's own MQTT contract: one `show` command, one picture."""

from __future__ import annotations

import asyncio

from hallctl.contracts.devices import Frame, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.mqtt import MqttCommander
from hallctl.profiles import MqttProfile


class MqttTextDisplay:
    """A window display (窗口显示屏) on MQTT. It tells its status itself and is shown its frame on return."""

    def __init__(self, entry: DeviceEntry, profile: MqttProfile, commander: MqttCommander) -> None:
        self._entry, self._profile, self._commander = entry, profile, commander

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def run(self) -> None:
        """Wait until cancelled: the broker's connection is shared, and the device tells its status itself."""
        await asyncio.Event().wait()

    async def show(self, frame: Frame) -> Outcome:
        """Show `frame`: the contract's {state, number, lines, blink, colour}."""
        return await self._command("show", frame)

    async def identify(self) -> Outcome:
        """Show for a moment which display it is."""
        return await self._command("identify", {})

    async def _command(self, name: str, args: object) -> Outcome:
        if name not in self._profile.commands:
            return Outcome.REFUSED
        return await self._commander.command(self.id, name, args, self._profile.deadline_s(name))
