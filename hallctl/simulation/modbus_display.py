"""Simulated Modbus displays (窗口显示屏): each can tell what a person in front of it would read.

New content is shown only when the commit register changes, if the profile has one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

from hallctl.profiles import ModbusProfile
from hallctl.profiles.values import BitsValue, NumberValue
from hallctl.raster.picture import Picture
from hallctl.simulation.modbus_server import Cell
from hallctl.simulation.modbus_units import ModbusLine, ModbusUnit
from hallctl.simulation.panel_pictures import lit
from hallctl.simulation.wire_ends import TcpEnd


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person in front of the display reads."""

    rows: tuple[str, ...] = ()
    words: dict[str, str | None] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    @property
    def colour(self) -> str | None:
        """The colour of the text."""
        return self.words.get("colour")

    @property
    def blinks(self) -> bool:
        """Whether the text blinks."""
        return self.words.get("blink") == "on"


class SimulatedDisplay(ModbusUnit):
    """One unit, and what it shows of its registers."""

    def __init__(self, device: str, profile: ModbusProfile, *, firmware: str | None = None) -> None:
        self.shown = Shown()
        self.changed = asyncio.Event()
        super().__init__(device, profile, firmware=firmware)

    @property
    def picture(self) -> Picture:
        """What is lit, drawn from the registers alone; what blinks is lit."""
        return lit(self.profile.panel, self.shown.rows, colour=self.shown.colour)

    async def until(self, seen: Callable[[Shown], bool], timeout_s: float = 60.0) -> Shown:
        """Return what is shown as soon as `seen` says yes to it. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while not seen(self.shown):
                self.changed.clear()
                await self.changed.wait()
        return self.shown

    def taken_over(self, changed: set[Cell]) -> None:
        """As `ModbusUnit.taken_over`: look at the registers, unless they have not been committed."""
        commit = self.profile.commit
        if commit is not None and ("holding", self.profile.values[commit].address) not in changed:
            return
        words: dict[str, str | None] = {}
        numbers: dict[str, int] = {}
        for name, value in self.profile.values.items():
            if isinstance(value, BitsValue) and value.writable:
                words |= value.decode(self.words(name))
            elif isinstance(value, NumberValue) and value.writable:
                numbers[name] = self.words(name)[0]
        self.shown = Shown(self.profile.text.decode(self.words("text")), words, numbers)
        self.changed.set()


class ModbusDisplays:
    """Displays behind one Modbus TCP port, for tests. `async with` starts and stops it."""

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self._end = TcpEnd(host, port)
        self._line = ModbusLine(self._end, rtu=False)
        self.units: dict[int, SimulatedDisplay] = {}

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._end.port

    def add(self, unit: int, profile: ModbusProfile, *, firmware: str | None = None) -> SimulatedDisplay:
        """Put a display on the line."""
        display = self.units[unit] = SimulatedDisplay(f"unit {unit}", profile, firmware=firmware)
        self._line.put(unit, display)
        return display

    async def start(self) -> None:
        """Listen. Port 0 becomes the port that was free. Raises OSError when the port is taken."""
        await self._end.start()

    async def stop(self) -> None:
        """Close the port and every connection. The displays keep what they hold."""
        await self._end.stop()

    def drop_connections(self) -> None:
        """Cut every connection; the port goes on listening."""
        self._end.cut()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
