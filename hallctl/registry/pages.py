"""What all drivers of devices share that are a page or program on the hall's own web server.

Such a device comes by itself with its token and says that it lives: there is no wire to send anything on.
"""

from __future__ import annotations

import asyncio
from typing import Self

from hallctl.contracts.devices import Ear, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.wires import Wires
from hallctl.profiles import Profile
from hallctl.profiles.schema import PageProfile


class PageDriver:
    """A kiosk, a wall, a workstation; known by its heartbeats."""

    def __init__(self, entry: DeviceEntry, profile: PageProfile) -> None:
        self._entry, self._profile = entry, profile

    @classmethod
    def made(cls, entry: DeviceEntry, profile: Profile, _wires: Wires, _ear: Ear) -> Self:
        """The driver. Raises ValueError when the profile is not one of a page."""
        if not isinstance(profile, PageProfile):
            raise ValueError(f"{entry.id}: profile {profile.name} is not one of a page")  # noqa: TRY004
        return cls(entry, profile)

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def run(self) -> None:
        """Wait until cancelled: the page comes by itself."""
        await asyncio.Event().wait()

    async def identify(self) -> Outcome:
        """Its page always shows what it is; nothing more can be asked of it."""
        return Outcome.REFUSED
