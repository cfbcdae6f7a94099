"""From an act at a window to the dots over it, on every wire that window displays have (DEV-04)."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from devices_hall import PROFILES, Floor, devices_hall
from halls import staff_actor
from polling import until

from hallctl.contracts.frames import frame_over
from hallctl.domain import commands as c
from hallctl.domain.setup import DeviceEntry
from hallctl.raster.panel import drawn
from hallctl.simulation.faults import Fault, Trouble

WIRES = {
    "generic-rs485-board": "tcp://127.0.0.1:{port}/unit/40",
    "adaptive-alpha": "tcp://127.0.0.1:{port}/unit/7",
    "generic-udp-card": "udp://127.0.0.1:{port}/unit/3",
    "generic-modbus-text": "tcp://127.0.0.1:{port}/unit/3",
    "generic-modbus-gb2312": "tcp://127.0.0.1:{port}/unit/3",
}
each_wire = pytest.mark.parametrize("profile", WIRES)


@asynccontextmanager
async def floor(home: Path, profile: str) -> AsyncIterator[Floor]:
    udp = WIRES[profile].startswith("udp")
    with socket.socket(type=socket.SOCK_DGRAM if udp else socket.SOCK_STREAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = WIRES[profile].format(port=port)
    entry = DeviceEntry("led-3", "window_display", profile, address, window="3", heartbeat_s=0.5)
    async with devices_hall(home, [entry]) as hall:
        yield hall


def as_the_hall_says(hall: Floor) -> bool:
    """Whether what is lit is, dot for dot, what the hall says of window 3."""
    entry = hall.hall.setup.devices["led-3"]
    panel = PROFILES.get(entry.profile, entry.kind).panel
    frame = frame_over(hall.hall.day, hall.hall.setup, hall.hall.now(), "3")
    unit: Any = hall.simulator("led-3")
    assert panel is not None
    return bool(unit.picture == drawn(frame, panel).picture) and any(unit.picture.dots)


async def press(hall: Floor, *presses: c.AtWindow) -> None:
    actor = staff_actor(hall.hall.setup, "u03", "3")
    for command in presses:
        await hall.hall.do(command, actor)


@each_wire
async def test_every_act_is_seen_over_the_window_dot_for_dot(profile: str, tmp_path: Path) -> None:
    async with floor(tmp_path, profile) as hall:
        await until(lambda: as_the_hall_says(hall))
        await hall.issue(staff_actor(hall.hall.setup, "u90"))
        for act in (
            c.OpenWindow(window="3"),
            c.CallNext(window="3"),
            c.PauseWindow(window="3", reason="LUNCH"),
        ):
            await press(hall, act)
            await until(lambda: as_the_hall_says(hall))


@pytest.mark.parametrize("profile", [name for name, address in WIRES.items() if address.startswith("tcp")])
async def test_a_display_that_was_without_power_shows_the_present_state_again(
    profile: str, tmp_path: Path
) -> None:
    async with floor(tmp_path, profile) as hall:
        await press(hall, c.OpenWindow(window="3"), c.PauseWindow(window="3", reason="LUNCH"))
        await until(lambda: as_the_hall_says(hall))
        hall.simulator("led-3").suffer(Trouble(Fault.REBOOT, delay_s=0.3))
        assert not as_the_hall_says(hall)
        await until(lambda: as_the_hall_says(hall))
