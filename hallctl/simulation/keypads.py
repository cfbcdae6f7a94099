"""Simulated keypads (呼叫器): each tells what its digits show, and somebody may press its keys."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from hallctl.contracts.devices import KeypadFace
from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import FramesProfile, Heard, ModbusProfile, MqttProfile, Profile
from hallctl.profiles.fields import Contents
from hallctl.simulation.framed_units import FramedUnit, unit_of
from hallctl.simulation.modbus_server import Cell
from hallctl.simulation.modbus_units import ModbusUnit
from hallctl.simulation.mqtt_device import Account, Problem, Reply, SimulatedDevice
from hallctl.simulation.simulator import Simulator, Surroundings

CHOICES: Final = frozenset({"hold", "back", "give_up"})
"""Keys that are a digit and enter."""

DARK: Final = 1000


class FramedKeypad(FramedUnit):
    """On RS-485: six digits, keys that the hall echoes."""

    ECHOES = frozenset({"digits", "tone"})

    def __init__(self, device: str, profile: FramesProfile, number: int | None) -> None:
        super().__init__(device, profile, number)
        self.waiting = self.ticket = ""
        self.beeps = 0
        self.changed = asyncio.Event()

    async def press(self, key: str, typed: str = "") -> bool:
        """Press a key, digits before it; whether the hall acknowledged it."""
        frame = "choice" if key in CHOICES else "key"
        values: Contents = {"choice": key}
        if frame == "key":
            values = {"key": key, "typed": bytes(int(digit) for digit in typed)}
        raw = self.profile.encoded(frame, values, self.number)
        return await self.say(frame, values, lambda heard: heard.raw == raw)

    def takes(self, heard: Heard) -> None:
        """As `FramedUnit.takes`."""
        if heard.name == "digits":
            self.waiting = str(heard.values["waiting"]).strip()
            self.ticket = str(heard.values["ticket"]).strip()
        elif heard.name == "tone":
            self.beeps += 1
        self.changed.set()

    def forget(self) -> None:
        """Its digits are dark."""
        self.waiting = self.ticket = ""


class ModbusKeypad(ModbusUnit):
    """Behind Modbus: buttons that count, digits as numbers."""

    def __init__(self, device: str, profile: ModbusProfile, *, firmware: str | None = None) -> None:
        self.changed = asyncio.Event()
        super().__init__(device, profile, firmware=firmware)

    @property
    def waiting(self) -> str:
        """What the left digits show."""
        return self._digits("waiting")

    @property
    def ticket(self) -> str:
        """What the right digits show."""
        return self._digits("ticket")

    def press(self, key: str, target: int = 0) -> None:
        """Press a button; `target` is what the dial for transfers shows."""
        self.put("target", [target])
        self.put(key, [self.words(key)[0] % 65535 + 1])

    def taken_over(self, changed: set[Cell]) -> None:  # noqa: ARG002 - ModbusUnit
        """As `ModbusUnit.taken_over`."""
        self.changed.set()

    def _digits(self, name: str) -> str:
        number = self.words(name)[0]
        return "" if number == DARK else f"{number:03d}"


class MqttKeypad(SimulatedDevice):
    """With a screen, on the broker. A press carries the `seq` that is shown."""

    def __init__(self, account: Account, profile: MqttProfile, *, heartbeat_s: float = 10.0) -> None:
        super().__init__(account, profile, heartbeat_s=heartbeat_s)
        self.face: KeypadFace | None = None
        self.changed = asyncio.Event()
        self._acts |= {"show": self._show}

    async def press(self, key: str, to: str | None = None) -> Reply:
        """Press a key; the hall's answer. Raises TimeoutError."""
        args: dict[str, Any] = {"key": key}
        if self.face is not None:
            args["seq"] = self.face.seq
        if to is not None:
            args["to"] = to
        return await self.ask("key.pressed", args)

    def forget(self) -> None:
        """As after a power cut."""
        self.face = None

    async def _show(self, args: Mapping[str, Any]) -> Problem | None:
        try:
            self.face = msgspec.convert(args, KeypadFace)
        except msgspec.ValidationError as error:
            return Problem("ARGS_INVALID", str(error))
        self.changed.set()
        return None


# --- makers ---


def framed(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    """On a line of frames. Raises ValueError."""
    if not isinstance(profile, FramesProfile):
        raise ValueError(f"{profile.name} is not a profile of frames")  # noqa: TRY004 - the hall's file is wrong
    keypad = FramedKeypad(entry.id, profile, unit_of(entry.address))
    keypad.put_at(entry.address, around)
    return keypad


def modbus(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    """Behind Modbus. Raises ValueError."""
    if not isinstance(profile, ModbusProfile):
        raise ValueError(f"{profile.name} is not a profile of registers")  # noqa: TRY004 - same
    keypad = ModbusKeypad(entry.id, profile)
    around.place(entry.address, keypad)
    return keypad


def mqtt(
    account: Account, profile: MqttProfile, entry: DeviceEntry, _around: Surroundings
) -> SimulatedDevice:
    """On the broker."""
    return MqttKeypad(account, profile, heartbeat_s=entry.heartbeat_s)
