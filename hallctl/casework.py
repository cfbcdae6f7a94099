"""Applications on the table: loaded under their own lock, kept while their events are not yet durable."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

from hallctl.domain.applications import Application
from hallctl.domain.applications.evolve import evolve
from hallctl.domain.events import ApplicationEvent
from hallctl.domain.records import Record
from hallctl.journal.journal import Journal
from hallctl.reads import Reads

REMEMBERED: Final = 2000
"""Applications that are kept a while after their last act, or look: most acts follow another one soon, and
the lists that people work from show the same ones again and again. Each takes a few kilobytes."""


class Casework:
    """Serves `Hall.do`: the newest form of each application that a command names."""

    def __init__(self, journal: Journal, reads: Reads) -> None:
        self._journal = journal
        self._reads = reads
        self._locks: dict[str, tuple[asyncio.Lock, int]] = {}
        self._kept: dict[str, tuple[Application, int]] = {}
        self._durable: dict[str, Application] = {}
        self._changes = 0
        self._overtaken: set[str] = set()
        """At work while what is on disk changed without a command: what is made of them is read again."""

    async def on_disk(self, name: str) -> Application | None:
        """The application as it was last durable; nobody is kept from acting on it meanwhile."""
        return (await self.all_on_disk((name,))).get(name)

    async def all_on_disk(self, ids: Iterable[str]) -> dict[str, Application]:
        """The same of many, read at once; they are at hand then for acts that follow."""
        wanted = dict.fromkeys(ids)
        at_hand = {name: self._durable[name] for name in wanted if name in self._durable}
        missing = tuple(name for name in wanted if name not in at_hand)
        if not missing:
            return at_hand
        before = self._changes
        found = await self._reads.do(self._journal.cases, missing)
        # Whatever became durable during the read is still remembered: then that is newer.
        newest = [
            each for name, each in found.items() if name not in self._kept and name not in self._durable
        ]
        if self._changes - before < REMEMBERED:
            for application in newest:
                self._remember(application)
        return at_hand | found

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
        unknown: set[str] = set()
        # What is kept may be lost while the rest is read, or what was read may have changed: read on.
        while missing := tuple(case for case in ids if self._newest(case) is None and case not in unknown):
            before = self._changes
            found = await self._reads.do(self._journal.cases, missing)
            if self._changes - before >= REMEMBERED:
                continue
            unknown |= set(missing) - found.keys()
            for application in found.values():
                self._remember(application)
        return {case: newest for case in ids if (newest := self._newest(case)) is not None}

    def _newest(self, case: str) -> Application | None:
        kept = self._kept.get(case)
        return kept[0] if kept else self._durable.get(case)

    def _remember(self, application: Application) -> None:
        """What is on disk of an application that nobody else can change meanwhile."""
        self._changes += 1
        self._durable.pop(application.id, None)
        self._durable[application.id] = application
        if len(self._durable) > REMEMBERED:
            del self._durable[next(iter(self._durable))]

    def note(self, record: Record, held: Mapping[str, Application]) -> None:
        """An event has been applied: keep its application until it is durable."""
        event = record.event
        if isinstance(event, ApplicationEvent):
            kept = self._kept.get(event.application)
            before = kept[0] if kept else held.get(event.application)
            self._kept[event.application] = (evolve(before, record), record.seq)

    def newest(self, records: Iterable[Record]) -> tuple[Application, ...]:
        """The applications that these records, all noted, concern, in their order: as they are now."""
        told = (record.event for record in records)
        concerned = dict.fromkeys(event.application for event in told if isinstance(event, ApplicationEvent))
        return tuple(self._kept[case][0] for case in concerned)

    def settle(self, seq: int) -> None:
        """Everything up to `seq` is durable: let go of what needs no keeping."""
        for application in [kept[0] for kept in self._kept.values() if kept[1] <= seq]:
            del self._kept[application.id]
            if application.id in self._overtaken:
                self._overtaken.remove(application.id)
                self._durable.pop(application.id, None)
                self._changes += 1
            else:
                self._remember(application)

    def reread(self) -> None:
        """What is on disk has changed without a command (`Journal.forget`): read it again."""
        self._changes += REMEMBERED
        self._durable.clear()
        self._overtaken.update(self._locks, self._kept)

    def clear(self) -> None:
        """Forget everything: what was not durable has not happened."""
        self._kept.clear()
        self.reread()
