"""Driver of relay modules behind Modbus: coils that the hall switches, inputs that it reads.

An output that is found otherwise than it was switched is switched again, after a loss of power say. The first
reading of an input is told like a change: a door that stands open when the hall starts is open.
"""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

from hallctl.contracts.asking import Ask
from hallctl.contracts.devices import DeviceNews, Ear, LinkState, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.wires import Wires
from hallctl.profiles import Happened, ModbusProfile, Profile
from hallctl.profiles.readings import Reading, content_of
from hallctl.profiles.values import FlagValue
from hallctl.registry.registers import RegisterDevice

ON: Final = "on"
OFF: Final = "off"
AGAIN_S: Final = 1.0
"""After the hall, or the module, would not take something."""

log = structlog.get_logger(__name__)


class ModbusRelay:
    """A module. Its profile has a command and a coil of one name for each output, and flags for inputs."""

    def __init__(self, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> None:
        if not isinstance(profile, ModbusProfile):
            raise ValueError(f"{entry.id}: profile {profile.name} is not one of registers")  # noqa: TRY004
        self._entry, self._profile, self._ear = entry, profile, ear
        self._device = RegisterDevice.on(entry, profile, wires, self._tell, self._happened, reads=self._read)
        self._wanted: dict[str, str] = {}
        self._found: dict[str, str] = {}
        self._told: dict[str, str] = {}
        self._pressed: list[Ask] = []
        self._wake = asyncio.Event()
        flags = {name: v for name, v in profile.values.items() if isinstance(v, FlagValue)}
        self._inputs = frozenset(name for name, value in flags.items() if not value.writable)
        self._outputs = frozenset(name for name in flags if name in profile.commands)

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def set(self, channel: str, *, on: bool) -> Outcome:
        """As `contracts.devices.Relay.set`."""
        if channel not in self._outputs:
            return Outcome.REFUSED
        word = self._wanted[channel] = ON if on else OFF
        outcome = await self._device.command(channel, {channel: word})
        if outcome is Outcome.DONE:
            self._found[channel] = word
        return outcome

    async def identify(self) -> Outcome:
        """Let its lamp blink, where it has one."""
        return await self._device.command("identify", {})

    async def run(self) -> None:
        """Poll, tell the hall of inputs and bring outputs back, until cancelled."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._device.run())
            both.create_task(self._follow())

    async def _follow(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            if not (await self._bring_inputs() and await self._bring_outputs()):
                await asyncio.sleep(AGAIN_S)
                self._wake.set()

    async def _bring_inputs(self) -> bool:
        while self._pressed:
            if not await self._asked(self._pressed[0]):
                return False
            del self._pressed[0]
        for name in sorted(self._inputs):
            level = self._found.get(name)
            if level is None or level == self._told.get(name):
                continue
            if not await self._asked(Ask.new("input.changed", input=name, on=level == ON)):
                return False
            self._told[name] = level
        return True

    async def _asked(self, ask: Ask) -> bool:
        answer = await self._ear.ask(self.id, ask)
        return answer.ok

    async def _bring_outputs(self) -> bool:
        lost = {name: word for name, word in self._wanted.items() if self._found.get(name, word) != word}
        for name, word in lost.items():
            log.info("output is switched again", device=self.id, channel=name)
            if await self.set(name, on=word == ON) is not Outcome.DONE:
                return False
        return True

    def _read(self, reading: Reading) -> None:
        for name in self._inputs | self._outputs:
            word = content_of(self._profile, reading, name)
            if isinstance(word, str):
                self._found[name] = word
        self._wake.set()

    def _happened(self, happened: Happened) -> None:
        ask = happened.as_ask()
        if ask is not None and len(self._pressed) < MOST_PRESSED:
            self._pressed.append(ask)
            self._wake.set()

    def _tell(self, news: DeviceNews) -> None:
        if news.state is LinkState.OFFLINE:
            self._found.clear()
        self._ear.tell(news)


MOST_PRESSED: Final = 8
"""Presses of buttons that wait for the hall; somebody who hammers them gets no more."""
