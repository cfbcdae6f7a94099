"""Applications on the table: loaded under their own lock, kept while their events are not yet durable."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager

from hallctl.domain.applications import Application, ApplicationState, Channel
from hallctl.domain.applications.evolve import evolve
from hallctl.domain.events import ApplicationEvent
from hallctl.domain.records import Record
from hallctl.journal.journal import Journal
from hallctl.journal.rows import ApplicationRow


class Casework:
    """Serves `Hall.do`: the newest form of each application that a command names."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}
        self._kept: dict[str, tuple[Application, int]] = {}

    @asynccontextmanager
    async def held(self, ids: tuple[str, ...]) -> AsyncIterator[dict[str, Application]]:
        """Hold the locks of `ids` and give those that exist."""
        async with AsyncExitStack() as stack:
            for case in sorted(set(ids)):
                await stack.enter_async_context(self._lock(case))
            yield await self._load(ids)

    @asynccontextmanager
    async def _lock(self, case: str) -> AsyncIterator[None]:
        lock, users = self._locks.get(case) or (asyncio.Lock(), 0)
        self._locks[case] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._locks[case]
            if users == 1:
                del self._locks[case]
            else:
                self._locks[case] = (lock, users - 1)

    async def _load(self, ids: tuple[str, ...]) -> dict[str, Application]:
        stored: dict[str, Application | None] = {}
        # What is kept may become durable or be lost while the rest is read: then that is read as well.
        while missing := tuple(case for case in ids if case not in self._kept and case not in stored):
            rows = await asyncio.to_thread(self._journal.applications, missing)
            stored |= {case: _application(rows[case]) if case in rows else None for case in missing}
        newest = stored | {case: self._kept[case][0] for case in ids if case in self._kept}
        return {case: application for case, application in newest.items() if application is not None}

    def note(self, record: Record, held: Mapping[str, Application]) -> None:
        """An event has been applied: keep its application until it is durable."""
        event = record.event
        if isinstance(event, ApplicationEvent):
            kept = self._kept.get(event.application)
            before = kept[0] if kept else held.get(event.application)
            self._kept[event.application] = (evolve(before, record), record.seq)

    def settle(self, seq: int) -> None:
        """Everything up to `seq` is durable: let go of what needs no keeping."""
        if self._kept:
            self._kept = {case: kept for case, kept in self._kept.items() if kept[1] > seq}

    def clear(self) -> None:
        """Forget everything that was not durable."""
        self._kept.clear()


def _application(row: ApplicationRow) -> Application:
    return Application(
        id=row.id,
        item=row.item,
        ticket=row.ticket,
        window=row.window,
        state=ApplicationState(row.state),
        revision=row.revision,
        received_at=row.received_at,
        channel=Channel(row.channel),
        tracking=row.tracking,
        delivered_at=row.delivered_at,
    )
