"""A hall with a camera on real wires: marks, stills, footage, retention; a dead camera holds nobody up."""

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from at_work import stopped
from cameras_at_work import AtWork, an_entry, camera_at_work, login_file
from halls import Clock, a_setup, running_hall, staff_actor
from polling import until

from hallctl.domain import commands as c
from hallctl.domain.events import TicketIssued
from hallctl.domain.recording import RecordingRules
from hallctl.hall import Hall
from hallctl.journal.clip_rows import ClipRow, ClipSearch
from hallctl.reactions.recording import Stills
from hallctl.registry.footage import FILM, STILL, Footage
from hallctl.sealed_files import SealedFiles
from hallctl.simulation.faults import Fault, Trouble

MATROSKA = b"\x1a\x45\xdf\xa3"


@dataclass
class Watched:
    """A hall, its camera over window 1, and the files of its clips."""

    hall: Hall
    clock: Clock
    work: AtWork
    footage: Footage
    folder: Path

    async def serve(self, seconds: int = 3) -> ClipRow:
        """A service at window 1, and its clip."""
        actor = staff_actor(self.hall.setup, "u01", "1")
        if "1" not in self.hall.day.windows:
            await self.hall.do(c.OpenWindow(window="1"), actor)
        issued = await self.hall.do(c.IssueTicket(items=("A1",)), actor)
        ticket = issued.first(TicketIssued)
        assert ticket is not None
        await self.hall.do(c.CallNext(window="1"), actor)
        await self.hall.do(c.StartService(window="1"), actor)
        self.clock.sleep(seconds=seconds)
        await self.hall.do(c.CompleteService(window="1", outcome="enquiry_only"), actor)
        found = await asyncio.to_thread(self.hall.journal.clips.find, ClipSearch(ticket=ticket.ticket))
        return found[0]

    async def files(self, clip: str) -> list[tuple[str, int]]:
        rows = await asyncio.to_thread(self.hall.journal.clips.files, clip)
        return [(row.content, row.size) for row in rows]


@asynccontextmanager
async def watched(
    folder: Path, *, snapshots: bool = False, deadline_s: float = 2.0
) -> AsyncIterator[Watched]:
    entry = an_entry("hikvision-isapi", login_file(folder), window="1")
    setup = replace(a_setup(), devices={"cam-1": entry}, recording=RecordingRules(snapshots=snapshots))
    clock = Clock()
    async with (
        camera_at_work(entry, deadline_s=deadline_s) as work,
        running_hall(folder / "hall.db", setup, clock) as hall,
    ):
        cameras: dict[str, Any] = {"cam-1": work.driver}
        footage = Footage(hall, SealedFiles(folder / "clips", hall.journal), cameras.get)
        stills = asyncio.create_task(Stills(hall, footage).run())
        try:
            await until(lambda: work.state == "ONLINE")
            yield Watched(hall, clock, work, footage, folder / "clips")
        finally:
            await stopped(stills)


async def test_footage_comes_from_the_recorder_into_the_store_and_goes_with_retention(tmp_path: Path) -> None:
    async with watched(tmp_path) as hall:
        clip = await hall.serve()
        assert not hall.folder.exists(), "by default nothing is stored but the mark"
        assert await hall.footage.fetch(clip) == "fetching"
        assert await hall.footage.fetch(clip) == "fetching"
        await until(lambda: not hall.footage.fetching(clip.id))
        (row,) = hall.hall.journal.clips.files(clip.id)
        (file,) = hall.folder.iterdir()
        film = b"".join(SealedFiles(hall.folder, hall.hall.journal).pieces(row.file, row.key) or ())
        assert (row.content, row.size, len(film)) == (FILM, len(film), row.size)
        assert film.startswith(MATROSKA)
        assert film[:64] not in file.read_bytes()
        assert file.stat().st_mode & 0o077 == 0
        assert hall.folder.stat().st_mode & 0o077 == 0
        assert await hall.footage.fetch(clip) == "stored"
        hall.clock.sleep(days=31)
        assert await hall.footage.retain() == 1
        assert not list(hall.folder.iterdir())
        assert hall.hall.journal.unseal(row.key) is None, "copies of the folder cannot be read either"


async def test_a_hall_that_says_so_takes_a_still_when_a_mark_begins(tmp_path: Path) -> None:
    async with watched(tmp_path, snapshots=True) as hall:
        clip = await hall.serve()
        await until((hall.folder / f"{clip.id}.jpg").exists)
        await until(lambda: hall.hall.journal.clips.files(clip.id))
        ((content, size),) = await hall.files(clip.id)
        assert content == STILL
        assert size > 500


async def test_a_dead_camera_holds_nobody_up(tmp_path: Path) -> None:
    """Whoever waited for it would wait for an hour."""
    async with watched(tmp_path, snapshots=True, deadline_s=3600.0) as hall:
        hall.work.simulator.suffer(Trouble(Fault.HALF_OPEN))
        clips = [await hall.serve() for _ in range(5)]
        assert len({clip.id for clip in clips}) == 5


async def test_a_dead_camera_is_noticed_and_gives_no_still(tmp_path: Path) -> None:
    async with watched(tmp_path, snapshots=True) as hall:
        hall.work.simulator.suffer(Trouble(Fault.HALF_OPEN))
        await hall.serve()
        await until(lambda: hall.work.state in {"DEGRADED", "OFFLINE"})
        assert not list(hall.folder.glob("*.jpg"))


async def test_what_a_crash_left_behind_is_swept(tmp_path: Path) -> None:
    async with watched(tmp_path) as hall:
        before = SealedFiles(hall.folder, hall.hall.journal)
        before.half("film.mkv").write_bytes(b"in clear")
        for name in ("young.mkv", "old.mkv"):
            before.put(name, "clip:1", b"nobody names it")
        long_ago = time.time() - timedelta(days=2).total_seconds()
        os.utime(hall.folder / "old.mkv", (long_ago, long_ago))
        await hall.footage.retain()
        assert [path.name for path in hall.folder.iterdir()] == ["young.mkv"]
