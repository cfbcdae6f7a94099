"""`hallctl simulate devices`: every device of a configuration is there on its wire, until it is stopped."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from mqtt_brokers import Peer, token
from mqtt_hall import hall_on, setup
from pymodbus.client import AsyncModbusTcpClient

import firmware_profiles
from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import ProfileLibrary
from hallctl.simulation import devices
from hallctl.simulation.access import Access

pytestmark = pytest.mark.needs("mosquitto")

PROFILES = ProfileLibrary.load([firmware_profiles.folder()])


def access(broker: Peer) -> Access:
    tokens = {name: token(name) for name in ("kiosk-1", "pad-3")}
    return Access("http://127.0.0.1:1/", f"mqtt://127.0.0.1:{broker.port}", [], "", tokens)


async def test_every_device_that_can_be_simulated_is_there(
    mqtt_broker: Peer, tmp_path: Path, free_port: int
) -> None:
    entries = {
        f"led-{unit}": DeviceEntry(
            f"led-{unit}",
            "window_display",
            "generic-modbus-text",
            f"tcp://127.0.0.1:{free_port}/unit/{unit}",
            window="3",
        )
        for unit in (3, 4)
    }
    plan = setup()
    entries |= {name: plan.devices[name] for name in ("kiosk-1", "pad-3")}
    entries["camera-1"] = DeviceEntry("camera-1", "camera", "acme-cam", "http://127.0.0.1/")
    async with hall_on(mqtt_broker, tmp_path) as bridge:
        running = asyncio.create_task(
            devices.run(devices.simulated(replace(plan, devices=entries), PROFILES, access(mqtt_broker)))
        )
        try:
            async with asyncio.timeout(10):
                while not (bridge.watch.online()["kiosk-1"] and bridge.watch.online()["pad-3"]):  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            client = AsyncModbusTcpClient(
                "127.0.0.1", port=free_port, timeout=1, retries=0, reconnect_delay=0
            )
            assert await client.connect()
            for unit in (3, 4):
                answer = await client.read_holding_registers(0, count=24, device_id=unit)
                assert not answer.isError()
            client.close()
        finally:
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running
        async with asyncio.timeout(10):
            while bridge.watch.online()["kiosk-1"] or bridge.watch.online()["pad-3"]:  # noqa: ASYNC110
                await asyncio.sleep(0.02)


async def test_a_port_that_is_taken_is_said(mqtt_broker: Peer) -> None:
    taken = await asyncio.start_server(lambda _r, writer: writer.close(), "127.0.0.1", 0)
    port = taken.sockets[0].getsockname()[1]
    entry = DeviceEntry(
        "led-3", "window_display", "generic-modbus-text", f"tcp://127.0.0.1:{port}/unit/3", window="3"
    )
    with pytest.raises(OSError, match=str(port)):
        await devices.run(
            devices.simulated(replace(setup(), devices={"led-3": entry}), PROFILES, access(mqtt_broker))
        )
    taken.close()
    await taken.wait_closed()
