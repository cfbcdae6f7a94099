"""Driver of ticket printers that speak ESC/POS (号票打印机), on raw TCP or a serial line.

A ticket counts as printed only when the printer says so. What failed is taken out of the printer's memory, so
that a void ticket does not come out when somebody brings paper.
"""

from __future__ import annotations

import asyncio
from typing import Final, Self

import structlog

from devices.dispensers import escpos
from devices.dispensers.escpos_status import (
    ASK,
    NOT_READY,
    PrinterStatus,
    firmware_of,
    is_status,
    printed_through,
    status_of,
)
from devices.dispensers.layout import Logo, lines_of, receipt_lines
from devices.dispensers.troubles import health_of
from hallctl.contracts.asking import Ask
from hallctl.contracts.devices import DeviceNews, Ear, LinkState, Outcome
from hallctl.contracts.papers import ReceiptPaper, TicketPaper
from hallctl.domain.setup import DeviceEntry
from hallctl.links.link import Timing
from hallctl.links.streams import Stream
from hallctl.links.wires import Wires
from hallctl.profiles import Profile
from hallctl.profiles.schema import EscposProfile
from hallctl.registry.vitals import SILENT_PERIODS

NO_CONNECTION: Final = "无法连接"
NO_ANSWER: Final = "无应答"
FOREIGN_FIRMWARE: Final = "固件版本与型号文件不符"

LOOK_AGAIN_S: Final = 1.0
"""How long a ticket is under way before the printer is asked whether something keeps it from printing."""

log = structlog.get_logger(__name__)


