"""`hallctl simulate devices`: every device of a configuration is there on its wire, until it is stopped."""

import asyncio
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from mqtt_brokers import Peer, token
from mqtt_hall import hall_on, setup
from polling import PATIENCE_S
from pymodbus.client import AsyncModbusTcpClient

import firmware_profiles
from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import ProfileLibrary
from hallctl.simulation import devices
from hallctl.simulation.access import Access, write
from hallctl.simulation.fault_script import Happening
from hallctl.simulation.faults import Fault, Trouble
from hallctl.simulation.simulator import Surroundings

PROFILES = ProfileLibrary.load([firmware_profiles.folder()])


def access(broker: Peer) -> Access:
    tokens = {name: token(name) for name in ("kiosk-1", "pad-3")}
    return Access("http://127.0.0.1:1/", f"mqtt://127.0.0.1:{broker.port}", [], "", tokens)


@pytest.mark.needs("mosquitto")
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
            async with asyncio.timeout(PATIENCE_S):
                while not (bridge.watch.online()["kiosk-1"] and bridge.watch.online()["pad-3"]):  # noqa: ASYNC110
                    await asyncio.sleep(0.02)
            client = AsyncModbusTcpClient(
                "127.0.0.1", port=free_port, timeout=PATIENCE_S, retries=0, reconnect_delay=0
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
        async with asyncio.timeout(PATIENCE_S):
            while bridge.watch.online()["kiosk-1"] or bridge.watch.online()["pad-3"]:  # noqa: ASYNC110
                await asyncio.sleep(0.02)


@pytest.mark.needs("mosquitto")
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


# --- what goes wrong, by script and by hand ---


def on_the_wall(port: int) -> devices.SimulatedDevices:
    entries = [
        DeviceEntry(
            f"led-{unit}", "window_display", "generic-modbus-text", f"tcp://127.0.0.1:{port}/unit/{unit}"
        )
        for unit in (3, 4)
    ]
    return devices.SimulatedDevices(entries, PROFILES, Surroundings())


def faults(simulated: devices.SimulatedDevices) -> list[Fault]:
    return [simulator.trouble.fault for simulator in simulated.simulators.values()]


async def test_a_script_troubles_each_device_at_its_time_and_heals_it(free_port: int) -> None:
    simulated = on_the_wall(free_port)
    script = [
        Happening("led-3", Fault.MUTE, at_s=0.02, for_s=0.05),
        Happening("*", Fault.SLOW, at_s=0.15, for_s=0.05),
    ]
    seen: list[tuple[str, Fault]] = []
    suffer = simulated.suffer

    def spy(device: str, trouble: Trouble) -> None:
        seen.append((device, trouble.fault))
        suffer(device, trouble)

    simulated.suffer = spy  # type: ignore[method-assign]
    await simulated.start()
    try:
        await simulated.live_through(script)
    finally:
        await simulated.stop()
    assert seen == [
        ("led-3", Fault.MUTE),
        ("led-3", Fault.NONE),
        ("*", Fault.SLOW),
        ("led-3", Fault.NONE),
        ("led-4", Fault.NONE),
    ]
    assert faults(simulated) == [Fault.NONE, Fault.NONE]


async def test_a_healing_that_comes_late_leaves_the_next_trouble_alone(free_port: int) -> None:
    simulated = on_the_wall(free_port)
    script = [
        Happening("led-3", Fault.MUTE, for_s=0.05),
        Happening("led-3", Fault.GARBLE, at_s=0.02),
    ]
    await simulated.live_through(script)
    assert faults(simulated) == [Fault.GARBLE, Fault.NONE]


async def test_typed_lines_are_obeyed_or_explained(free_port: int) -> None:
    simulated = on_the_wall(free_port)
    said: list[str] = []

    async def lines() -> AsyncIterator[str]:
        for line in ("led-3 mute\n", "\n", "led-9 mute\n", "* refuse\n", "led-4 none\n"):
            yield line

    await simulated.obey(lines(), said.append)
    assert faults(simulated) == [Fault.REFUSE, Fault.NONE]
    assert said[0] == "led-3 mute"
    assert said[1].startswith("? no device 'led-9'")
    assert said[2:] == ["* refuse", "led-4 none"]


HALL = """
[hall]
id = "demo"
name = "示范县政务服务中心"
level = "township"
[hours]
weekdays = "00:00-24:00"
[[zone]]
id = "A"
name = "社会事务区"
prefix = "A"
[[window]]
id = "3"
zone = "A"
kind = "COMPREHENSIVE"
[[item]]
code = "SI-001"
name = "社保卡补办"
department = "人社局"
zone = "A"
handling_s = 480
[[staff]]
id = "u07"
name = "王某"
post = "comprehensive_acceptance"
items = ["SI-001"]
[[device]]
id = "led-3"
kind = "window_display"
profile = "generic-modbus-text"
address = "tcp://127.0.0.1:{port}/unit/3"
window = "3"
"""


async def test_the_command_takes_a_script_and_lines(tmp_path: Path, free_port: int) -> None:
    hall, script, given = tmp_path / "hall.toml", tmp_path / "faults.toml", tmp_path / "access.json"
    hall.write_text(HALL.format(port=free_port))
    script.write_text('[[fault]]\nat_s = 0\ndevice = "led-3"\nfault = "refuse"\n')
    write(given, Access("http://127.0.0.1:1/", "mqtt://127.0.0.1:1", [], "", {}))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hallctl", "simulate", "devices", str(hall),
        "--access", str(given), "--faults", str(script), "--control",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        async with asyncio.timeout(30):
            process.stdin.write(b"led-3 mute\nled-3 none\n")
            assert b"led-3 none\n" in await process.stdout.readuntil(b"led-3 none\n")
            client = AsyncModbusTcpClient(
                "127.0.0.1", port=free_port, timeout=PATIENCE_S, retries=0, reconnect_delay=0
            )
            assert await client.connect()
            assert not (await client.read_holding_registers(0, count=24, device_id=3)).isError()
            client.close()
    finally:
        process.terminate()
        await process.communicate()
    assert process.returncode == 0


async def test_a_script_for_a_device_that_is_not_there_is_refused_before_anything_starts(
    tmp_path: Path, free_port: int
) -> None:
    hall, script, given = tmp_path / "hall.toml", tmp_path / "faults.toml", tmp_path / "access.json"
    hall.write_text(HALL.format(port=free_port))
    script.write_text('[[fault]]\ndevice = "led-9"\nfault = "mute"\n')
    write(given, Access("http://127.0.0.1:1/", "mqtt://127.0.0.1:1", [], "", {}))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hallctl", "simulate", "devices", str(hall),
        "--access", str(given), "--faults", str(script), stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(30):
        _, told = await process.communicate()
    assert process.returncode not in {0, None}
    assert "faults.toml" in told.decode()
    assert "led-9" in told.decode()
