"""Driver of keypads that speak in frames: six digits, keys that are acknowledged by their echo (RS-485)."""

from __future__ import annotations

import asyncio
from typing import Final

from devices.keypads.face import Digits, digits_of
from devices.keypads.presses import Presses
from hallctl.contracts.devices import Ear, KeypadFace, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.wires import Wires
from hallctl.profiles import Happened, Profile
from hallctl.registry.framed import FramedDevice

TYPED: Final = "to"
"""The argument that digits before the key are for: the window of a transfer."""


class FramedKeypad:
    """A keypad (呼叫器). Its profile says which frame is which key; commands `show` and `beep`."""

    def __init__(self, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> None:
        self._entry = entry
        self._device = FramedDevice.on(entry, profile, wires, ear.tell, self._happened)
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
        """Six digits; what they show already is not sent again."""
        digits = digits_of(face)
        if digits != self._shown:
            self._shown = None
            outcome = await self._device.command("show", digits)
            if outcome is not Outcome.DONE:
                return outcome
        self._shown, self._presses.seen = digits, face
        return Outcome.DONE

    async def identify(self) -> Outcome:
        """Let it beep."""
        return await self._beep()

    async def _beep(self) -> Outcome:
        return await self._device.command("beep", {})

    def _happened(self, happened: Happened) -> None:
        if happened.asks is None:
            return
        typed = _digits(happened.args.get(TYPED))
        args = {name: value for name, value in happened.args.items() if name != TYPED}
        self._presses.press(happened.asks, args | ({TYPED: typed} if typed else {}))


def _digits(typed: object) -> str:
    """`00 03` → "3": keys before the key, one byte each."""
    if not isinstance(typed, bytes):
        return ""
    return "".join(str(key) for key in typed if key <= 9).lstrip("0")  # noqa: PLR2004 - the digit keys
