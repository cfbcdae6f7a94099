"""Notices (通知书) that somebody prints: template, application and personal store together (DEV-15).

Nothing is printed twice: what a restart left open is unknown, and a person decides.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from hallctl.contracts.devices import NoticePrinter, Outcome
from hallctl.contracts.notices import NoticePaper
from hallctl.domain.actors import SYSTEM
from hallctl.domain.commands import ReportNotice
from hallctl.domain.day import HallDay
from hallctl.domain.events import DeviceChanged
from hallctl.domain.moments import local
from hallctl.domain.notices import TEMPLATES, NoticeJob, NoticeState
from hallctl.domain.records import Record
from hallctl.domain.setup import HallSetup
from hallctl.hall import Hall
from hallctl.journal.rows import ApplicationRow
from hallctl.reactions.following import on_disk
from hallctl.reactions.jobs import Jobs, tell
from hallctl.reactions.outputs import FAULTS, NO_DEVICE, attempt
from hallctl.registry.cards import holder

STATES: Final[Mapping[Outcome, NoticeState]] = {
    Outcome.DONE: NoticeState.PRINTED,
    Outcome.REFUSED: NoticeState.FAILED,
    Outcome.TIMED_OUT: NoticeState.FAILED,
    Outcome.UNKNOWN: NoticeState.UNKNOWN,
}
NOBODY: Final = "申请人"
"""How a notice addresses somebody whose card was not read."""

ERASED: Final = "办件已不存在"


class Notices:
    """Sends notices to the printers, one after the other to each."""

    def __init__(self, hall: Hall, printers: Mapping[str, NoticePrinter]) -> None:
        self._hall, self._printers = hall, dict(printers)
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._begun: set[str] = set()
        self._jobs = Jobs(hall, "notices", _open_jobs, self._carry_out, self._hear)

    def follow(self, printers: Mapping[str, NoticePrinter]) -> None:
        """From now on the printers are these."""
        self._printers = dict(printers)

    async def run(self) -> None:
        """Settle what was left open, then follow the feed until cancelled."""
        self._begun.update(job.id for job in await on_disk(self._hall, _open_jobs))
        await self._jobs.run()

    def _hear(self, record: Record) -> None:
        event = record.event
        if isinstance(event, DeviceChanged) and event.after == "ONLINE" and event.device in self._printers:
            self._hall.fault(event.device, None)

    async def _carry_out(self, job: NoticeJob) -> None:
        async with self._turns[job.device]:
            if job.id in self._begun:
                await self._report(job, NoticeState.UNKNOWN)
                return
            self._begun.add(job.id)
            printer = self._printers.get(job.device)
            if printer is None:
                await self._report(job, NoticeState.FAILED, NO_DEVICE)
                return
            paper = await self._paper(job)
            if paper is None:
                await self._report(job, NoticeState.FAILED, ERASED)
                return
            outcome = await attempt(self._hall, printer.id, printer.print_notice(paper))
            await self._report(job, STATES[outcome], FAULTS.get(outcome))

    async def _report(self, job: NoticeJob, state: NoticeState, fault: str | None = None) -> None:
        """Write in the job what became of it."""
        await tell(self._hall, ReportNotice(notice=job.id, result=state.value, fault=fault), SYSTEM)
        self._begun.discard(job.id)

    async def _paper(self, job: NoticeJob) -> NoticePaper | None:
        rows = await asyncio.to_thread(self._hall.journal.applications, [job.application])
        row = rows.get(job.application)
        if row is None:
            return None
        facts = _facts(row, job, self._hall.setup, self._hall.now())
        template = TEMPLATES[job.template]
        applicant = await self._name(row.applicant or _shown_at_window(self._hall.day, row))
        return NoticePaper(
            notice=job.id,
            title=template.title,
            version=job.version,
            lines=tuple(line.format_map(facts | {"applicant": applicant}) for line in template.lines),
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


def _open_jobs(day: HallDay) -> list[NoticeJob]:
    return list(day.state.notices.values())


def _shown_at_window(day: HallDay, row: ApplicationRow) -> str | None:
    """The sealed record of the card that was shown while the application was taken, on the same day."""
    ticket = day.tickets.get(row.ticket or "")
    return ticket.identity.sealed if ticket and ticket.identity else None


def _facts(row: ApplicationRow, job: NoticeJob, setup: HallSetup, now: datetime) -> dict[str, str]:
    """What templates may name, but for the person."""
    item, clerk = setup.items.get(row.item), setup.staff.get(job.operator)
    return {
        "hall": setup.name,
        "application": row.id,
        "item": item.name if item else row.item,
        "clerk": clerk.number if clerk else job.operator,
        "received": f"{local(row.received_at, setup.timezone):%Y年%m月%d日}",
        "date": f"{local(now, setup.timezone):%Y年%m月%d日}",
    }
