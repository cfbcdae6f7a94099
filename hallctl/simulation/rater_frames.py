"""A simulated rating pad on RS-485 (评价器): a tone asks, five keys answer."""

from __future__ import annotations

import asyncio
import random
from typing import Final

from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import FramesProfile, Heard, Profile
from hallctl.simulation.framed_units import FramedUnit, unit_of
from hallctl.simulation.mqtt_rater import Decides, nobody, the_public
from hallctl.simulation.simulator import Simulator, Surroundings

BEST: Final = 5


class FramedRater(FramedUnit):
    """One pad. Key 1 is the best level."""

    ECHOES = frozenset({"tone"})

    def __init__(
        self, device: str, profile: FramesProfile, number: int | None, *, visitors: Decides = nobody
    ) -> None:
        super().__init__(device, profile, number)
        self.tones = 0
        self.asked = asyncio.Event()
        self.visitors = visitors
        self._visits: set[asyncio.Task[None]] = set()

    async def touch(self, level: int) -> bool:
        """Press the key of a level, 5 best; whether the hall acknowledged it."""
        key = BEST + 1 - level
        return await self.say(
            "rating", {"level": key}, lambda heard: heard.name == "key" and heard.values["level"] == key
        )

    async def stop(self) -> None:
        """The visitors leave."""
        for visit in tuple(self._visits):
            visit.cancel()
        await asyncio.gather(*self._visits, return_exceptions=True)

    def takes(self, heard: Heard) -> None:
        """As `FramedUnit.takes`: a tone may mean a question."""
        if heard.name != "tone":
            return
        self.tones += 1
        self.asked.set()
        visit = asyncio.ensure_future(self._visit(f"{self.device} {self.tones}"))
        self._visits.add(visit)
        visit.add_done_callback(self._visits.discard)

    async def _visit(self, prompt: str) -> None:
        visitor = self.visitors(prompt)
        await asyncio.sleep(visitor.after_s)
        if visitor.level is not None:
            await self.touch(visitor.level)


def framed(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    """On a line of frames. Raises ValueError."""
    if not isinstance(profile, FramesProfile):
        raise ValueError(f"{profile.name} is not a profile of frames")  # noqa: TRY004 - the hall's file is wrong
    visitors = the_public(random.Random(entry.id), speed=around.speed)
    pad = FramedRater(entry.id, profile, unit_of(entry.address), visitors=visitors)
    pad.put_at(entry.address, around)
    return pad
