"""Files of clips (录像文件): stills and footage on their way from a camera into the store, and out of it.

Nothing here decides who may look: whoever asks for a file has come through `AccessClip`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final, Literal

import structlog

from hallctl.contracts.cameras import Camera
from hallctl.contracts.devices import Outcome
from hallctl.domain.actors import SYSTEM
from hallctl.domain.commands import DeleteClips, StoreClip
from hallctl.domain.events import ClipDeleted
from hallctl.domain.refusals import Refused
from hallctl.hall import Hall
from hallctl.journal.clip_rows import ClipFileRow, ClipRow
from hallctl.journal.errors import JournalError
from hallctl.sealed_files import SealedFiles

STILL: Final = "image/jpeg"
FILM: Final = "video/x-matroska"
MARGIN: Final = timedelta(seconds=5)
"""Footage begins so much before the mark and ends so much after it: clocks of recorders differ."""

EVERY_S: Final = 900.0
YOUNG_S: Final = 86_400.0
"""So long a file may be in the store without a row: a fetch lasts as long as what it fetches."""

CameraOf = Callable[[str], Camera | None]
"""The driver of a camera by its id; None where it has none."""

Fetching = Literal["stored", "fetching", "unavailable"]
log = structlog.get_logger(__name__)


class Footage:
    """Fetches, stores, forgets. `run` is the retention job (SEC-10)."""

    def __init__(
        self,
        hall: Hall,
        store: SealedFiles,
        camera_of: CameraOf,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._hall, self._store, self._camera_of = hall, store, camera_of
        self._sleep = sleep
        self._under_way: dict[str, asyncio.Task[None]] = {}

    # --- in ---

    async def fetch(self, clip: ClipRow) -> Fetching:
        """Have the footage of an ended clip brought into the store; nobody waits for it."""
        files = await asyncio.to_thread(self._hall.journal.clips.files, clip.id)
        if any(file.content == FILM for file in files):
            return "stored"
        if clip.id in self._under_way:
            return "fetching"
        camera = self._camera_of(clip.camera)
        if camera is None or clip.ended_at is None:
            return "unavailable"
        task = asyncio.create_task(self._film(clip, camera), name=f"footage {clip.id}")
        self._under_way[clip.id] = task
        task.add_done_callback(lambda _: self._under_way.pop(clip.id, None))
        return "fetching"

    def fetching(self, clip: str) -> bool:
        """Whether its footage is on its way."""
        return clip in self._under_way

    async def still(self, clip: str, camera: str) -> None:
        """Store what the camera sees now; a camera that gives nothing is no matter."""
        driver = self._camera_of(camera)
        picture = None if driver is None else await driver.snapshot()
        if picture is None:
            log.info("no still for a clip", clip=clip, device=camera)
            return
        data = picture.data
        await self._stored(clip, f"{clip}.jpg", STILL, lambda path: _written(path, data))

    async def _film(self, clip: ClipRow, camera: Camera) -> None:
        end = (clip.ended_at or clip.begun_at) + MARGIN

        async def record(path: Path) -> bool:
            return await camera.footage(clip.begun_at - MARGIN, end, path) is Outcome.DONE

        await self._stored(clip.id, f"{clip.id}.mkv", FILM, record)

    async def _stored(
        self, clip: str, name: str, content: str, write: Callable[[Path], Awaitable[bool]]
    ) -> None:
        """The file is in the store and in the journal, or nowhere."""
        try:
            half = await asyncio.to_thread(self._store.half, name)
            if not await write(half):
                log.warning("no footage for a clip", clip=clip)
                await asyncio.to_thread(self._store.drop, name)
                return
            stored = await asyncio.to_thread(self._store.finish, name, subject_of(clip))
            command = StoreClip(
                clip=clip,
                file=name,
                key=stored.key.id,
                content=content,
                sha256=stored.sha256,
                size=stored.size,
            )
            await self._hall.do(command, SYSTEM, sealed=(stored.key,))
        except (OSError, Refused) as error:
            log.warning("a file of a clip could not be stored", clip=clip, cause=str(error))
            await asyncio.to_thread(self._store.drop, name)

    # --- out ---

    async def pieces(self, file: ClipFileRow) -> Iterator[bytes] | None:
        """A file in clear, to be read in threads; None where it is gone."""
        return await asyncio.to_thread(self._store.pieces, file.file, file.key)

    async def run(self) -> None:
        """Delete what is older than retention and not on hold, now and then until cancelled."""
        try:
            while True:
                await self.retain()
                await self._sleep(EVERY_S)
        finally:
            for task in tuple(self._under_way.values()):
                task.cancel()
            await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    async def retain(self) -> int:
        """Delete marks with their files, and files that a crash left behind; how many marks went."""
        clips = self._hall.journal.clips
        before = self._hall.now() - timedelta(days=self._hall.setup.recording.retention_days)
        gone = 0
        try:
            while expired := await asyncio.to_thread(clips.expired, before):
                done = await self._hall.do(DeleteClips(clips=expired), SYSTEM)
                deleted = sum(isinstance(record.event, ClipDeleted) for record in done.records)
                gone += deleted
                if not deleted:
                    break
            await asyncio.to_thread(self._forget)
        except Refused as refusal:
            log.warning("retention has to wait", code=refusal.code)
            return gone
        except JournalError as error:
            log.warning("a key of a deleted recording is still there", cause=str(error))
            return gone
        kept = await asyncio.to_thread(clips.kept_files)
        files = await asyncio.to_thread(self._store.sweep, kept, time.time() - YOUNG_S)
        if gone or files:
            log.info("recordings deleted", clips=gone, files=len(files))
        return gone

    def _forget(self) -> None:
        """Files of deleted marks, and their keys: copies of the folder cannot be read any more either."""
        journal = self._hall.journal
        for file in journal.clips.left_behind():
            self._store.drop(file.file)
            journal.erase(journal.subject_of(subject_of(file.clip)))


def subject_of(clip: str) -> str:
    """Whose the files of a clip are: its own, so that they can be erased with it."""
    return f"clip:{clip}"


async def _written(path: Path, data: bytes) -> bool:
    await asyncio.to_thread(path.write_bytes, data)
    return True
