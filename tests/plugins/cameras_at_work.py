"""Simulated cameras on free ports of loopback, with their drivers on the hall's real wires."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from at_work import stopped
from ears import an_ear
from free_ports import free_port

import devices
import firmware_profiles
from hallctl.contracts.devices import DeviceNews
from hallctl.domain.setup import DeviceEntry
from hallctl.links.http import HttpDevices
from hallctl.links.link import Backoff
from hallctl.links.modbus import ModbusLines
from hallctl.links.rtsp import RtspServers
from hallctl.links.wires import Wires
from hallctl.profiles import ProfileLibrary
from hallctl.registry.making import make
from hallctl.simulation.devices import SimulatedDevices
from hallctl.simulation.simulator import Surroundings

PROFILES = ProfileLibrary.load([firmware_profiles.folder()])
QUICK = Backoff(first_s=0.02, longest_s=0.2)
LOGIN = "auditor:s3cret p@ss/word"


def login_file(folder: Path, login: str = LOGIN) -> str:
    path = folder / "camera.login"
    path.write_text(login + "\n")
    path.chmod(0o600)
    return str(path)


def an_entry(profile: str, login: str | None = None, **more: Any) -> DeviceEntry:
    """A camera of a profile on free ports."""
    web, rtsp = free_port(), free_port()
    address = {
        "generic-onvif": f"onvif://127.0.0.1:{web}?rtsp={rtsp}",
        "hikvision-isapi": f"http://127.0.0.1:{web}?rtsp={rtsp}",
        "generic-rtsp": f"rtsp://127.0.0.1:{rtsp}/stream",
    }[profile]
    return DeviceEntry("cam-1", "camera", profile, address, heartbeat_s=0.2, login_file=login, **more)


def some_wires() -> Wires:
    nobody: Any = None
    return Wires(
        modbus=ModbusLines(), mqtt=nobody, http=HttpDevices(backoff=QUICK), rtsp=RtspServers(backoff=QUICK)
    )


@dataclass
class AtWork:
    """A camera, its driver, and what the driver has told."""

    entry: DeviceEntry
    simulator: Any
    driver: Any
    around: SimulatedDevices
    news: list[DeviceNews] = field(default_factory=list)

    @property
    def state(self) -> str:
        return str(self.news[-1].state) if self.news else ""


@asynccontextmanager
async def camera_at_work(entry: DeviceEntry, *, deadline_s: float = 3.0) -> AsyncIterator[AtWork]:
    """Both ends run, and are gone afterwards."""
    simulated = SimulatedDevices([entry], PROFILES, Surroundings())
    await simulated.start()
    wires, news = some_wires(), list[DeviceNews]()
    profile = PROFILES.get(entry.profile, "camera")
    wire = profile.wire.model_copy(update={"poll_s": 0.1, "deadline_s": deadline_s})
    profile = profile.model_copy(update={"wire": wire})
    driver = make(devices.DRIVERS, entry, profile, wires, an_ear(news.append))
    tasks = [asyncio.create_task(wires.run()), asyncio.create_task(driver.run())]
    try:
        yield AtWork(entry, simulated.simulators[entry.id], driver, simulated, news)
    finally:
        await stopped(*tasks)
        await simulated.stop()
