"""Driver of document cameras and scanners behind a small HTTP service, as their makers' agents offer it.

`POST captures {"job"}` takes pages and answers `{"pages": n}`; `GET captures/JOB/pages/N` gives one, from 1;
`DELETE captures/JOB` forgets them; `GET status` answers `{"ready", "firmware"}`.
"""

from __future__ import annotations

import asyncio
from typing import Annotated, Final

import msgspec

from hallctl.contracts.asking import UNREADABLE
from hallctl.contracts.devices import Ear, Outcome
from hallctl.contracts.scans import Page, Scan
from hallctl.domain.setup import DeviceEntry
from hallctl.links.http import HttpRequest
from hallctl.links.link import Timing
from hallctl.links.wires import Wires
from hallctl.profiles import Profile
from hallctl.profiles.schema import PlainProfile
from hallctl.registry.vitals import Vitals

MOST_PAGES: Final = 200
MOST_BYTES: Final = 30_000_000
"""Of one page: A3 at 600 dots an inch, as a picture that loses nothing."""


class Taken(msgspec.Struct, frozen=True):
    """What it has taken."""

    pages: Annotated[int, msgspec.Meta(ge=0, le=MOST_PAGES)]


class Ready(msgspec.Struct, frozen=True):
    """What it says of itself."""

    ready: bool
    firmware: str | None = None


class HttpScanner:
    """A document camera or scanner. Safe to call at any time; outcomes tell, nothing raises."""

    def __init__(self, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> None:
        if not isinstance(profile, PlainProfile):
            raise ValueError(f"{entry.id}: profile {profile.name} is not one of a web service")  # noqa: TRY004
        self._entry, self._profile = entry, profile
        self._device = wires.http.open(entry.address)
        self._vitals = Vitals(entry, profile.firmware, ear.tell, Timing())
        self._turn = asyncio.Lock()

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def run(self) -> None:
        """See whether it lives until cancelled."""
        while True:
            await self._look()
            await asyncio.sleep(self._profile.wire.poll_s)

    async def identify(self) -> Outcome:
        """It has nothing to show."""
        return Outcome.REFUSED

    async def capture(self, job: str) -> Scan:
        """As `contracts.devices.DocumentCamera.capture`."""
        async with self._turn:
            body = msgspec.json.encode({"job": job})
            asked = HttpRequest("POST", "captures", body, {"Content-Type": "application/json"})
            reply = await self._device.request(asked, self._profile.deadline_s("capture"))
            if reply.outcome is not Outcome.DONE:
                return Scan(reply.outcome)
            try:
                taken = msgspec.json.decode(reply.body, type=Taken)
            except UNREADABLE:
                return Scan(Outcome.UNKNOWN)
            scan = await self._fetched(job, taken.pages)
            await self._device.request(
                HttpRequest("DELETE", f"captures/{job}"), self._profile.wire.deadline_s
            )
            return scan

    async def _fetched(self, job: str, count: int) -> Scan:
        pages = []
        for number in range(1, count + 1):
            reply = await self._device.get(
                f"captures/{job}/pages/{number}", self._profile.deadline_s("page"), most_bytes=MOST_BYTES
            )
            if reply.outcome is not Outcome.DONE:
                return Scan(reply.outcome)
            pages.append(Page(reply.content_type, reply.body))
        return Scan(Outcome.DONE, tuple(pages))

    async def _look(self) -> None:
        reply = await self._device.get("status", self._profile.wire.deadline_s)
        if reply.outcome is not Outcome.DONE:
            self._vitals.missed()
            return
        try:
            said = msgspec.json.decode(reply.body, type=Ready)
        except UNREADABLE:
            self._vitals.alive(("回答无法识别",))
            return
        self._vitals.firmware = said.firmware
        self._vitals.alive(() if said.ready else ("未就绪",))
