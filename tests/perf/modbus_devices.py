"""Simulated Modbus displays in a process of their own.

`modbus_devices.py tcp COUNT`: each on a TCP port of its own; prints the ports.
`modbus_devices.py line PATH COUNT ANSWER_S DEAD…`: all on one serial line, each answering after so long, the
dead ones never; prints the path.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import firmware_profiles
from hallctl.profiles import ModbusProfile, read_profile
from hallctl.simulation.faults import Fault, Trouble
from hallctl.simulation.modbus_display import SimulatedDisplay
from hallctl.simulation.modbus_units import ModbusLine
from hallctl.simulation.wire_ends import PtyEnd, TcpEnd


def profile() -> ModbusProfile:
    """The model that all of them are."""
    found = read_profile(firmware_profiles.folder() / "window_display" / "generic-modbus-text.toml")
    assert isinstance(found, ModbusProfile)
    return found


async def tcp(count: int) -> str:
    """So many ports with one display each."""
    model, ports = profile(), []
    for number in range(count):
        end = TcpEnd()
        ModbusLine(end, rtu=False).put(1, SimulatedDisplay(f"led-{number}", model))
        await end.start()
        ports.append(end.port)
    return " ".join(map(str, ports))


async def line(path: str, count: int, answer_s: float, dead: set[int]) -> str:
    """One line with so many displays."""
    model, end = profile(), PtyEnd(Path(path))
    shared = ModbusLine(end, rtu=True)
    for number in range(1, count + 1):
        display = SimulatedDisplay(f"led-{number}", model)
        mute = Trouble(Fault.MUTE)
        display.suffer(mute if number in dead else Trouble(Fault.SLOW, delay_s=answer_s))
        shared.put(number, display)
    await end.start()
    return path


async def main(kind: str, *given: str) -> None:
    if kind == "tcp":
        said = await tcp(int(given[0]))
    else:
        said = await line(given[0], int(given[1]), float(given[2]), set(map(int, given[3:])))
    sys.stdout.write(f"{said}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
