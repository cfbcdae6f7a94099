"""Driver of keypads behind Modbus: buttons as inputs or counters, digits as registers."""

from __future__ import annotations

import asyncio
from typing import Final

from devices.keypads.face import Digits, digits_of
from devices.keypads.presses import Presses
from hallctl.contracts.devices import DeviceNews, Ear, KeypadFace, LinkState, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.wires import Wires
from hallctl.profiles import Happened, Profile
from hallctl.registry.registers import RegisterDevice

TYPED: Final = "to"
"""The argument that a dial or digits give: the window of a transfer; 0 where nothing is chosen."""


class ModbusKeypad:
    """A keypad (呼叫器). Its profile says which input is which key; commands `show` and `beep`."""

    def __init__(self, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> None:
        self._entry, self._ear = entry, ear
        self._device = RegisterDevice.on(entry, profile, wires, self._tell, self._happened)
        self._presses = Presses(entry.id, ear.ask, self._beep)
        self._shown: Digits | None = None

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def run(self) -> None:
        """Bring keys to the hall and see whether the keypad lives, until cancelled."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._device.run())
            both.create_task(self._presses.run())

    async def show(self, face: KeypadFace) -> Outcome:
        """Digits; what they show already is not written again. A box of bare buttons shows nothing."""
        digits = digits_of(face)
        if digits != self._shown and self._device.knows("show"):
            self._shown = None
            outcome = await self._device.command("show", {name: int(value) for name, value in digits.items()})
            if outcome is not Outcome.DONE:
                return outcome
        self._shown, self._presses.seen = digits, face
        return Outcome.DONE

    async def identify(self) -> Outcome:
        """Let it beep."""
        return await self._device.command("identify", {})

    async def _beep(self) -> Outcome:
        return await self._device.command("beep", {})

    def _happened(self, happened: Happened) -> None:
        if happened.asks is None:
            return
        args = {name: value for name, value in happened.args.items() if name != TYPED}
        typed = happened.args.get(TYPED)
        self._presses.press(happened.asks, args | ({TYPED: str(typed)} if typed else {}))

    def _tell(self, news: DeviceNews) -> None:
        if news.state is not LinkState.ONLINE:
            self._shown = None
        self._ear.tell(news)
