"""Notices (通知书) that somebody prints: template, application and personal store together (DEV-15).

Nothing is printed twice: what a restart left open is unknown, and a person decides.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Final

import structlog

from hallctl.contracts.devices import NoticePrinter, Outcome
from hallctl.contracts.notices import NoticePaper
from hallctl.domain.actors import Actor
from hallctl.domain.commands import ReportNotice
from hallctl.domain.day import HallDay
from hallctl.domain.events import DeviceChanged, NoticeRequested
from hallctl.domain.moments import local
from hallctl.domain.notices import TEMPLATES, NoticeState
from hallctl.domain.records import Record
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.hall import Hall
from hallctl.reactions.crew import Crew
from hallctl.reactions.following import follow
from hallctl.reactions.outputs import FAULTS, attempt
from hallctl.registry.cards import holder

STATES: Final[Mapping[Outcome, NoticeState]] = {
    Outcome.DONE: NoticeState.PRINTED,
    Outcome.REFUSED: NoticeState.FAILED,
    Outcome.TIMED_OUT: NoticeState.FAILED,
    Outcome.UNKNOWN: NoticeState.UNKNOWN,
}
NOBODY: Final = "申请人"
"""How a notice addresses somebody whose card was not read."""

log = structlog.get_logger(__name__)


class Notices:
    """Sends notices to the printers."""

    def __init__(self, hall: Hall, printers: Mapping[str, NoticePrinter]) -> None:
        self._hall = hall
        self._crew: Crew[NoticePrinter, Desk] = Crew("notices", partial(Desk, hall), printers)
        self._settled = 0

    def follow(self, printers: Mapping[str, NoticePrinter]) -> None:
        """From now on the printers are these."""
        self._crew.follow(printers)

    async def run(self) -> None:
        """Settle what was left open, then follow the feed until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._crew.run(), name="notice-printers")
            begun = False
            async for records in follow(self._hall, "notices"):
                if not begun:
                    begun = True
                    await self._settle()
                for record in records:
                    await self._hear(record)

    async def _hear(self, record: Record) -> None:
        event = record.event
        if isinstance(event, NoticeRequested) and record.seq > self._settled:
            desk = self._crew.workers.get(event.device)
            if desk is not None:
                desk.jobs.put_nowait(event)
            else:
                await report(self._hall, event.notice, NoticeState.FAILED, "打印机没有驱动程序")
        elif (
            isinstance(event, DeviceChanged)
            and event.after == "ONLINE"
            and event.device in self._crew.workers
        ):
            self._hall.fault(event.device, None)

    async def _settle(self) -> None:
        """Jobs of which nobody knows what became of them."""
        try:
            seen = await self._hall.read(lambda day, _setup, _now: list(day.state.notices))
        except Refused as refusal:
            log.warning("open notices could not be looked at", code=refusal.code)
            return
        self._settled = seen.seq
        for notice in seen.value:
            await report(self._hall, notice, NoticeState.UNKNOWN, None)


class Desk:
    """One printer's queue of notices."""

    def __init__(self, hall: Hall, printer: NoticePrinter) -> None:
        self.jobs: asyncio.Queue[NoticeRequested] = asyncio.Queue()
        self._hall, self._printer = hall, printer

    async def run(self) -> None:
        """Print one after the other until cancelled."""
        while True:
            await self._print(await self.jobs.get())

    async def _print(self, job: NoticeRequested) -> None:
        try:
            paper = await self._paper(job)
        except Refused:
            await report(self._hall, job.notice, NoticeState.FAILED, None)
            return
        outcome = await attempt(self._hall, self._printer.id, self._printer.print_notice(paper))
        await report(self._hall, job.notice, STATES[outcome], FAULTS.get(outcome))

    async def _paper(self, job: NoticeRequested) -> NoticePaper:
        seen = await self._hall.read(lambda day, setup, now: _facts(day, setup, now, job))
        facts, sealed = seen.value
        facts["applicant"] = await self._name(sealed)
        template = TEMPLATES[job.template]
        return NoticePaper(
            notice=job.notice,
            title=template.title,
            version=job.version,
            lines=tuple(line.format_map(facts) for line in template.lines),
            hall=facts["hall"],
            date=facts["date"],
            copies=job.copies,
            seal=job.seal,
        )

    async def _name(self, sealed: str | None) -> str:
        """The applicant's name, straight from the personal store to the paper."""
        if sealed is None:
            return NOBODY
        found = await asyncio.to_thread(self._hall.journal.unseal, sealed)
        return NOBODY if found is None else holder(found).name


async def report(hall: Hall, notice: str, state: NoticeState, fault: str | None) -> None:
    """Write in the job what became of it."""
    try:
        await hall.do(ReportNotice(notice=notice, result=state.value, fault=fault), Actor.system())
    except Refused as refusal:
        log.warning("print result not accepted", notice=notice, code=refusal.code)


def _facts(
    day: HallDay, setup: HallSetup, now: datetime, job: NoticeRequested
) -> tuple[dict[str, str], str | None]:
    """What templates may name, and the sealed record of whoever it is for."""
    ticket = day.tickets.get(job.ticket)
    item = setup.items.get(job.application.rsplit("-", 2)[0])
    person = setup.staff.get(job.operator)
    taken = ticket.taken_at if ticket else now
    return {
        "hall": setup.name,
        "application": job.application,
        "item": item.name if item else "",
        "clerk": person.number if person else job.operator,
        "received": f"{local(taken, setup.timezone):%Y年%m月%d日}",
        "date": f"{local(now, setup.timezone):%Y年%m月%d日}",
    }, ticket.identity.sealed if ticket and ticket.identity else None
