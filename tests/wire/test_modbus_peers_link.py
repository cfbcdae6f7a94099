"""Modbus with devices and masters by somebody else: a server on Node, libmodbus, serial lines of socat."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from at_work import stopped
from debian_programs import path_of
from node_peers import node
from polling import PATIENCE_S, until

from hallctl.contracts.devices import LinkState, Outcome
from hallctl.links.address import SerialLine
from hallctl.links.link import Backoff
from hallctl.links.modbus import ModbusLines, ModbusUnit
from hallctl.profiles.image import Block

QUICK = Backoff(first_s=0.05, longest_s=0.1)
SERIAL = SerialLine(baud=115200)


@pytest.fixture
def device() -> Iterator[dict[str, int]]:
    with node("modbus_device.js") as ports:
        yield ports


@contextmanager
def socat(*ends: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([path_of("socat"), *ends]) as process:
        try:
            yield process
        finally:
            process.terminate()


@asynccontextmanager
async def unit_at(address: str) -> AsyncIterator[ModbusUnit]:
    lines = ModbusLines(backoff=QUICK)
    unit = lines.unit(address, serial=SERIAL, timeout_s=1.0)
    task = asyncio.create_task(lines.run())
    try:
        await unit.link.wait_standing()
        yield unit
    finally:
        await stopped(task)


async def every_kind_of_exchange(unit: ModbusUnit) -> None:
    text = tuple("请A012号".encode("gb18030"))
    assert (await unit.write([(0, text), (20, (1,))], 5.0)).outcome is Outcome.DONE
    assert (await unit.read(Block("holding", 0, len(text)), 5.0)).words == text
    assert (await unit.read(Block("input", 7, 1), 5.0)).words == (0x1234,)
    assert (await unit.write([(3, (1,)), (8, (1, 0, 1))], 5.0, table="coil")).outcome is Outcome.DONE
    coils = await unit.read(Block("coil", 0, 12), 5.0)
    assert coils.words == (0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0)
    assert (await unit.read(Block("discrete", 2, 3), 5.0)).words == (0, 1, 0)
    assert (unit.state, unit.link.timeouts) == (LinkState.ONLINE, 0)


@pytest.mark.needs("node")
async def test_a_device_by_somebody_else_over_tcp(device: dict[str, int]) -> None:
    async with unit_at(f"tcp://127.0.0.1:{device['tcp']}/unit/3") as unit:
        await every_kind_of_exchange(unit)


@pytest.mark.needs("node")
async def test_a_device_by_somebody_else_behind_an_rtu_gateway(device: dict[str, int]) -> None:
    async with unit_at(f"rtu+tcp://127.0.0.1:{device['rtu']}/unit/3") as unit:
        await every_kind_of_exchange(unit)


@pytest.mark.needs("node", "socat")
async def test_a_device_by_somebody_else_on_a_serial_line(device: dict[str, int], tmp_path: Path) -> None:
    line = tmp_path / "tty-1"
    with socat(f"PTY,link={line},raw,echo=0", f"TCP:127.0.0.1:{device['rtu']}"):
        await until(line.exists)
        async with unit_at(f"serial://{line}/unit/9?baud=19200") as unit:
            await every_kind_of_exchange(unit)


@pytest.mark.needs("node", "mbpoll")
async def test_libmodbus_reads_what_the_hall_wrote(device: dict[str, int]) -> None:
    async with unit_at(f"tcp://127.0.0.1:{device['tcp']}/unit/3") as unit:
        await unit.write([(5, (0x4142, 999))], 5.0)
    command = [path_of("mbpoll"), "-m", "tcp", "-p", str(device["tcp"]), "-a", "3", "-t", "4:hex"]
    command += ["-0", "-r", "5", "-c", "2", "-1", "-q", "127.0.0.1"]
    found = await asyncio.to_thread(
        subprocess.run, command, check=True, capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert [line.split("\t")[1].strip() for line in found.stdout.splitlines() if line.startswith("[")] == [
        "0x4142",
        "0x03E7",
    ]


@pytest.mark.needs("node", "socat")
async def test_a_serial_line_that_is_pulled_out_comes_back(device: dict[str, int], tmp_path: Path) -> None:
    line = tmp_path / "tty-1"
    ends = (f"PTY,link={line},raw,echo=0", f"TCP:127.0.0.1:{device['rtu']}")
    states: list[LinkState] = []
    with socat(*ends) as first:
        await until(line.exists)
        async with unit_at(f"serial://{line}/unit/9") as unit:
            unit.watch(states.append)
            assert (await unit.read(Block("input", 7, 1), 5.0)).outcome is Outcome.DONE
            first.terminate()
            await until(lambda: states[-1] is LinkState.OFFLINE)
            with socat(*ends):
                await unit.link.wait_standing()
                assert (await unit.read(Block("input", 7, 1), 5.0)).words == (0x1234,)
                assert states[-1] is LinkState.ONLINE
