"""Tickets that somebody takes on a screen with a printer at its side, and receipts of what is filed there.

A dispenser that asks for a number over its own wire prints it itself, or has the printer that the register
names for it. A ticket taken on a page goes to the dispenser whose id is the workstation of the page. Nothing
is printed twice but what somebody asks for: what a restart left open is for a person. What became of the
paper stands on the ticket; what a receipt says stands on the screen, too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from functools import partial
from typing import Final, NamedTuple

import structlog

from hallctl.contracts.devices import Dispenser, Outcome
from hallctl.contracts.paper_looks import receipt_paper, ticket_paper
from hallctl.contracts.papers import ReceiptPaper, TicketPaper
from hallctl.domain.actors import Actor, ActorKind
from hallctl.domain.commands import ReportPrint
from hallctl.domain.day import HallDay
from hallctl.domain.events import ApplicationSubmitted, DeviceChanged, TicketIssued, TicketReprinting
from hallctl.domain.records import Record
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.domain.tickets import OPEN_STATES
from hallctl.hall import Hall
from hallctl.reactions.crew import Crew
from hallctl.reactions.following import follow
from hallctl.reactions.jobs import tell
from hallctl.reactions.outputs import FAULTS, attempt

RESULTS: Final[Mapping[Outcome, str]] = {
    Outcome.REFUSED: "failed",
    Outcome.TIMED_OUT: "failed",
    Outcome.UNKNOWN: "unknown",
}
"""What the ticket says of its paper; DONE is left to the dispenser, which reports the paper itself."""

log = structlog.get_logger(__name__)


class Printing:
    """Sends tickets to the printers."""

    def __init__(self, hall: Hall, dispensers: Mapping[str, Dispenser]) -> None:
        self._hall = hall
        self._crew: Crew[Dispenser, Printer] = Crew("printer", partial(Printer, hall), dispensers)
        self._printers = self._crew.workers
        self._settled = 0
        self._leaving: set[asyncio.Task[None]] = set()

    def follow(self, dispensers: Mapping[str, Dispenser]) -> None:
        """From now on the dispensers are these. What one of them still had to print its successor prints."""
        before = dict(self._printers)
        self._crew.follow(dispensers)
        for device, old in before.items():
            new = self._printers.get(device)
            if new is not old:
                task = asyncio.create_task(old.leave_to(new), name=f"printer-{device}-leaves")
                self._leaving.add(task)
                task.add_done_callback(self._leaving.discard)

    async def run(self) -> None:
        """Settle what was left open, then follow the feed until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._crew.run(), name="printers")
            begun = False
            async for records in follow(self._hall, "printing"):
                if not begun:
                    begun = True
                    await self._settle()
                for record in records:
                    self._hear(record)

    def _hear(self, record: Record) -> None:
        event = record.event
        if isinstance(event, TicketIssued | TicketReprinting) and record.seq > self._settled:
            printer = self._printers.get(self._printer_for(record) or "")
            if printer is not None:
                printer.jobs.put_nowait(Job(event.ticket))
        elif isinstance(event, ApplicationSubmitted) and event.device is not None:
            kiosk = self._hall.setup.devices.get(event.device)
            printer = self._printers.get(kiosk.printer or "") if kiosk else None
            if printer is not None and record.seq > self._settled:
                printer.jobs.put_nowait(Job(event.application, Sort.RECEIPT))
        elif isinstance(event, DeviceChanged) and event.after == "ONLINE" and event.device in self._printers:
            self._hall.fault(event.device, None)

    def _printer_for(self, record: Record) -> str | None:
        event = record.event
        if isinstance(event, TicketReprinting):
            own = record.actor.kind is ActorKind.DEVICE and record.actor.workstation == event.device
            return None if own else event.device
        return printer_of(event.channel, self._hall.setup) if isinstance(event, TicketIssued) else None

    async def _settle(self) -> None:
        """Tickets of which nobody knows whether they were printed."""
        try:
            seen = await self._hall.read(self._open_jobs)
        except Refused as refusal:
            log.warning("open print jobs could not be looked at", code=refusal.code)
            return
        self._settled = seen.seq
        for ticket, device in seen.value:
            await self._printers[device].report(ticket, "unknown")

    def _open_jobs(self, day: HallDay, setup: HallSetup, _now: datetime) -> list[tuple[str, str]]:
        return [
            (ticket.id, device)
            for ticket in day.tickets.values()
            if ticket.printed is None
            and ticket.state in OPEN_STATES
            and (device := printer_of(ticket.channel, setup)) in self._printers
            and device is not None
        ]


