"""Documents (文书) that somebody prints: the first paper is what was filed, later ones are copies (DEV-15).

Nothing is printed twice: what a restart left open is unknown, and a person decides.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from jinja2 import TemplateError

from hallctl.contracts.devices import NoticePrinter, Outcome
from hallctl.contracts.notices import NoticePaper
from hallctl.domain.actors import SYSTEM
from hallctl.domain.commands import ReportNotice
from hallctl.domain.day import HallDay
from hallctl.domain.events import DeviceChanged
from hallctl.domain.notices import NoticeJob, NoticeState
from hallctl.domain.records import Record
from hallctl.hall import Hall
from hallctl.reactions.drawing import Office
from hallctl.reactions.following import on_disk
from hallctl.reactions.jobs import Jobs, tell
from hallctl.reactions.outputs import FAULTS, NO_DEVICE, attempt
from hallctl.reactions.paging import page_of, source_of
from hallctl.side_process import SideProcessLost

STATES: Final[Mapping[Outcome, NoticeState]] = {
    Outcome.DONE: NoticeState.PRINTED,
    Outcome.REFUSED: NoticeState.FAILED,
    Outcome.TIMED_OUT: NoticeState.FAILED,
    Outcome.UNKNOWN: NoticeState.UNKNOWN,
}
ERASED: Final = "文书已不存在"
NOT_DRAWN: Final = "文书无法制作"


class Notices:
    """Sends documents to the printers, one after the other to each, as soon as they are drawn and sealed."""

    def __init__(self, hall: Hall, printers: Mapping[str, NoticePrinter], office: Office) -> None:
        self._hall, self._printers, self._office = hall, dict(printers), office
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
            pdf = await self._pdf(job)
            if isinstance(pdf, str):
                await self._report(job, NoticeState.FAILED, pdf)
                return
            paper = NoticePaper(notice=job.id, pdf=pdf, copies=job.copies)
            outcome = await attempt(self._hall, printer.id, printer.print_notice(paper))
            await self._report(job, STATES[outcome], FAULTS.get(outcome))

    async def _report(self, job: NoticeJob, state: NoticeState, fault: str | None = None) -> None:
        """Write in the job what became of it."""
        report = ReportNotice(application=job.application, notice=job.id, result=state.value, fault=fault)
        await tell(self._hall, report, SYSTEM)
        self._begun.discard(job.id)

    async def _pdf(self, job: NoticeJob) -> bytes | str:
        """The file, or a copy drawn for this paper; or why there is none."""
        source = await asyncio.to_thread(source_of, self._hall, job.document)
        if source is None:
            return ERASED
        if not job.copy:
            found = await asyncio.to_thread(self._filed, source.row.file, source.row.key)
            return found or ERASED
        seal = self._hall.setup.seals.get(source.row.seal or "")
        code = source.row.code or ""
        page = await asyncio.to_thread(page_of, self._hall, source, code, seal, self._hall.now())
        try:
            return (await self._office.press.draw(page)).pdf
        except (SideProcessLost, TemplateError):
            return NOT_DRAWN

    def _filed(self, file: str, key: str) -> bytes | None:
        pieces = self._office.files.pieces(file, key) if file else None
        return None if pieces is None else b"".join(pieces)


def _open_jobs(day: HallDay) -> list[NoticeJob]:
    """Those whose document is not being drawn or sealed."""
    drawing = day.state.drawing
    return [job for job in day.state.notices.values() if job.document not in drawing]
