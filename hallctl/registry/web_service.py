"""Devices behind a small web service that speaks JSON: asked again and again how they are."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from typing import Final, TypeVar

import msgspec

from hallctl.contracts.asking import UNREADABLE
from hallctl.contracts.devices import Ear, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.http import HttpRequest
from hallctl.links.link import Timing
from hallctl.links.wires import Wires
from hallctl.profiles import Profile
from hallctl.profiles.schema import PlainProfile
from hallctl.registry.vitals import Vitals

JSON: Final = {"Content-Type": "application/json"}
NOT_UNDERSTOOD: Final = "回答无法识别"
T = TypeVar("T")


class WebService(ABC):
    """Base of their drivers. Safe to call at any time; outcomes tell, nothing raises."""

    def __init__(self, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> None:
        if not isinstance(profile, PlainProfile):
            raise ValueError(f"{entry.id}: profile {profile.name} is not one of a web service")  # noqa: TRY004
        self._entry, self._profile, self._ear = entry, profile, ear
        self._device = wires.http.open(entry.address)
        self._vitals = Vitals(entry, profile.firmware, ear.tell, Timing())

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def run(self) -> None:
        """Ask how it is until cancelled."""
        while True:
            await self._look()
            await asyncio.sleep(self._profile.wire.poll_s)

    async def identify(self) -> Outcome:
        """It has nothing to show."""
        return Outcome.REFUSED

    @abstractmethod
    async def _look(self) -> None:
        """Ask once, and tell what was heard."""

    async def _state(self, path: str, kind: type[T]) -> T | None:
        """What it says of itself; None, and told so, where it says nothing that can be understood."""
        reply = await self._device.get(path, self._profile.wire.deadline_s)
        if reply.outcome is not Outcome.DONE:
            self._vitals.missed()
            return None
        try:
            return msgspec.json.decode(reply.body, type=kind)
        except UNREADABLE:
            self._vitals.alive((NOT_UNDERSTOOD,))
            return None

    async def _asked(self, path: str, body: object, kind: type[T], deadline_s: float) -> T | Outcome:
        """What it answers to a command; how the command ended where there is no such answer."""
        asked = HttpRequest("POST", path, msgspec.json.encode(body), JSON)
        reply = await self._device.request(asked, deadline_s)
        if reply.outcome is not Outcome.DONE:
            return reply.outcome
        try:
            return msgspec.json.decode(reply.body, type=kind)
        except UNREADABLE:
            return Outcome.UNKNOWN
