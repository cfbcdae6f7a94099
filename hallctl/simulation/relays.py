"""Simulated relay modules (继电器模块): somebody opens doors and presses buttons."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import Final, NamedTuple

from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import ModbusProfile, Profile
from hallctl.simulation.modbus_server import Cell
from hallctl.simulation.modbus_units import ModbusUnit
from hallctl.simulation.simulator import Simulator, Surroundings

MOST_SWITCHED: Final = 1_000


class Switched(NamedTuple):
    """An output changed. `at`: seconds of the monotonic clock."""

    at: float
    name: str
    on: bool


class SimulatedRelay(ModbusUnit):
    """Coils and inputs as its profile lays them out. `switched`: the latest changes of outputs."""

    def __init__(self, device: str, profile: ModbusProfile, *, firmware: str | None = None) -> None:
        self.changed = asyncio.Event()
        self.switched: deque[Switched] = deque(maxlen=MOST_SWITCHED)
        super().__init__(device, profile, firmware=firmware)

    def is_on(self, name: str) -> bool:
        """Whether an output, or an input, is on."""
        return self.words(name) == [1]

    def let(self, name: str, *, on: bool) -> None:
        """Open a door, close a contact, press a button."""
        self.report(name, on=on)

    def taken_over(self, changed: set[Cell]) -> None:
        """As `ModbusUnit.taken_over`."""
        now = time.monotonic()
        for name, value in self.profile.values.items():
            if value.writable and (value.table, value.address) in changed:
                self.switched.append(Switched(now, name, self.is_on(name)))
        self.changed.set()


def modbus(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    """Behind Modbus. Raises ValueError."""
    if not isinstance(profile, ModbusProfile):
        raise ValueError(f"{profile.name} is not a profile of registers")  # noqa: TRY004 - the hall's file is wrong
    module = SimulatedRelay(entry.id, profile)
    around.place(entry.address, module)
    return module
