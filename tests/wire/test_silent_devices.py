"""Devices that fall silent on Modbus and on a line of frames: state, event, metric, return (DEV-01)."""

from dataclasses import replace
from pathlib import Path

import pytest
from devices_hall import Floor, devices_hall
from polling import until

from hallctl.domain.events import DeviceChanged
from hallctl.domain.setup import DeviceEntry
from hallctl.registry import DeviceCollector
from hallctl.simulation.faults import WELL, Fault, Trouble

HEARTBEAT_S = 0.3


def framed(home: Path, port: int) -> DeviceEntry:
    del port
    return DeviceEntry("key-1", "keypad", "generic-ff68", f"serial://{home / 'tty'}/unit/1", window="1")


def modbus(home: Path, port: int) -> DeviceEntry:
    del home
    return DeviceEntry("key-1", "keypad", "generic-modbus", f"tcp://127.0.0.1:{port}/unit/1", window="1")


def counted(floor: Floor) -> dict[tuple[str, ...], float]:
    """What the metrics say of keypads."""
    collector = DeviceCollector(floor.hall, floor.fleet, floor.watch)
    families = {family.name: family for family in collector.collect()}
    return {
        (sample.name, *sample.labels.values()): sample.value
        for name in ("hall_devices", "hall_device_outages")
        for sample in families[name].samples
    }


@pytest.mark.req("DEV-01")
@pytest.mark.parametrize("wire", [framed, modbus], ids=lambda wire: wire.__name__)
async def test_a_silent_device_is_offline_with_event_and_metric_and_its_return_clears_it(
    wire: object, tmp_path: Path, free_port: int
) -> None:
    entry = replace(wire(tmp_path, free_port), heartbeat_s=HEARTBEAT_S)  # type: ignore[operator]
    async with devices_hall(tmp_path, [entry]) as floor:
        known = floor.hall.day.state.devices
        await until(lambda: known["key-1"].state == "ONLINE")
        assert counted(floor)["hall_devices", "keypad", "ONLINE"] == 1
        assert "key-1" in floor.watch.seen

        floor.simulator("key-1").suffer(Trouble(Fault.MUTE))
        await until(lambda: known["key-1"].state == "OFFLINE")
        measured = counted(floor)
        assert measured["hall_devices", "keypad", "OFFLINE"] == 1
        assert measured["hall_device_outages_total", "keypad"] == 1
        assert not floor.watch.online()["key-1"]

        floor.simulator("key-1").suffer(WELL)
        await until(lambda: known["key-1"].state == "ONLINE")
        assert counted(floor)["hall_devices", "keypad", "ONLINE"] == 1
        await floor.hall.read(lambda _day, _setup, _now: None)
        records = await floor.hall.records_after(0)
        changes = [r.event.after for r in records if isinstance(r.event, DeviceChanged)]
        assert changes[-1] == "ONLINE"
        assert changes.count("OFFLINE") == 1, "an outage is one event"
