"""Loudspeakers in a corner of the hall: a simulated one on its wire, with the driver that speaks to it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from at_work import stopped
from ears import an_ear

import devices
import firmware_profiles
from hallctl.conformance.bench import every_wire
from hallctl.contracts.devices import DeviceNews, LinkState, Outcome, Speaker
from hallctl.contracts.speech import Utterance
from hallctl.domain.setup import DeviceEntry
from hallctl.links.wires import Wires
from hallctl.profiles import Profile, ProfileLibrary, read_profile
from hallctl.registry.making import make
from hallctl.simulation.devices import SimulatedDevices
from hallctl.simulation.simulator import Surroundings

FOLDER = firmware_profiles.folder() / "speaker"
S = TypeVar("S")


@dataclass
class Corner(Generic[S]):
    """A loudspeaker and its driver."""

    driver: Any
    speaker: S
    wires: Wires
    news: list[DeviceNews] = field(default_factory=list)

    @property
    def state(self) -> LinkState | None:
        return self.news[-1].state if self.news else None

    async def say(self, utterance: Utterance) -> Outcome:
        driver: Speaker = self.driver
        return await driver.say(utterance)


def profile_of(name: str, **changes: object) -> Profile:
    """A shipped profile of that name, asked often, with these changes."""
    return read_profile(FOLDER / f"{name}.toml").changed({"wire.poll_s": 0.1, **changes})


@asynccontextmanager
async def corner(profile: Profile, address: str) -> AsyncIterator[Corner[Any]]:
    """A simulated loudspeaker at that address, and its driver at work."""
    entry = DeviceEntry("speaker-1", "speaker", profile.name, address, zone="A", heartbeat_s=0.3)
    simulated = SimulatedDevices([entry], ProfileLibrary([profile]), Surroundings())
    wires, news = every_wire(), list[DeviceNews]()
    await simulated.start()
    driver = make(devices.DRIVERS, entry, profile, wires, an_ear(news.append))
    tasks = [asyncio.create_task(wires.run()), asyncio.create_task(driver.run())]
    try:
        yield Corner(driver, simulated.simulators[entry.id], wires, news)
    finally:
        await stopped(*tasks)
        await simulated.stop()
