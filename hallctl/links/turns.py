"""Whose turn it is on a line that many units share."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from enum import IntEnum
from itertools import count
from typing import ClassVar, Generic, TypeVar

T = TypeVar("T")


class Urgency(IntEnum):
    """Who goes first on the line."""

    ANSWER = 0
    """What a device that spoke up waits for, before it says the same again."""

    COMMAND = 1
    POLL = 2


class Turns(Generic[T]):
    """A queue. Commands go as they come; of polls no unit has its second before the others had their first.

    What is for a unit that may be dead comes after the commands and some polls for those that answer.
    """

    SUSPECT_WAITS: ClassVar[int] = 3
    """Rounds of polls that a unit sits out which may be dead; on a busy line it would never be asked else."""

    def __init__(self) -> None:
        self._queue: asyncio.PriorityQueue[tuple[Urgency, bool, int, int, T]] = asyncio.PriorityQueue()
        self._order = count()
        self._round = 0
        self._polled: dict[Hashable, int] = {}

    def put(self, job: T, unit: Hashable, urgency: Urgency, *, suspect: bool) -> None:
        """Queue `job` for `unit`."""
        late = suspect and urgency is not Urgency.POLL
        turn = self._turn(unit, suspect=suspect) if urgency is Urgency.POLL else 0
        self._queue.put_nowait((urgency, late, turn, next(self._order), job))

    async def get(self) -> T:
        """The next job, as soon as there is one."""
        if self._queue.empty():
            self._polled.clear()
        _, _, turn, _, job = await self._queue.get()
        self._round = max(self._round, turn)
        return job

    def drain(self) -> list[T]:
        """Everything that waits, which then waits no more."""
        jobs = []
        while not self._queue.empty():
            jobs.append(self._queue.get_nowait()[-1])
        return jobs

    def _turn(self, unit: Hashable, *, suspect: bool) -> int:
        turn = max(self._round, self._polled.get(unit, -1) + 1) + (self.SUSPECT_WAITS if suspect else 0)
        self._polled[unit] = turn
        return turn
