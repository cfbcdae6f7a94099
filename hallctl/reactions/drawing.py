"""Documents (文书) that an act has made are drawn, sealed where somebody seals them, and filed.

Open jobs survive a restart: what was not filed is drawn again. While a page cannot be drawn or signed, the
hall says so and tries again.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from dataclasses import dataclass
from typing import Final

import structlog
from jinja2 import TemplateError

from hallctl.contracts.seals import SealUnavailableError, Signer
from hallctl.domain.actors import SYSTEM
from hallctl.domain.commands import FileDocument
from hallctl.domain.seals import DrawingJob
from hallctl.hall import Hall
from hallctl.paperwork import signature
from hallctl.paperwork.press import Press
from hallctl.reactions.jobs import Jobs, tell
from hallctl.reactions.paging import Source, page_of, source_of
from hallctl.sealed_files import SealedFiles, Stored
from hallctl.side_process import SideProcessLost

PLACE: Final = "paperwork"
"""Under which name the hall speaks of a press that does not work."""

AGAIN_S: Final = 10.0
CODE_BYTES: Final = 16
AT_ONCE: Final = 4
"""Documents that are on their way to the press together; as many more on their way to the signer."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Office:
    """What documents are made with: who draws, who signs, where the files lie."""

    press: Press
    signer: Signer
    files: SealedFiles


@dataclass(frozen=True, slots=True)
class Made:
    """A document that was drawn and lies sealed."""

    stored: Stored
    pages: int
    certificate: str


class Drawing:
    """Brings every open job to an end."""

    def __init__(self, hall: Hall, office: Office) -> None:
        self._hall, self._office = hall, office
        self._drawing, self._sealing = asyncio.Semaphore(AT_ONCE), asyncio.Semaphore(AT_ONCE)
        jobs = Jobs(hall, "drawing", lambda day: day.state.drawing.values(), self._carry_out)
        self.run = jobs.run

    async def _carry_out(self, job: DrawingJob) -> None:
        # Who waits for what does not work keeps the room: a thousand jobs would ask for it in turn.
        async with self._drawing if job.seal is None else self._sealing:
            source = await asyncio.to_thread(source_of, self._hall, job.document)
            if source is None:
                log.error("a document is not in the journal", document=job.document)
                return
            code = source.row.code or secrets.token_urlsafe(CODE_BYTES)
            while True:
                made = await self._tried(job, source, code)
                if made is not None:
                    break
                await asyncio.sleep(AGAIN_S)
        await self._file(job, source, code, made)

    async def _tried(self, job: DrawingJob, source: Source, code: str) -> Made | None:
        """None where the page could not be drawn or signed: the hall has been told."""
        try:
            made = await self._made(job, source, code)
        except (OSError, SideProcessLost, SealUnavailableError, TemplateError) as error:
            self._hall.fault(PLACE, str(error))
            return None
        self._hall.fault(PLACE, None)
        return made

    async def _made(self, job: DrawingJob, source: Source, code: str) -> Made:
        seal = None if job.seal is None else self._hall.setup.seals.get(job.seal)
        if job.seal is not None and seal is None:
            raise SealUnavailableError(f"no seal {job.seal} is configured")
        page = await asyncio.to_thread(page_of, self._hall, source, code, seal)
        drawn = await self._office.press.draw(page, signed=seal is not None)
        if drawn.missing:
            log.warning("letters are missing in a document", document=job.document, count=len(drawn.missing))
        pdf, certificate = drawn.pdf, ""
        if seal is not None:
            pdf, covered = signature.covered(pdf)
            signed = await self._office.signer.sign(seal.id, covered)
            pdf, certificate = signature.signed(pdf, signed.cms), signed.certificate
        name = f"{hashlib.sha256(pdf).hexdigest()[:32]}.pdf.sealed"
        subject = f"application:{job.application}"
        stored = await asyncio.to_thread(self._office.files.put, name, subject, pdf)
        return Made(stored, drawn.pages, certificate)

    async def _file(self, job: DrawingJob, source: Source, code: str, made: Made) -> None:
        if self._hall.day.state.drawing.get(job.document) != job:
            # Somebody seals it meanwhile: that is another job.
            await asyncio.to_thread(self._office.files.drop, made.stored.file)
            return
        command = FileDocument(
            application=job.application,
            document=job.document,
            file=made.stored.file,
            key=made.stored.key.id,
            sha256=made.stored.sha256,
            size=made.stored.size,
            pages=made.pages,
            code=code,
            seal=job.seal,
            certificate=made.certificate,
        )
        refused = await tell(self._hall, command, SYSTEM, (made.stored.key,))
        if refused is not None:
            await asyncio.to_thread(self._office.files.drop, made.stored.file)
        elif source.row.file:
            await asyncio.to_thread(self._office.files.drop, source.row.file)
