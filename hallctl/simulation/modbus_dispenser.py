"""Simulated dispensers behind Modbus (取号机): buttons, and maybe a printer of their own."""

from __future__ import annotations

import asyncio
from typing import Final, NamedTuple

from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import ModbusProfile, Profile
from hallctl.profiles.values import CounterValue, TextValue
from hallctl.simulation.faults import Fault, Trouble
from hallctl.simulation.modbus_server import Cell
from hallctl.simulation.modbus_units import ModbusUnit
from hallctl.simulation.simulator import Simulator, Surroundings

PRINTED: Final = 2
FAILED: Final = 3
HELD_S: Final = 0.3
"""How long a finger is on a button."""


class Slip(NamedTuple):
    """What a slip of paper says."""

    number: str
    ahead: int
    wait_min: int


class ModbusDispenser(ModbusUnit):
    """Counts or shows its buttons; prints when its job register moves, as long as there is paper."""

    def __init__(self, device: str, profile: ModbusProfile, *, firmware: str | None = None) -> None:
        self.slips: list[Slip] = []
        self.changed = asyncio.Event()
        super().__init__(device, profile, firmware=firmware)

    def press(self, button: int) -> None:
        """A short press. An input that is on only while it is pressed goes off by itself."""
        name = f"button_{button}"
        if isinstance(self.profile.values[name], CounterValue):
            self.put(name, [(self.words(name)[0] + 1) % 65536])
            return
        self.put(name, [1])
        asyncio.get_running_loop().call_later(HELD_S, self.put, name, [0])

    def is_released(self, button: int) -> bool:
        """Whether nobody holds the button."""
        name = f"button_{button}"
        return isinstance(self.profile.values[name], CounterValue) or not self.words(name)[0]

    def suffer(self, trouble: Trouble) -> None:
        """As `Simulator.suffer`: without paper a contact says so."""
        super().suffer(trouble)
        if "paper_out" in self.profile.values:
            self.report("paper_out", on=trouble.fault is Fault.PAPER_OUT)

    def taken_over(self, changed: set[Cell]) -> None:
        """As `ModbusUnit.taken_over`."""
        commit = self.profile.commit
        if commit is None or not self.words(commit)[0]:
            return
        if ("holding", self.profile.values[commit].address) in changed:
            self._print()

    def _print(self) -> None:
        if any(self.words(name)[0] for name in ("paper_out", "cover_open", "cutter_fault")):
            self.put("status", [FAILED])
            return
        text = self.profile.values["number"]
        number = text.decode(self.words("number"))[0] if isinstance(text, TextValue) else ""
        self.slips.append(Slip(number, self.words("ahead")[0], self.words("wait_min")[0]))
        self.put("status", [PRINTED])
        self.changed.set()


def simulated(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    """One at its address. Raises ValueError when profile or address are not for it."""
    if not isinstance(profile, ModbusProfile):
        raise ValueError(f"{profile.name} is not a profile of registers")  # noqa: TRY004
    unit = ModbusDispenser(entry.id, profile)
    around.place(entry.address, unit)
    return unit
