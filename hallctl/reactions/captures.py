"""Capture jobs (材料采集) go to their device; the pages are sealed, stored and told to the hall."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Final

import structlog

from hallctl.contracts.devices import DocumentCamera, Outcome
from hallctl.contracts.scans import Scan
from hallctl.domain.actors import Actor
from hallctl.domain.commands import FailCapture, StoreCapture
from hallctl.domain.refusals import Refused
from hallctl.domain.scans import CaptureJob
from hallctl.hall import Hall
from hallctl.reactions.following import AGAIN_S, follow, on_disk
from hallctl.reactions.outputs import FAULTS, attempt
from hallctl.scan_store import CONTENTS, Pages, ScanStore

NO_PAGES: Final = "没有页面"
NO_DEVICE: Final = "设备未连接"
NO_ROOM: Final = "影像无法保存"

log = structlog.get_logger(__name__)


class Captures:
    """Brings every open job to an end, those from before a restart too."""

    def __init__(self, hall: Hall, cameras: Mapping[str, DocumentCamera], store: ScanStore) -> None:
        self._hall, self._store = hall, store
        self._cameras = dict(cameras)
        self._under_way: dict[str, asyncio.Task[None]] = {}

    def follow(self, cameras: Mapping[str, DocumentCamera]) -> None:
        """From now on the devices are these."""
        self._cameras = dict(cameras)

    async def run(self) -> None:
        """Follow the feed until cancelled."""
        try:
            async for _ in follow(self._hall, "captures"):
                for job in await on_disk(self._hall, lambda day: day.state.captures.values()):
                    self._begin(job)
        finally:
            for task in self._under_way.values():
                task.cancel()
            await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    def _begin(self, job: CaptureJob) -> None:
        if job.id not in self._under_way:
            task = asyncio.create_task(self._carry_out(job), name=f"capture-{job.id}")
            self._under_way[job.id] = task
            task.add_done_callback(partial(self._over, job.id))

    def _over(self, name: str, _task: asyncio.Task[None]) -> None:
        self._under_way.pop(name, None)

    async def _carry_out(self, job: CaptureJob) -> None:
        scan = await self._captured(job)
        if isinstance(scan, str):
            await self._end(job, FailCapture(job=job.id, fault=scan))
            return
        try:
            pages = [(page.content, page.data) for page in scan.pages]
            stored = await asyncio.to_thread(self._store.put, job.id, job.application, pages)
        except OSError as error:
            log.warning("pages cannot be stored", job=job.id, cause=str(error))
            await self._end(job, FailCapture(job=job.id, fault=NO_ROOM))
            return
        command = StoreCapture(
            application=job.application, job=job.id, sha256=stored.sha256, files=stored.files
        )
        await self._end(job, command, stored)

    async def _captured(self, job: CaptureJob) -> Scan | str:
        """The pages, or why there are none."""
        camera = self._cameras.get(job.device)
        if camera is None:
            return NO_DEVICE
        found: list[Scan] = []

        async def capture() -> Outcome:
            found.append(await camera.capture(job.id))
            return found[0].outcome

        outcome = await attempt(self._hall, job.device, capture())
        if outcome is not Outcome.DONE:
            return FAULTS[outcome]
        scan = found[0]
        return scan if scan.pages and all(page.content in CONTENTS for page in scan.pages) else NO_PAGES

    async def _end(
        self, job: CaptureJob, command: StoreCapture | FailCapture, stored: Pages | None = None
    ) -> None:
        """Tell the hall; a hall that cannot write now is told later."""
        sealed = stored.sealed if stored else ()
        while True:
            try:
                await self._hall.do(command, Actor.device(job.device), sealed=sealed)
            except Refused as refused:
                if refused.code == "INTAKE_PAUSED":
                    await asyncio.sleep(AGAIN_S)
                    continue
                log.warning("capture refused", job=job.id, code=refused.code)
                if stored is not None:
                    await asyncio.to_thread(self._store.drop, stored)
                    stored, sealed = None, ()
                    command = FailCapture(job=job.id, fault=refused.words.zh)
                    continue
            return
