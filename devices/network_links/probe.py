"""Drivers that try a line again and again: by a TCP connection, or by a page of a web server behind it."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod

from hallctl.contracts.devices import Ear, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.address import Address, Carrier
from hallctl.links.link import Timing
from hallctl.links.reach import reaches
from hallctl.links.wires import Wires
from hallctl.profiles import Profile
from hallctl.profiles.schema.probe import ProbeProfile
from hallctl.registry.vitals import Vitals


class Probe(ABC):
    """A line. It is ONLINE after the first try that comes through, OFFLINE after some that do not."""

    def __init__(self, entry: DeviceEntry, profile: Profile, ear: Ear) -> None:
        if not isinstance(profile, ProbeProfile):
            raise ValueError(f"{entry.id}: profile {profile.name} is not one of a line")  # noqa: TRY004
        self._entry, self._profile = entry, profile
        self._vitals = Vitals(entry, profile.firmware, ear.tell, Timing())
        self._failures = 0

    @property
    def id(self) -> str:
        """The line's id in the register."""
        return self._entry.id

    async def run(self) -> None:
        """Try until cancelled."""
        while True:
            self._note(came_through=await self._try(self._profile.wire.deadline_s))
            await asyncio.sleep(self._profile.wire.poll_s)

    async def identify(self) -> Outcome:
        """A line shows nothing."""
        return Outcome.REFUSED

    @abstractmethod
    async def _try(self, deadline_s: float) -> bool:
        """Whether the line leads somewhere."""

    def _note(self, *, came_through: bool) -> None:
        self._failures = 0 if came_through else self._failures + 1
        if came_through:
            self._vitals.alive()
        elif self._failures >= self._profile.probe.failures:
            self._vitals.unreachable()


class TcpProbe(Probe):
    """Tries `tcp://host:port`."""

    def __init__(self, entry: DeviceEntry, profile: Profile, _wires: Wires, ear: Ear) -> None:
        super().__init__(entry, profile, ear)
        self._address = Address.parse(entry.address)
        if self._address.carrier is not Carrier.TCP:
            raise ValueError(f"{entry.id}: a line is tried over tcp, not {self._address.carrier}")

    async def _try(self, deadline_s: float) -> bool:
        return await reaches(self._address.host, self._address.port, deadline_s)


class HttpProbe(Probe):
    """Asks `http(s)://host[:port]` for the page of its profile."""

    def __init__(self, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> None:
        super().__init__(entry, profile, ear)
        self._device = wires.http.open(entry.address)

    async def _try(self, deadline_s: float) -> bool:
        reply = await self._device.get(self._profile.probe.path, deadline_s)
        return reply.status in self._profile.probe.statuses
