"""Capture jobs (材料采集) go to their device; the pages are sealed, stored and told to the hall."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Final

import structlog

from hallctl.contracts.devices import DocumentCamera
from hallctl.contracts.scans import Scan
from hallctl.domain.actors import Actor
from hallctl.domain.commands import FailCapture, StoreCapture
from hallctl.domain.scans import CaptureJob
from hallctl.hall import Hall
from hallctl.reactions.jobs import Jobs, tell
from hallctl.reactions.outputs import NO_DEVICE, obtain
from hallctl.scan_store import CONTENTS, ScanStore

NO_PAGES: Final = "没有页面"
NO_ROOM: Final = "影像无法保存"

log = structlog.get_logger(__name__)


class Captures:
    """Brings every open job to an end, those from before a restart too."""

    def __init__(self, hall: Hall, cameras: Mapping[str, DocumentCamera], store: ScanStore) -> None:
        self._hall, self._store = hall, store
        self._cameras = dict(cameras)
        jobs = Jobs(hall, "captures", lambda day: day.state.captures.values(), self._carry_out)
        self.run = jobs.run

    def follow(self, cameras: Mapping[str, DocumentCamera]) -> None:
        """From now on the devices are these."""
        self._cameras = dict(cameras)

    async def _carry_out(self, job: CaptureJob) -> None:
        scan = await self._captured(job)
        fault = scan if isinstance(scan, str) else await self._stored(job, scan)
        if fault is not None:
            await tell(self._hall, FailCapture(job=job.id, fault=fault), Actor.device(job.device))

    async def _captured(self, job: CaptureJob) -> Scan | str:
        """The pages, or why there are none."""
        camera = self._cameras.get(job.device)
        if camera is None:
            return NO_DEVICE
        scan = await obtain(self._hall, job.device, camera.capture(job.id))
        if isinstance(scan, str):
            return scan
        return scan if scan.pages and all(page.content in CONTENTS for page in scan.pages) else NO_PAGES

    async def _stored(self, job: CaptureJob, scan: Scan) -> str | None:
        """None when the hall has the pages, or why not: then nothing of them is left."""
        try:
            pages = [(page.content, page.data) for page in scan.pages]
            stored = await asyncio.to_thread(self._store.put, job.id, job.application, pages)
        except OSError as error:
            log.warning("pages cannot be stored", job=job.id, cause=str(error))
            return NO_ROOM
        command = StoreCapture(
            application=job.application, job=job.id, sha256=stored.sha256, files=stored.files
        )
        refused = await tell(self._hall, command, Actor.device(job.device), stored.sealed)
        if refused is None:
            return None
        await asyncio.to_thread(self._store.drop, stored)
        return refused.words.zh
