"""Modbus units on one wire: behind a gateway on TCP, on RS-485, or on RTU over TCP."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Final

from hallctl.profiles import ModbusProfile
from hallctl.profiles.values import BitsValue, FlagValue
from hallctl.simulation.faults import WELL, Fault, Trouble, come_through
from hallctl.simulation.modbus_server import (
    DEVICE_FAILURE,
    NOBODY_THERE,
    Cell,
    Framing,
    Request,
    RtuFraming,
    TcpFraming,
    answer,
    refusal,
)
from hallctl.simulation.wire_ends import Hears, Port, Say, WireEnd

PAUSE_S: Final = 0.05
"""A silence after which an incomplete request on a serial line is given up."""

BROADCAST: Final = 0


class ModbusUnit:
    """One unit: its cells as the profile lays them out, and its troubles. Base of the devices on Modbus."""

    def __init__(self, device: str, profile: ModbusProfile, *, firmware: str | None = None) -> None:
        self.device, self.profile = device, profile
        self.firmware = firmware or profile.firmware.example
        self.trouble = WELL
        self.requests = 0
        self.cells: dict[Cell, int] = {}
        self.line: ModbusLine | None = None
        self.forget()

    async def start(self) -> None:
        """Nothing to do: the wire's end is there."""

    async def stop(self) -> None:
        """Nothing to do: the wire's end goes."""

    @property
    def told_firmware(self) -> str:
        """What it says of its firmware."""
        return self.trouble.firmware if self.trouble.fault is Fault.WRONG_FIRMWARE else self.firmware

    @property
    def identity(self) -> dict[int, str]:
        """As `Cells.identity`: vendor, product and revision, where the profile says that it tells them."""
        tells = self.profile.identification
        if tells is None:
            return {}
        return {
            0: tells.vendor or self.profile.makers[0],
            1: tells.product or self.profile.model,
            2: self.told_firmware,
        }

    def suffer(self, trouble: Trouble) -> None:
        """As `Simulator.suffer`."""
        self.trouble = trouble
        if trouble.fault is Fault.REBOOT:
            self.forget()
            if self.line is not None:
                self.line.reboot(self)
        self._put_version()

    def forget(self) -> None:
        """Every cell is 0 again, as after a loss of power."""
        self.cells = {
            (value.table, address): 0
            for value in self.profile.values.values()
            for address in range(value.address, value.address + value.registers)
        }
        self._put_version()
        self.taken_over(set(self.cells))

    def written(self, new: dict[Cell, int]) -> None:
        """As `Cells.written`."""
        changed = {cell for cell, word in new.items() if self.cells[cell] != word}
        self.cells.update(new)
        self.taken_over(changed)

    def taken_over(self, changed: set[Cell]) -> None:
        """The hall wrote, or the power came back; `changed` are the cells with other contents."""

    def words(self, name: str) -> list[int]:
        """The words of a value of the profile."""
        value = self.profile.values[name]
        return [self.cells[value.table, value.address + i] for i in range(value.registers)]

    def put(self, name: str, words: Sequence[int]) -> None:
        """The device itself sets a value: a counter of presses, a status."""
        value = self.profile.values[name]
        self.cells |= {(value.table, value.address + i): word for i, word in enumerate(words)}

    def report(self, field_name: str, *, on: bool) -> None:
        """Set or clear a status bit, by the name of its field or flag."""
        for name, value in self.profile.values.items():
            if isinstance(value, FlagValue) and name == field_name:
                self.put(name, [int(on)])
            if isinstance(value, BitsValue) and field_name in value.fields:
                mask = value.fields[field_name].mask
                word = self.words(name)[0]
                self.put(name, [word | mask if on else word & ~mask])

    def _put_version(self) -> None:
        version = self.profile.version
        if version is not None:
            self.cells[version.table, version.address] = version.encode(self.told_firmware)[0]


class ModbusLine:
    """All units of one wire end. `rtu`: serial framing, silence for units that are not there."""

    def __init__(self, end: WireEnd, *, rtu: bool) -> None:
        self.end = end
        self.units: dict[int, ModbusUnit] = {}
        self._rtu = rtu
        self._port: Port = end.join(end.name, self._opened)
        self._chance = random.Random(end.name)

    def put(self, number: int, unit: ModbusUnit) -> None:
        """Put a unit on the wire. Raises ValueError where its number is taken."""
        if number in self.units:
            raise ValueError(f"{unit.device}: {self.end.name} has a unit {number} already")
        self.units[number] = unit
        unit.line = self

    def reboot(self, unit: ModbusUnit) -> None:
        """Let `unit` come back after a while; alone on its wire it takes the wire with it."""
        if len(self.units) == 1:
            self._port.suffer(unit.trouble)
        self.end.later(unit.trouble.delay_s, _back, unit, unit.trouble)

    def _opened(self, say: Say) -> Hears:
        framing: Framing = RtuFraming() if self._rtu else TcpFraming()
        heard_at = 0.0

        def hears(data: bytes) -> None:
            nonlocal heard_at
            now = asyncio.get_running_loop().time()
            if now - heard_at > PAUSE_S:
                framing.pause()
            heard_at = now
            for request in framing.feed(data):
                self._asked(request, framing, say)

        return hears

    def _asked(self, request: Request, framing: Framing, say: Say) -> None:
        unit = self.units.get(request.unit)
        if unit is not None:
            self._ask(unit, request, lambda pdu: self._send(unit, framing.frame(request, pdu), say))
        elif request.unit == BROADCAST and self._rtu:
            for each in self.units.values():
                self._ask(each, request, lambda _pdu: None)
        elif not self._rtu:
            say(framing.frame(request, refusal(request.pdu, NOBODY_THERE)))

    def _ask(self, unit: ModbusUnit, request: Request, reply: Callable[[bytes], None]) -> None:
        unit.requests += 1
        trouble = unit.trouble
        if trouble.silent or (trouble.fault is Fault.DROP and self._chance.random() < trouble.chance):
            return
        if trouble.slow_s:
            self.end.later(trouble.slow_s, lambda: reply(_answered(unit, request)))
        else:
            reply(_answered(unit, request))

    def _send(self, unit: ModbusUnit, frame: bytes, say: Say) -> None:
        for delay_s, piece in come_through(unit.trouble, frame, self._chance):
            if delay_s:
                self.end.later(delay_s, say, piece)
            else:
                say(piece)


def _answered(unit: ModbusUnit, request: Request) -> bytes:
    if unit.trouble.fault is Fault.REFUSE:
        return refusal(request.pdu, DEVICE_FAILURE)
    return answer(request.pdu, unit)


def _back(unit: ModbusUnit, trouble: Trouble) -> None:
    if unit.trouble is trouble:
        unit.suffer(WELL)
