"""The daily job that forgets whom old visits and closed cases were about (个人信息保存期限, SEC-11)."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta
from typing import Final

import msgspec
import structlog

from hallctl.configuration.configuration import PrivacySettings
from hallctl.domain.moments import midnight
from hallctl.hall import Hall, Intake
from hallctl.journal.errors import JournalError
from hallctl.journal.retention import Forgotten, Limits
from hallctl.sealed_files import SealedFiles

log = structlog.get_logger(__name__)

EVERY_S: Final = 60.0
"""How often the hall's date is looked at."""


YOUNG_S: Final = 86_400.0
"""So long a file of a document may lie there without an event: the journal may have to wait for its disk."""


class Total(msgspec.Struct, frozen=True, kw_only=True):
    """What a pass has forgotten; `files`: of documents that nobody can read or nothing names (`sweep`)."""

    tickets: int = 0
    appointments: int = 0
    applications: int = 0
    subjects: int = 0
    files: int = 0


class Forgetting:
    """Serves one hall."""

    def __init__(self, hall: Hall, kept: PrivacySettings, documents: SealedFiles | None = None) -> None:
        self._hall = hall
        self._kept = kept
        self._documents = documents

    async def run(self) -> None:
        """Once a day, until cancelled; a day that failed is tried again."""
        done_on = None
        while True:
            today = self._hall.now().date()
            if self._hall.intake is Intake.RUNNING and today != done_on:
                try:
                    await self.once()
                    done_on = today
                except (JournalError, OSError) as error:
                    log.warning("retention.failed", error=str(error))
            await asyncio.sleep(EVERY_S)

    async def once(self) -> Total:
        """Everything that is due, in slices, so that nobody has to wait for it."""
        today = midnight(self._hall.now(), self._hall.setup.timezone)
        limits = Limits(_before(today, self._kept.visits_days), _before(today, self._kept.cases_days))
        total = Total()
        while (done := await asyncio.to_thread(self._hall.journal.forget, limits)).rows:
            total = _added(total, done)
            self._hall.cases.reread()
        total = msgspec.structs.replace(total, files=await asyncio.to_thread(self._sweep))
        if total != Total():
            log.info("retention.done", **msgspec.structs.asdict(total))
        return total

    def _sweep(self) -> int:
        """Delete files of documents that were drawn and never journaled, replaced, or erased; how many."""
        if self._documents is None:
            return 0
        before = time.time() - YOUNG_S
        return len(self._documents.sweep(self._hall.journal.papers.files(), before))


def _added(total: Total, done: Forgotten) -> Total:
    return Total(
        tickets=total.tickets + done.tickets,
        appointments=total.appointments + done.appointments,
        applications=total.applications + done.applications,
        subjects=total.subjects + len(done.subjects),
    )


def _before(today: datetime, days: int) -> datetime | None:
    return today - timedelta(days=days) if days else None
