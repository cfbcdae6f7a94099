"""Whose turn it is on a line that many units share: the urgent first, and no unit twice before the others."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from enum import IntEnum
from itertools import count
from typing import Generic, TypeVar

T = TypeVar("T")


class Urgency(IntEnum):
    """Who goes first on the line."""

    ANSWER = 0
    """What a device that spoke up waits for, before it says the same again."""

    COMMAND = 1
    POLL = 2


class Turns(Generic[T]):
    """A queue. Of equal urgency the units take turns; one that may be dead comes after those that answer."""

    def __init__(self) -> None:
        self._queue: asyncio.PriorityQueue[tuple[Urgency, bool, int, int, T]] = asyncio.PriorityQueue()
        self._order = count()
        self._round: dict[Urgency, int] = dict.fromkeys(Urgency, 0)
        self._last: dict[tuple[Urgency, Hashable], int] = {}

    def put(self, job: T, unit: Hashable, urgency: Urgency, *, suspect: bool) -> None:
        """Queue `job` for `unit`; what one unit asks for keeps its order."""
        turn = max(self._round[urgency], self._last.get((urgency, unit), -1) + 1)
        self._last[urgency, unit] = turn
        self._queue.put_nowait((urgency, suspect, turn, next(self._order), job))

    async def get(self) -> T:
        """The next job, as soon as there is one."""
        urgency, _, turn, _, job = await self._queue.get()
        self._round[urgency] = max(self._round[urgency], turn)
        return job

    def drain(self) -> list[T]:
        """Everything that waits, which then waits no more."""
        jobs = []
        while not self._queue.empty():
            jobs.append(self._queue.get_nowait()[-1])
        self._last.clear()
        return jobs
