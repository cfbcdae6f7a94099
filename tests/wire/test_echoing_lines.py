"""RS-485 adapters that hear what they say: Modbus, frames and streams as on any other line."""

import asyncio
from pathlib import Path

import pytest
from ears import an_ear
from polling import until
from unhurried import unhurried

import devices
import displays
import firmware_profiles
from hallctl.conformance.bench import every_wire
from hallctl.conformance.trials import trials_for
from hallctl.contracts.devices import DeviceNews, LinkState, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.address import Address
from hallctl.profiles import FramesProfile, ProfileLibrary
from hallctl.registry.making import make
from hallctl.simulation.devices import SimulatedDevices
from hallctl.simulation.simulator import Surroundings
from hallctl.simulation.wire_ends import PtyEnd

PROFILES = ProfileLibrary.load([firmware_profiles.folder()])
DRIVERS = {**devices.DRIVERS, **displays.DRIVERS}


@pytest.mark.parametrize(
    ("kind", "name", "unit"),
    [
        ("window_display", "generic-modbus-text", "/unit/5"),
        ("relay", "generic-modbus-8x8", "/unit/5"),
        ("keypad", "generic-ff68", "/unit/5"),
        ("dispenser", "generic-escpos-80", ""),
    ],
)
async def test_every_trial_is_passed_on_a_line_with_echo(
    kind: str, name: str, unit: str, tmp_path: Path
) -> None:
    profile = unhurried(PROFILES.get(name, kind))
    place = f"serial://{tmp_path / 'tty'}{unit}"
    around = Surroundings()
    entry = DeviceEntry("one", kind, name, f"{place}?echo=true", window="1", heartbeat_s=0.2)
    around.ends[Address.parse(place).line] = PtyEnd(tmp_path / "tty", echo=True)
    simulated = SimulatedDevices([entry], PROFILES, around)
    news: list[DeviceNews] = []
    wires = every_wire()
    driver = make(DRIVERS, entry, profile, wires, an_ear(news.append))
    await simulated.start()
    tasks = [asyncio.create_task(wires.run()), asyncio.create_task(driver.run())]
    try:
        if not isinstance(profile, FramesProfile):
            await until(lambda: bool(news) and news[-1].state is LinkState.ONLINE)
        for trial in trials_for(profile):
            assert await trial.act(driver) is Outcome.DONE, trial.name
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await simulated.stop()
