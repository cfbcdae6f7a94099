"""Sixty-four displays on one RS-485 line at 9,600 baud, five of them dead: how long a command takes.

The line is a pseudo-terminal, which knows no speed, so each display answers only after the time that question
and answer would have been on the wires.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Final

from figures import MS, Figure, p50, p99
from modbus import Drivers, Spell, command, commands
from yardstick import running

UNITS: Final = 64
DEAD: Final = (7, 19, 32, 45, 58)
ON_THE_WIRES_S: Final = 0.03
"""30 bytes at 9,600 baud: the four exchanges of a call have 18 to 64 bytes each, 120 together."""

POLL_S: Final = 10.0
COMMANDS_A_S: Final = 2
SPELL_S: Final = 20.0
FEW_S: Final = 5.0
SLOWEST_S: Final = 0.5


async def rs485(place: Path, seconds: float = SPELL_S) -> list[Figure]:
    """Commands to living displays, first on an idle line without dead ones, then on the busy one."""
    alone = await _spell(place, (1, 2), (), FEW_S)
    busy = await _spell(place, tuple(range(1, UNITS + 1)), DEAD, seconds)
    slowest = max(busy.latencies)
    return [
        Figure(
            name="rs485_64_command",
            value=p50(busy.latencies) * MS,
            unit="ms",
            p50=p50(busy.latencies) * MS,
            p99=p99(busy.latencies) * MS,
            bare=p50(alone.latencies) * MS,
            ratio=p50(busy.latencies) / p50(alone.latencies),
            target=f"all < {SLOWEST_S * MS:.0f} ms",
            ok=slowest < SLOWEST_S and not busy.failures,
            note=(
                f"{len(busy.latencies)} calls to living displays, the slowest {slowest * MS:.0f} ms, "
                f"{busy.failures} failed, on a line of {UNITS} of which {len(DEAD)} are dead, each looked at "
                f"every {POLL_S:.0f} s; bare: the same calls on a line with two"
            ),
        )
    ]


async def _spell(place: Path, units: tuple[int, ...], dead: tuple[int, ...], seconds: float) -> Spell:
    path = place / f"tty-{len(units)}"
    given = [str(path), str(len(units)), str(ON_THE_WIRES_S), *map(str, dead)]
    with running("modbus_devices.py", "line", *given):
        drivers = Drivers([f"serial://{path}/unit/{unit}" for unit in units], POLL_S)
        async with drivers.running():
            await drivers.online(len(units) - len(dead))
            living = [
                display for unit, display in zip(units, drivers.displays, strict=True) if unit not in dead
            ]
            for number, display in enumerate(living):
                await command(display, Spell(), number)
            return await commands(living, seconds, COMMANDS_A_S, seed=len(units))


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    from figures import table

    with TemporaryDirectory() as folder:
        print(table(asyncio.run(rs485(Path(folder)))))
