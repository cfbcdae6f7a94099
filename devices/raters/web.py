"""Driver of rating pads that are a page of the hall's own web server on a tablet.

The page hears the feed and fetches its question itself, so there is no wire to send anything on: it is known
by its heartbeats, like a device that speaks by messages.
"""

from __future__ import annotations

import asyncio
from typing import Self

from hallctl.contracts.devices import Ear, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.wires import Wires
from hallctl.profiles import Profile


class WebRater:
    """A rating pad (评价器) on a tablet. The rating itself arrives through the API."""

    def __init__(self, entry: DeviceEntry) -> None:
        self._entry = entry

    @classmethod
    def made(cls, entry: DeviceEntry, profile: Profile, _wires: Wires, _ear: Ear) -> Self:
        """The driver. Raises ValueError when the profile is not one of a page."""
        if profile.wire.type != "web":
            raise ValueError(f"{entry.id}: profile {profile.name} is not one of a page")
        return cls(entry)

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def run(self) -> None:
        """Wait until cancelled: the page comes by itself."""
        await asyncio.Event().wait()

    async def ask(self, _prompt: str, _timeout_s: float) -> Outcome:
        """Nothing to send: the page that lives hears that a service has ended."""
        return Outcome.DONE

    async def clear(self) -> Outcome:
        """Nothing to send: the page takes the question away when it stands no more."""
        return Outcome.DONE

    async def identify(self) -> Outcome:
        """Its page always shows which window it belongs to; nothing more can be asked of it."""
        return Outcome.REFUSED
