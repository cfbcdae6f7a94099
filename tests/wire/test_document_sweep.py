"""Files of documents that no event came to name, or that nobody can read any more, are swept and counted."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from halls import Clock, running_hall
from paperwork_hall import drawing, drawn
from pdf_text import PANGO

from hallctl.configuration.configuration import PrivacySettings
from hallctl.domain import commands as c
from hallctl.domain.actors import SYSTEM
from hallctl.domain.applications import Channel
from hallctl.hall import Hall
from hallctl.retention import YOUNG_S, Forgetting, Total
from hallctl.sealed_files import SealedFiles

pytestmark = PANGO

KEPT = PrivacySettings(visits_days=180, cases_days=3650)


@dataclass
class Archive:
    """A hall with one application whose receipt notice is drawn."""

    hall: Hall
    files: SealedFiles
    application: str

    async def sweep(self) -> Total:
        return await Forgetting(self.hall, KEPT, self.files).once()

    @property
    def names(self) -> set[str]:
        return {path.name for path in self.files.folder.iterdir()}

    def age(self) -> None:
        """Whatever lies there was written long ago."""
        long_ago = time.time() - YOUNG_S - 60
        for path in self.files.folder.iterdir():
            os.utime(path, (long_ago, long_ago))


@pytest.fixture
async def archive(tmp_path: Path) -> AsyncIterator[Archive]:
    async with running_hall(tmp_path / "hall.db", clock=Clock()) as hall, drawing(hall, tmp_path) as office:
        filed = await hall.do(c.SubmitApplication(item="A1", channel=Channel.ONLINE), SYSTEM)
        await drawn(hall)
        yield Archive(hall, office.files, filed.records[0].event.application)  # type: ignore[attr-defined]


async def test_what_an_event_names_stays_however_old_it_is(archive: Archive) -> None:
    before = archive.names
    assert len(before) == 1
    archive.age()
    assert await archive.sweep() == Total()
    assert archive.names == before


async def test_a_file_without_an_event_goes_once_it_is_old_and_is_counted(archive: Archive) -> None:
    named = archive.names
    await asyncio.to_thread(archive.files.put, "lost.pdf.sealed", "application:lost", b"%PDF-lost")
    assert await archive.sweep() == Total(), "its event may be on its way"
    archive.age()
    assert await archive.sweep() == Total(files=1)
    assert archive.names == named


async def test_a_file_that_nobody_can_read_any_more_goes(archive: Archive) -> None:
    subject = archive.hall.journal.subject_of(f"application:{archive.application}")
    assert await asyncio.to_thread(archive.hall.journal.erase, subject)
    archive.age()
    assert await archive.sweep() == Total(files=1)
    assert archive.names == set()


async def test_pages_of_the_register_leave_nothing_out(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hallctl.journal.paper_reading.FILES_AT_ONCE", 1)
    for _ in range(2):
        await archive.hall.do(c.SubmitApplication(item="A1", channel=Channel.ONLINE), SYSTEM)
    await drawn(archive.hall)
    assert set(await asyncio.to_thread(lambda: list(archive.hall.journal.papers.files()))) == archive.names
    assert len(archive.names) == 3
