"""Driver of printers that speak IPP (RFC 8011): CUPS queues and office printers on the network."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import Final, Self

from yarl import URL

from devices.notice_printers import ipp
from hallctl.contracts.devices import DeviceNews, Ear, LinkState, Outcome
from hallctl.contracts.notices import NoticePaper
from hallctl.domain.setup import DeviceEntry
from hallctl.links.http import HttpDevice, HttpRequest
from hallctl.links.wires import Wires
from hallctl.profiles import PlainProfile, Profile

COMPLETED: Final = 9
ENDED_OTHERWISE: Final = frozenset({7, 8})
"""Job states cancelled and aborted."""

LOOK_S: Final = 0.5
"""Between two looks at a job."""

HEALTH: Final = {
    "media-low": "paper_low",
    "media-empty": "paper_out",
    "media-needed": "paper_out",
    "cover-open": "cover_open",
    "door-open": "cover_open",
    "media-jam": "printer_fault",
    "marker-supply-empty": "printer_fault",
    "toner-empty": "printer_fault",
}
"""Reason of a printer's state → the word of the register."""


class IppPrinter:
    """One printer or queue. Safe to call at any time; outcomes tell, nothing raises."""

    def __init__(self, entry: DeviceEntry, profile: PlainProfile, device: HttpDevice, ear: Ear) -> None:
        self._entry, self._profile, self._device, self._ear = entry, profile, device, ear
        self._uri = str(URL(entry.address).with_scheme("ipp" if entry.address[:5] == "http:" else "ipps"))
        self._numbers = count(1)
        self._told: DeviceNews | None = None
        device.watch(self._link_changed)

    @classmethod
    def made(cls, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> Self:
        """The driver for a printer at `http://host:631/ipp/print`. Raises ValueError."""
        if not isinstance(profile, PlainProfile):
            raise ValueError(f"{entry.id}: profile {profile.name} is not one of an IPP printer")  # noqa: TRY004
        return cls(entry, profile, wires.http.open(entry.address), ear)

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def run(self) -> None:
        """Ask how the printer is, until cancelled."""
        while True:
            await self._look()
            await asyncio.sleep(min(self._profile.wire.poll_s, self._entry.heartbeat_s))

    async def print_notice(self, paper: NoticePaper) -> Outcome:
        """DONE: the printer says that the job is completed. REFUSED: it took none, or gave it up."""
        deadline_s = self._profile.deadline_s("print")
        try:
            async with asyncio.timeout(deadline_s):
                return await self._printed(paper, deadline_s)
        except TimeoutError:
            return Outcome.UNKNOWN

    async def identify(self) -> Outcome:
        """Optional in IPP, and seldom there."""
        return Outcome.REFUSED

    async def _printed(self, paper: NoticePaper, deadline_s: float) -> Outcome:
        number = next(self._numbers)
        body = ipp.print_job(self._uri, number, title=paper.notice, copies=paper.copies, document=paper.pdf)
        outcome, answer = await self._ask(body, deadline_s)
        if outcome is not Outcome.DONE or answer is None:
            return outcome
        job = answer.number("job-id")
        if not answer.ok or job is None:
            return Outcome.REFUSED
        while True:
            _, answer = await self._ask(ipp.get_job(self._uri, next(self._numbers), job), deadline_s)
            state = answer.number("job-state") if answer else None
            if state == COMPLETED:
                return Outcome.DONE
            if state in ENDED_OTHERWISE:
                return Outcome.REFUSED
            await asyncio.sleep(LOOK_S)

    async def _look(self) -> None:
        asked = ipp.get_printer(self._uri, next(self._numbers))
        _, answer = await self._ask(asked, self._profile.wire.timeout_s)
        if answer is None:
            return
        reasons = [reason.removesuffix("-error").removesuffix("-warning").removesuffix("-report")
                   for reason in answer.words("printer-state-reasons")]  # fmt: skip
        words = tuple(dict.fromkeys(HEALTH[reason] for reason in reasons if reason in HEALTH))
        if not answer.ok:
            words = ("printer_fault",)
        firmware = next(iter(answer.words("printer-firmware-string-version")), None)
        state = LinkState.DEGRADED if words else LinkState.ONLINE
        self._tell(DeviceNews(self.id, state, health=" ".join(words) or "ok", firmware=firmware))

    async def _ask(self, body: bytes, deadline_s: float) -> tuple[Outcome, ipp.IppAnswer | None]:
        request = HttpRequest("POST", "", body, {"Content-Type": ipp.CONTENT_TYPE}, chunked=True)
        reply = await self._device.request(request, deadline_s)
        if reply.outcome is not Outcome.DONE:
            return reply.outcome, None
        try:
            return Outcome.DONE, ipp.read(reply.body)
        except ipp.IppError:
            return Outcome.UNKNOWN, None

    def _link_changed(self, state: LinkState) -> None:
        if state is LinkState.OFFLINE:
            self._tell(DeviceNews(self.id, state))

    def _tell(self, news: DeviceNews) -> None:
        if news != self._told:
            self._told = news
            self._ear.tell(news)