class Sort(Enum):
    """What is printed."""

    TICKET = "ticket"
    RECEIPT = "receipt"


class Job(NamedTuple):
    """One paper: of the ticket, or for the application, with that id."""

    id: str
    sort: Sort = Sort.TICKET


class Printer:
    """One dispenser's queue of papers to print."""

    def __init__(self, hall: Hall, dispenser: Dispenser) -> None:
        self.jobs: asyncio.Queue[Job] = asyncio.Queue()
        self._hall, self._dispenser = hall, dispenser
        self._printing: Job | None = None

    async def run(self) -> None:
        """Print one after the other until cancelled."""
        while True:
            self._printing = await self.jobs.get()
            await self._print(self._printing)
            self._printing = None

    async def leave_to(self, next_: Printer | None) -> None:
        """Hand over what was not begun; without a successor it has failed. What was begun is unknown."""
        begun, left = self._printing, [self.jobs.get_nowait() for _ in range(self.jobs.qsize())]
        if next_ is not None:
            while left:
                next_.jobs.put_nowait(left.pop(0))
        if begun is not None:
            await self._say(begun, "unknown")
        for job in left:
            await self._say(job, "failed")

    async def _say(self, job: Job, result: str, fault: str | None = None) -> None:
        if job.sort is Sort.TICKET:
            await self.report(job.id, result, fault)

    async def report(self, ticket: str, result: str, fault: str | None = None) -> None:
        """Write on the ticket what became of its paper."""
        device = self._dispenser.id
        report = ReportPrint(ticket=ticket, device=device, result=result, fault=fault)
        await tell(self._hall, report, Actor.device(device))

    async def _print(self, job: Job) -> None:
        try:
            seen = await self._hall.read(lambda day, setup, _now: _paper(day, setup, job))
        except Refused:
            await self._say(job, "failed")
            return
        paper = seen.value
        if paper is None:
            return
        dispenser = self._dispenser
        command = (
            dispenser.print_ticket(paper)
            if isinstance(paper, TicketPaper)
            else dispenser.print_receipt(paper)
        )
        outcome = await attempt(self._hall, dispenser.id, command)
        result = RESULTS.get(outcome)
        if result is not None:
            await self._say(job, result, FAULTS[outcome])


def printer_of(channel: str, setup: HallSetup) -> str | None:
    """Who prints what is taken through a channel `kind:workstation`; None: the device prints itself."""
    kind, _, workstation = channel.partition(":")
    entry = setup.devices.get(workstation)
    if entry is None:
        return None if kind == ActorKind.DEVICE else workstation
    kiosk = setup.devices.get(entry.kiosk or "")
    for place in (entry, kiosk):
        if place is not None and place.printer is not None:
            return place.printer
    return None if kind == ActorKind.DEVICE else workstation


def _paper(day: HallDay, setup: HallSetup, job: Job) -> TicketPaper | ReceiptPaper | None:
    """The paper of an open ticket or of a filing of today; nobody needs one of another."""
    if job.sort is Sort.RECEIPT:
        filing = day.state.filings.get(job.id)
        return None if filing is None else receipt_paper(setup, filing)
    found = day.tickets.get(job.id)
    return None if found is None or found.state not in OPEN_STATES else ticket_paper(day, setup, found)
