"""Units that say who they are (function 43/14): others' servers, our own, and what drivers tell of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest
from at_work import stopped
from ears import an_ear
from node_peers import node
from polling import until
from pymodbus import ModbusDeviceIdentification
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice

import devices
import displays
import firmware_profiles
from hallctl.conformance.bench import every_wire
from hallctl.contracts.devices import DeviceNews, LinkState, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.modbus import Identity, ModbusLines, ModbusUnit
from hallctl.profiles import ModbusProfile, ProfileLibrary
from hallctl.profiles.schema.modbus import Identification
from hallctl.registry.identifying import FOREIGN_MODEL
from hallctl.registry.making import make
from hallctl.simulation.faults import Fault, Trouble
from hallctl.simulation.modbus_units import ModbusLine
from hallctl.simulation.modbus_units import ModbusUnit as SimulatedUnit
from hallctl.simulation.wire_ends import PtyEnd, TcpEnd, WireEnd

PROFILES = ProfileLibrary.load([firmware_profiles.folder()])
DRIVERS = {**devices.DRIVERS, **displays.DRIVERS}


def that_tells(kind: str, name: str, **who: str) -> ModbusProfile:
    """A shipped profile, had its device no register for the firmware but function 43."""
    profile = cast("ModbusProfile", PROFILES.get(name, kind))
    return profile.model_copy(update={"identification": Identification(**who)})


@asynccontextmanager
async def unit_at(address: str) -> AsyncIterator[ModbusUnit]:
    lines = ModbusLines()
    unit = lines.unit(address, timeout_s=5.0)
    task = asyncio.create_task(lines.run())
    try:
        await unit.link.wait_standing()
        yield unit
    finally:
        await stopped(task)


async def test_a_server_of_pymodbus_is_asked_who_it_is(free_port: int) -> None:
    who = ModbusDeviceIdentification(  # type: ignore[no-untyped-call]
        info_name={"VendorName": "Acme", "ProductCode": "L3", "MajorMinorRevision": "2.7"}
    )
    device = SimDevice(3, simdata=[SimData(0, values=0, datatype=DataType.REGISTERS)])
    server = ModbusTcpServer([device], identity=who, address=("127.0.0.1", free_port))
    await server.serve_forever(background=True)
    try:
        async with unit_at(f"tcp://127.0.0.1:{free_port}/unit/3") as unit:
            assert await unit.who(10.0) == (Outcome.DONE, Identity("Acme", "L3", "2.7"))
    finally:
        await server.shutdown()  # type: ignore[no-untyped-call]


@pytest.mark.needs("node")
async def test_a_device_on_node_says_who_it_is() -> None:
    with node("modbus_device.js") as ports:
        async with unit_at(f"tcp://127.0.0.1:{ports['tcp']}/unit/3") as unit:
            assert await unit.who(10.0) == (Outcome.DONE, Identity("Acme", "L3", "V2.7"))


@asynccontextmanager
async def simulated(profile: ModbusProfile, end: WireEnd) -> AsyncIterator[SimulatedUnit]:
    unit = SimulatedUnit("one", profile, firmware="2.7")
    ModbusLine(end, rtu=isinstance(end, PtyEnd)).put(3, unit)
    await end.start()
    try:
        yield unit
    finally:
        await end.stop()


async def test_our_own_says_it_on_a_serial_line_and_refuses_where_its_profile_does_not(
    tmp_path: Path,
) -> None:
    place = f"serial://{tmp_path / 'tty'}/unit/3"
    async with (
        simulated(
            that_tells("relay", "generic-modbus-8x8", vendor="Acme"), PtyEnd(tmp_path / "tty")
        ) as device,
        unit_at(place) as unit,
    ):
        assert await unit.who(10.0) == (Outcome.DONE, Identity("Acme", device.profile.model, "2.7"))
    plain = cast("ModbusProfile", PROFILES.get("generic-modbus-8x8", "relay"))
    async with simulated(plain, PtyEnd(tmp_path / "tty")), unit_at(place) as unit:
        assert await unit.who(10.0) == (Outcome.REFUSED, Identity())


@pytest.mark.parametrize(
    ("kind", "name"), [("relay", "generic-modbus-8x8"), ("window_display", "generic-modbus-text")]
)
async def test_its_firmware_is_told_and_another_model_in_its_place_is_noticed(kind: str, name: str) -> None:
    profile = that_tells(kind, name, vendor="Acme", product="L3")
    end = TcpEnd()
    news: list[DeviceNews] = []
    wires = every_wire()
    async with simulated(profile, end) as device:
        entry = DeviceEntry(
            "one", kind, name, f"tcp://127.0.0.1:{end.port}/unit/3", window="1", heartbeat_s=0.1
        )
        driver = make(DRIVERS, entry, profile, wires, an_ear(news.append))
        tasks = [asyncio.create_task(wires.run()), asyncio.create_task(driver.run())]
        try:
            await until(lambda: bool(news) and news[-1].firmware == "2.7")
            assert news[-1].state is LinkState.ONLINE
            device.profile = that_tells(kind, name, vendor="Other", product="X9")
            device.suffer(Trouble(Fault.REBOOT, delay_s=0.2))
            await until(lambda: FOREIGN_MODEL in news[-1].faults)
        finally:
            await stopped(*tasks)