class EscposPrinter:
    """One printer. Safe to call at any time; outcomes tell, nothing raises."""

    def __init__(
        self,
        entry: DeviceEntry,
        profile: EscposProfile,
        stream: Stream,
        ear: Ear,
        *,
        timing: Timing | None = None,
    ) -> None:
        self._entry, self._profile, self._stream, self._ear = entry, profile, stream, ear
        self._timing = timing or Timing()
        self._turn = asyncio.Lock()
        self._firmware: str | None = None
        self._told: DeviceNews | None = None
        self._heard_at: float | None = None
        self._wake = asyncio.Event()
        stream.watch(self._link_changed)

    @classmethod
    def made(cls, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> Self:
        """The driver for a printer at `tcp://host:9100` or `serial://…`. Raises ValueError."""
        if not isinstance(profile, EscposProfile):
            raise ValueError(f"{entry.id}: profile {profile.name} is not one of an ESC/POS printer")  # noqa: TRY004
        stream = wires.streams.open(entry.address, serial=profile.wire.serial)
        return cls(entry, profile, stream, ear)

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def run(self) -> None:
        """Watch the printer until cancelled: paper, cover, knife, firmware."""
        while True:
            await self._stream.link.wait_online()
            async with self._turn:
                await self._look()
            await self._rest()

    async def print_ticket(self, paper: TicketPaper) -> Outcome:
        """Print a ticket and report its paper to the hall.

        DONE: it is out, and reported. REFUSED: it cannot be printed, and that is reported. TIMED_OUT: the
        printer is away and has got nothing. UNKNOWN: nobody knows.
        """
        async with self._turn:
            outcome, fault = await self._print(self._job(paper))
        if outcome in {Outcome.DONE, Outcome.REFUSED}:
            ok = outcome is Outcome.DONE
            told = {} if ok else {"fault": fault}
            await self._ear.ask(self.id, Ask.new("ticket.printed", ticket=paper.ticket.id, ok=ok, **told))
        return outcome

    async def print_receipt(self, paper: ReceiptPaper) -> Outcome:
        """Print a receipt; outcomes as for a ticket, and nothing is reported."""
        lines = receipt_lines(paper, self._profile.paper.columns)
        async with self._turn:
            outcome, _ = await self._print(escpos.job(lines, self._profile))
        return outcome

    async def identify(self) -> Outcome:
        """Print a strip with the printer's id."""
        async with self._turn:
            outcome, _ = await self._print(escpos.identification(self._profile, self.id))
        return outcome

    # --- printing; the caller has the turn ---

    def _job(self, paper: TicketPaper) -> bytes:
        lines = lines_of(paper, self._profile.paper.columns)
        try:
            return escpos.job(lines, self._profile)
        except OSError as error:
            # A ticket without the hall's mark is better than none.
            log.warning("the logo cannot be printed", device=self.id, cause=str(error))
            return escpos.job([line for line in lines if not isinstance(line, Logo)], self._profile)

    async def _print(self, job: bytes) -> tuple[Outcome, str]:
        """Outcome, and for REFUSED why in the words of a person."""
        if self._profile.sensing.status:
            status = await self._look()
            if status is None:
                return Outcome.TIMED_OUT, NO_ANSWER
            if not status.prints:
                return Outcome.REFUSED, _why(status)
        outcome = await self._through(job)
        if outcome is Outcome.DONE:
            return outcome, ""
        return await self._after_failure(outcome)

    async def _through(self, job: bytes) -> Outcome:
        """Send the job; DONE when it is on paper, as far as this printer can tell."""
        until = self._timing.monotonic() + self._profile.deadline_s("print")
        outcome = await self._stream.send(job, self._profile.deadline_s("print"))
        if outcome is not Outcome.DONE or self._profile.sensing.confirm == "none":
            return outcome
        while self._timing.monotonic() < until:
            if await self._stream.ask(escpos.ASK_PAPER, printed_through, LOOK_AGAIN_S) is not None:
                return Outcome.DONE
            # A printer without paper answers in line only when somebody has brought some.
            status = await self._look()
            if status is None or not status.prints:
                break
        return Outcome.UNKNOWN

    async def _after_failure(self, outcome: Outcome) -> tuple[Outcome, str]:
        """Whether the printer says why it stopped: then the rest is forgotten and the ticket has failed."""
        if outcome is Outcome.TIMED_OUT or not self._profile.sensing.status:
            return outcome, NO_ANSWER
        status = await self._look()
        clear = escpos.CLEAR[self._profile.sensing.clear]
        if status is None or status.prints or not clear:
            return Outcome.UNKNOWN, ""
        sent = await self._stream.send(clear, self._profile.wire.timeout_s)
        # What it answers after that it says without the rest: nothing of it comes out with the next roll.
        if sent is not Outcome.DONE or await self._look() is None:
            return Outcome.UNKNOWN, ""
        return Outcome.REFUSED, _why(status)

    # --- watching ---

    async def _look(self) -> PrinterStatus | None:
        """How the printer is, told to the hall where it has changed; None when it does not say."""
        if not self._profile.sensing.status:
            self._tell(LinkState.ONLINE, None, ())
            return None
        answers = b""
        for question in ASK:
            answer = await self._stream.ask(question, _has_status, self._profile.wire.timeout_s)
            if answer is None:
                self._missed()
                return None
            answers += bytes([next(byte for byte in answer if is_status(byte))])
        status = status_of(answers)
        if status is None:
            self._missed()
            return None
        self._heard_at = self._timing.monotonic()
        status = status if self._profile.sensing.near_end else status.without_near_end()
        await self._ask_firmware()
        faults = (*status.faults, *(self._foreign_firmware()))
        self._tell(LinkState.DEGRADED if faults else LinkState.ONLINE, health_of(status.words), faults)
        return status

    async def _ask_firmware(self) -> None:
        """Once for each connection, where the printer tells it."""
        if self._firmware is not None or self._profile.sensing.firmware == "none":
            return
        answer = await self._stream.ask(
            escpos.ASK_FIRMWARE, lambda so_far: firmware_of(so_far) is not None, self._profile.wire.timeout_s
        )
        self._firmware = None if answer is None else firmware_of(answer)

    def _foreign_firmware(self) -> tuple[str, ...]:
        known = self._firmware is None or self._profile.firmware.covers(self._firmware)
        return () if known else (FOREIGN_FIRMWARE,)

    async def _rest(self) -> None:
        self._wake.clear()
        try:
            async with asyncio.timeout(min(self._profile.wire.poll_s, self._entry.heartbeat_s)):
                await self._wake.wait()
        except TimeoutError:
            return

    def _missed(self) -> None:
        if self._stream.state is not LinkState.ONLINE:
            return
        allowed_s = SILENT_PERIODS * self._entry.heartbeat_s
        lately = self._heard_at is not None and self._timing.monotonic() - self._heard_at < allowed_s
        self._tell(LinkState.DEGRADED if lately else LinkState.OFFLINE, None, (NO_ANSWER,))

    def _link_changed(self, state: LinkState) -> None:
        if state is LinkState.OFFLINE:
            self._firmware = None
            self._tell(LinkState.OFFLINE, None, (NO_CONNECTION,))
        self._wake.set()

    def _tell(self, state: LinkState, health: str | None, faults: tuple[str, ...]) -> None:
        news = DeviceNews(self.id, state, health=health, firmware=self._firmware, faults=faults)
        if news != self._told:
            self._told = news
            self._ear.tell(news)


def _why(status: PrinterStatus) -> str:
    return "、".join(status.faults) or NOT_READY


def _has_status(so_far: bytes) -> bool:
    return any(is_status(byte) for byte in so_far)
