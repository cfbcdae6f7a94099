"""Simulated Modbus units against clients that are not ours: pymodbus, and mbpoll on a serial line."""

import asyncio
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from debian_programs import path_of
from polling import PATIENCE_S
from pymodbus import FramerType, ModbusException
from pymodbus.client import AsyncModbusSerialClient, AsyncModbusTcpClient

import firmware_profiles
from hallctl.profiles import ModbusProfile, read_profile
from hallctl.simulation.faults import WELL, Fault, Trouble
from hallctl.simulation.modbus_display import SimulatedDisplay
from hallctl.simulation.modbus_units import ModbusLine
from hallctl.simulation.wire_ends import PtyEnd, TcpEnd, WireEnd

Client = AsyncModbusTcpClient | AsyncModbusSerialClient


def a_profile() -> ModbusProfile:
    found = read_profile(firmware_profiles.folder() / "window_display" / "generic-modbus-text.toml")
    assert isinstance(found, ModbusProfile)
    return found


PROFILE = a_profile()


class Line:
    """Units 1 and 2 and a client."""

    def __init__(self, end: WireEnd, *, rtu: bool) -> None:
        self.end = end
        line = ModbusLine(end, rtu=rtu)
        self.units = {number: SimulatedDisplay(f"led-{number}", PROFILE) for number in (1, 2)}
        for number, unit in self.units.items():
            line.put(number, unit)

    def client(self) -> Client:
        if isinstance(self.end, TcpEnd):
            framer = FramerType.RTU if "rtu" in self.end.name else FramerType.SOCKET
            return AsyncModbusTcpClient(
                self.end.host, port=self.end.port, framer=framer, timeout=1.5, retries=0, reconnect_delay=0
            )
        assert isinstance(self.end, PtyEnd)
        return AsyncModbusSerialClient(str(self.end.path), baudrate=9600, timeout=1.5, retries=0)


@asynccontextmanager
async def line_of(kind: str, folder: Path) -> AsyncIterator[tuple[Line, Client]]:
    end = PtyEnd(folder / "ttyS1") if kind == "serial" else TcpEnd()
    line = Line(end, rtu=kind != "tcp")
    await end.start()
    if kind == "rtu+tcp":
        end.name += " rtu"
    client = line.client()
    assert await client.connect()
    try:
        yield line, client
    finally:
        client.close()
        await end.stop()


@pytest.mark.parametrize("kind", ["tcp", "rtu+tcp", "serial"])
async def test_a_foreign_client_reads_and_writes_on_every_wire(kind: str, tmp_path: Path) -> None:
    async with line_of(kind, tmp_path) as (line, client):
        await client.write_registers(0, [0x4130, 0x3132], device_id=2)
        await client.write_register(34, 1, device_id=2)
        assert (await client.read_holding_registers(0, count=2, device_id=2)).registers == [0x4130, 0x3132]
        assert (await client.read_input_registers(101, device_id=1)).registers == [0x0100]
        assert (await client.read_holding_registers(5000, device_id=1)).isError()
        assert line.units[2].shown.rows[0] == "A012"
        assert line.units[1].shown.rows[0] == ""


@pytest.mark.parametrize("kind", ["tcp", "rtu+tcp", "serial"])
@pytest.mark.parametrize("fault", [Fault.MUTE, Fault.DROP, Fault.HALF_OPEN, Fault.GARBLE])
async def test_a_unit_in_trouble_does_not_answer_and_its_neighbour_does(
    kind: str, fault: Fault, tmp_path: Path
) -> None:
    async with line_of(kind, tmp_path) as (line, client):
        line.units[1].suffer(Trouble(fault))
        if kind != "tcp" or fault is not Fault.GARBLE:  # TCP has its own checksum, this framing has none
            with pytest.raises(ModbusException):
                await client.read_holding_registers(0, device_id=1)
        await client.connect()
        assert not (await client.read_holding_registers(0, device_id=2)).isError()
        line.units[1].suffer(WELL)
        assert not (await client.read_holding_registers(0, device_id=1)).isError()


async def test_slow_refusing_and_wrong_units_answer_so(tmp_path: Path) -> None:
    async with line_of("tcp", tmp_path) as (line, client):
        unit = line.units[1]
        unit.suffer(Trouble(Fault.SLOW, delay_s=0.1))
        began = asyncio.get_running_loop().time()
        await client.read_holding_registers(0, device_id=1)
        assert asyncio.get_running_loop().time() - began >= 0.1
        unit.suffer(Trouble(Fault.REFUSE))
        assert (await client.read_holding_registers(0, device_id=1)).exception_code == 4
        unit.suffer(Trouble(Fault.WRONG_FIRMWARE, firmware="0.7"))
        assert (await client.read_input_registers(101, device_id=1)).registers == [0x0007]
        unit.suffer(WELL)
        assert (await client.read_input_registers(101, device_id=1)).registers == [0x0100]
        assert (await client.read_holding_registers(0, device_id=9)).exception_code == 11


async def test_a_unit_that_reboots_forgets_and_comes_back_beside_a_neighbour_that_stays(
    tmp_path: Path,
) -> None:
    async with line_of("serial", tmp_path) as (line, client):
        for unit in (1, 2):
            await client.write_register(0, 7, device_id=unit)
        line.units[1].suffer(Trouble(Fault.REBOOT, delay_s=0.1))
        with pytest.raises(ModbusException):
            await client.read_holding_registers(0, device_id=1)
        await client.connect()
        async with asyncio.timeout(PATIENCE_S):
            while line.units[1].trouble is not WELL:  # noqa: ASYNC110 - nothing announces it
                await asyncio.sleep(0.02)
        assert (await client.read_holding_registers(0, device_id=1)).registers == [0]
        assert (await client.read_holding_registers(0, device_id=2)).registers == [7]


async def test_a_number_is_given_once() -> None:
    line = Line(TcpEnd(), rtu=False)
    unit = line.units[1]
    assert unit.line is not None
    with pytest.raises(ValueError, match="unit 2 already"):
        unit.line.put(2, unit)


@pytest.mark.needs("mbpoll")
async def test_mbpoll_speaks_with_a_unit_on_a_serial_line(tmp_path: Path) -> None:
    end = PtyEnd(tmp_path / "ttyS1")
    line = Line(end, rtu=True)
    await end.start()
    command = [
        path_of("mbpoll"), "-m", "rtu", "-b", "9600", "-P", "none", "-a", "2", "-t", "4:hex", "-0",
        "-r", "33", "-1", "-q", str(end.path), "6",
    ]  # fmt: skip
    try:
        done = await asyncio.to_thread(
            subprocess.run, command, capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    finally:
        await end.stop()
    assert done.returncode == 0, done.stderr
    assert line.units[2].cells["holding", 33] == 6
