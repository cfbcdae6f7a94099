"""Two hundred Modbus TCP displays, each looked at twice a second by its driver, and commands between.

Beside it, on the same displays, what the wire alone costs: as many requests at the same pace, each a fixed
row of bytes to which as many bytes come back.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from figures import MS, Figure, p50, p99
from modbus_devices import profile
from yardstick import running

from displays.modbus_text import ModbusTextDisplay
from hallctl.contracts.devices import Colour, DeviceNews, DisplayState, Frame, LinkState, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.modbus import ModbusLines

DEVICES: Final = 200
POLLS_A_S: Final = 2
COMMANDS_A_S: Final = 40
TURNS: Final = 3
SPELL_S: Final = 5.0
UP_WITHIN_S: Final = 40.0
P99_MS: Final = 25.0
CORE: Final = 0.3
REQUEST: Final = bytes.fromhex("000100000006010400640002")
"""Input registers 100 and 101 of unit 1."""

ANSWER_BYTES: Final = 13


@dataclass
class Spell:
    """Commands or requests in seconds, what was not done, and how much of a core it took."""

    latencies: list[float] = field(default_factory=list)
    failures: int = 0
    core: float = 0.0


class Drivers:
    """The drivers of all displays, as the daemon runs them."""

    def __init__(self, addresses: list[str], each_s: float) -> None:
        model = profile()
        looks = {name: poll.model_copy(update={"interval_s": each_s}) for name, poll in model.poll.items()}
        self._model = model.model_copy(update={"poll": looks})
        self.lines = ModbusLines()
        self.states: dict[str, LinkState] = {}
        self.displays = [self._driver(f"led-{n}", address) for n, address in enumerate(addresses, start=1)]

    @property
    def exchanges(self) -> int:
        """Requests on all lines since the beginning."""
        return sum(link.exchanges for link in self.lines.links)

    def _driver(self, device: str, address: str) -> ModbusTextDisplay:
        entry = DeviceEntry(device, "window_display", self._model.name, address, heartbeat_s=10)
        unit = self.lines.unit(address, timeout_s=self._model.wire.timeout_s, serial=self._model.wire.serial)
        return ModbusTextDisplay(entry, self._model, unit, self._hears)

    def _hears(self, news: DeviceNews) -> None:
        self.states[news.device] = news.state

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """All of them run, and all displays that live are online."""
        runs = [self.lines.run(), *(display.run() for display in self.displays)]
        tasks = [asyncio.create_task(run) for run in runs]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
            self.states.clear()
        died = [end for end in ends if not isinstance(end, asyncio.CancelledError)]
        assert not died, f"what is measured had died: {died}"

    async def online(self, count: int) -> None:
        """Return when so many displays are online."""
        async with asyncio.timeout(UP_WITHIN_S):
            while sum(state is LinkState.ONLINE for state in self.states.values()) < count:  # noqa: ASYNC110 - it only counts
                await asyncio.sleep(0.05)


async def command(display: ModbusTextDisplay, spell: Spell, number: int) -> None:
    """One call shown, timed."""
    text = f"A{number % 1000:03d}"
    frame = Frame(
        state=DisplayState.CALLING, number=text, lines=(f"请{text}号", "3号窗口", ""), colour=Colour.RED
    )
    began = time.perf_counter()
    outcome = await display.show(frame)
    spell.latencies.append(time.perf_counter() - began)
    spell.failures += outcome is not Outcome.DONE


async def commands(displays: list[ModbusTextDisplay], seconds: float, pace: int, seed: int) -> Spell:
    """Commands to displays at random, so many a second."""
    spell, chance = Spell(), random.Random(seed)
    wall, cpu = time.perf_counter(), time.process_time()
    async with asyncio.TaskGroup() as tasks:
        for number in range(int(seconds * pace)):
            tasks.create_task(command(chance.choice(displays), spell, number))
            await asyncio.sleep(max(0.0, wall + (number + 1) / pace - time.perf_counter()))
    spell.core = (time.process_time() - cpu) / (time.perf_counter() - wall)
    return spell


async def bare(ports: list[int], seconds: float, each_s: float) -> Spell:
    """Requests on bare connections: at the pace at which the drivers' requests come."""
    spell = Spell()
    async with asyncio.TaskGroup() as tasks:
        for place, port in enumerate(ports):
            tasks.create_task(_bare_device(port, spell, seconds, each_s, place / len(ports) * each_s))
        await asyncio.sleep(1.0)
        wall, cpu = time.perf_counter(), time.process_time()
        await asyncio.sleep(seconds - 2.0)
        spell.core = (time.process_time() - cpu) / (time.perf_counter() - wall)
    return spell


async def _bare_device(port: int, spell: Spell, seconds: float, each_s: float, first_s: float) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = time.perf_counter()
    at = began + first_s
    while at < began + seconds:
        await asyncio.sleep(max(0.0, at - time.perf_counter()))
        sent = time.perf_counter()
        writer.write(REQUEST)
        await reader.readexactly(ANSWER_BYTES)
        spell.latencies.append(time.perf_counter() - sent)
        at += each_s
    writer.close()
    await writer.wait_closed()


async def modbus(_place: Path, seconds: float = SPELL_S) -> list[Figure]:
    """Commands among polls, and what it all costs; in turns with the bare wire."""
    spells, alone, pace = [], [], 0.0
    with running("modbus_devices.py", "tcp", str(DEVICES)) as line:
        ports = [int(port) for port in line.split()]
        drivers = Drivers([f"tcp://127.0.0.1:{port}/unit/1" for port in ports], 1 / POLLS_A_S)
        for turn in range(TURNS):
            async with drivers.running():
                await drivers.online(DEVICES)
                await commands(drivers.displays, 1.0, COMMANDS_A_S, seed=turn)
                before = drivers.exchanges
                spells.append(await commands(drivers.displays, seconds, COMMANDS_A_S, seed=10 + turn))
                pace = (drivers.exchanges - before) / seconds
            alone.append(await bare(ports, seconds, len(ports) / pace))
    return _figures(spells, alone, pace)


def _figures(spells: list[Spell], alone: list[Spell], pace: float) -> list[Figure]:
    """The middle turn of each counts: the machine may be busy with other things."""
    late = p50([p99(spell.latencies) for spell in spells]) * MS
    middle = p50([p50(spell.latencies) for spell in spells]) * MS
    least = p50([p50(spell.latencies) for spell in alone]) * MS
    core, core_alone = p50([spell.core for spell in spells]), p50([spell.core for spell in alone])
    failures = sum(spell.failures for spell in spells)
    return [
        Figure(
            name="modbus_200_command",
            value=middle,
            unit="ms",
            p50=middle,
            p99=late,
            bare=least,
            ratio=middle / least,
            target=f"p99 < {P99_MS:.0f} ms",
            ok=late < P99_MS and not failures,
            note=(
                f"calls shown (four exchanges each), {COMMANDS_A_S} a second, on {DEVICES} displays that are "
                f"looked at {POLLS_A_S} times a second, {pace:.0f} exchanges a second in all; {failures} "
                f"failed; bare: one exchange; of {TURNS} turns the middle one"
            ),
        ),
        Figure(
            name="modbus_200_core",
            value=core,
            unit="of a core",
            bare=core_alone,
            ratio=core / core_alone,
            target=f"< {CORE}",
            ok=core < CORE,
            note="all drivers and links; bare: as many exchanges of fixed bytes on as many connections",
        ),
    ]


if __name__ == "__main__":
    from figures import table

    print(table(asyncio.run(modbus(Path()))))
