"""Driver of document cameras and scanners behind a small HTTP service, as their makers' agents offer it.

`POST captures {"job"}` takes pages and answers `{"pages": n}`; `GET captures/JOB/pages/N` gives one, from 1;
`DELETE captures/JOB` forgets them; `GET status` answers `{"ready", "firmware"}`.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Final

import msgspec

from hallctl.contracts.devices import Ear, Outcome
from hallctl.contracts.scans import Page, Scan
from hallctl.domain.setup import DeviceEntry
from hallctl.links.http import HttpRequest
from hallctl.links.wires import Wires
from hallctl.profiles import Profile
from hallctl.registry.web_service import WebService

MOST_PAGES: Final = 200
MOST_BYTES: Final = 30_000_000
"""Of one page: A3 at 600 dots an inch, as a picture that loses nothing."""

MOST_TOGETHER: Final = 500_000_000
"""Of one capture: they are in memory until they are sealed."""


class Taken(msgspec.Struct, frozen=True):
    """What it has taken."""

    pages: Annotated[int, msgspec.Meta(ge=0, le=MOST_PAGES)]


class Ready(msgspec.Struct, frozen=True):
    """What it says of itself."""

    ready: bool
    firmware: str | None = None


class HttpScanner(WebService):
    """A document camera or scanner."""

    def __init__(self, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> None:
        super().__init__(entry, profile, wires, ear)
        self._turn = asyncio.Lock()

    async def capture(self, job: str) -> Scan:
        """As `contracts.devices.DocumentCamera.capture`."""
        async with self._turn:
            deadline_s = self._profile.deadline_s("capture")
            taken = await self._asked("captures", {"job": job}, Taken, deadline_s)
            if isinstance(taken, Outcome):
                return Scan(taken)
            scan = await self._fetched(job, taken.pages)
            await self._device.request(
                HttpRequest("DELETE", f"captures/{job}"), self._profile.wire.deadline_s
            )
            return scan

    async def _fetched(self, job: str, count: int) -> Scan:
        pages: list[Page] = []
        for number in range(1, count + 1):
            reply = await self._device.get(
                f"captures/{job}/pages/{number}", self._profile.deadline_s("page"), most_bytes=MOST_BYTES
            )
            if reply.outcome is not Outcome.DONE:
                return Scan(reply.outcome)
            pages.append(Page(reply.content_type, reply.body))
            if sum(len(page.data) for page in pages) > MOST_TOGETHER:
                return Scan(Outcome.REFUSED)
        return Scan(Outcome.DONE, tuple(pages))

    async def _look(self) -> None:
        said = await self._state("status", Ready)
        if said is not None:
            self._vitals.firmware = said.firmware
            self._vitals.alive(() if said.ready else ("未就绪",))
