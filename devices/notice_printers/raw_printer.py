"""Driver of office printers that take PDF on a raw port (9100). What becomes of the paper they do not say."""

from __future__ import annotations

import asyncio
from typing import Self

from hallctl.contracts.devices import DeviceNews, Ear, LinkState, Outcome
from hallctl.contracts.notices import NoticePaper
from hallctl.domain.setup import DeviceEntry
from hallctl.links.streams import Stream
from hallctl.links.wires import Wires
from hallctl.profiles import PlainProfile, Profile


class RawPrinter:
    """One printer. Safe to call at any time; outcomes tell, nothing raises."""

    def __init__(self, entry: DeviceEntry, profile: PlainProfile, stream: Stream, ear: Ear) -> None:
        self._entry, self._profile, self._stream, self._ear = entry, profile, stream, ear
        self._turn = asyncio.Lock()
        stream.watch(self._link_changed)

    @classmethod
    def made(cls, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> Self:
        """The driver for a printer at `tcp://host:9100`. Raises ValueError."""
        if not isinstance(profile, PlainProfile):
            raise ValueError(f"{entry.id}: profile {profile.name} is not one of a raw printer")  # noqa: TRY004
        return cls(entry, profile, wires.streams.open(entry.address), ear)

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def run(self) -> None:
        """Wait until cancelled: the link tells whether the printer is there."""
        await asyncio.Event().wait()

    async def print_notice(self, paper: NoticePaper) -> Outcome:
        """DONE: the printer has all copies."""
        async with self._turn:
            return await self._stream.send(paper.pdf * paper.copies, self._profile.deadline_s("print"))

    async def identify(self) -> Outcome:
        """A raw port cannot."""
        return Outcome.REFUSED

    def _link_changed(self, state: LinkState) -> None:
        if state in {LinkState.ONLINE, LinkState.OFFLINE}:
            self._ear.tell(DeviceNews(self.id, state))
