"""What has been applied and is not yet on disk, and who waits for it. Serves `Hall`."""

from __future__ import annotations

import asyncio
from collections import deque

from hallctl.domain.records import Record


class Durability:
    """`seq`: the last event on disk; `submitted`: the last one handed to the journal."""

    def __init__(self) -> None:
        self.seq = 0
        self.submitted = 0
        self._pending: deque[Record] = deque()
        self._waiters: deque[tuple[int, asyncio.Future[None]]] = deque()

    def __len__(self) -> int:
        """How many events are under way."""
        return len(self._pending)

    def begin(self, seq: int) -> None:
        """Everything up to `seq` is on disk and nothing is under way."""
        self.seq = self.submitted = seq

    def submit(self, records: list[Record]) -> None:
        """These go to the journal now; there is at least one."""
        self._pending.extend(records)
        self.submitted = records[-1].seq

    async def until(self, seq: int) -> None:
        """Return when everything up to `seq` is on disk; raises what `fail` was given when it will not be."""
        if seq <= self.seq:
            return
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.append((seq, waiter))
        await waiter

    def commit(self, last: int) -> list[Record]:
        """Everything up to `last` is on disk: the records that have become so, in order."""
        self.seq = max(self.seq, last)
        durable = []
        while self._pending and self._pending[0].seq <= last:
            durable.append(self._pending.popleft())
        for _ in range(len(self._waiters)):
            seq, waiter = self._waiters.popleft()
            if seq > last:
                self._waiters.append((seq, waiter))
            elif not waiter.done():
                waiter.set_result(None)
        return durable

    def fail(self, error: Exception) -> None:
        """What is under way will never be on disk: `error` goes to everybody who waits for it."""
        self._pending.clear()
        self.submitted = self.seq
        waiters, self._waiters = self._waiters, deque()
        for _, waiter in waiters:
            if not waiter.done():
                waiter.set_exception(error)
