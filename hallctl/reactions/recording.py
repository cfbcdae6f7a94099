"""A still (抓拍) when a clip mark begins, in halls that say so; off by default (SEC-10)."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

from hallctl.domain.events import ClipOpened
from hallctl.hall import Hall
from hallctl.reactions.following import follow
from hallctl.registry.footage import Footage

OLD_S: Final = 10.0
MOST: Final = 20
"""Stills under way; beyond, a still is left out: cameras that do not answer must not pile up."""

log = structlog.get_logger(__name__)


class Stills:
    """Takes stills. What is old is not taken any more: somebody else stands there by now."""

    def __init__(self, hall: Hall, footage: Footage) -> None:
        self._hall, self._footage = hall, footage
        self._under_way: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Follow the feed until cancelled."""
        try:
            async for records in follow(self._hall, "stills"):
                for record in records:
                    age_s = (self._hall.now() - record.at).total_seconds()
                    if isinstance(record.event, ClipOpened) and age_s <= OLD_S:
                        self._take(record.event)
        finally:
            for task in self._under_way:
                task.cancel()
            await asyncio.gather(*self._under_way, return_exceptions=True)

    def _take(self, event: ClipOpened) -> None:
        if not self._hall.setup.recording.snapshots or len(self._under_way) >= MOST:
            return
        task = asyncio.create_task(self._footage.still(event.clip, event.camera), name=f"still {event.clip}")
        self._under_way.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._under_way.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a still failed", exc_info=error)
