"""Simulated units that speak in frames on a shared line: what keypads and rating pads have in common.

What such a unit says is acknowledged by the hall; until then it says it again, as the hardware does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from hallctl.links.address import Address
from hallctl.profiles import FramesProfile, Heard
from hallctl.profiles.fields import Contents
from hallctl.simulation.faults import Fault
from hallctl.simulation.simulator import Surroundings, WireSimulator
from hallctl.simulation.wire_ends import Hears, Say

TRIES: Final = 3
"""As often the hardware says it."""

AGAIN_S: Final = 0.3


class FramedUnit(WireSimulator):
    """One unit. A subclass says what a frame of the hall does to it, and which frames it echoes."""

    ECHOES: frozenset[str] = frozenset()

    def __init__(self, device: str, profile: FramesProfile, number: int | None) -> None:
        super().__init__(device)
        self.profile, self.number = profile, number
        self.tries = TRIES
        self._awaited: tuple[Callable[[Heard], bool], asyncio.Future[None]] | None = None

    def put_at(self, address: str, around: Surroundings) -> None:
        """Take a place on the wire at `address`."""
        self.join(around.end(address), self._opened)

    async def say(self, frame: str, values: Contents, acknowledged: Callable[[Heard], bool]) -> bool:
        """Send a frame until the hall acknowledges it; False when it never does."""
        raw = self.profile.encoded(frame, values, self.number)
        heard: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._awaited = (acknowledged, heard)
        for _ in range(self.tries):
            for port in self.ports:
                port.say(raw)
            done, _ = await asyncio.wait({heard}, timeout=AGAIN_S)
            if done:
                return True
        return False

    def takes(self, heard: Heard) -> None:
        """A frame for this unit has come."""

    def _opened(self, say: Say) -> Hears:
        splitter = self.profile.splitter()

        def hears(data: bytes) -> None:
            for heard in splitter.feed(data):
                if self.profile.meant_for(heard, self.number):
                    self._act(heard, say)

        return hears

    def _act(self, heard: Heard, say: Say) -> None:
        if self._awaited is not None and self._awaited[0](heard):
            if not self._awaited[1].done():
                self._awaited[1].set_result(None)
            return
        if self.trouble.fault is Fault.REFUSE:
            return  # these frames have no word for no
        self.takes(heard)
        if heard.name in self.ECHOES:
            self.reply(say, heard.raw)


def unit_of(address: str) -> int | None:
    """The unit number of an address, None where the device has the wire for itself. Raises ValueError."""
    return Address.parse(address).unit
