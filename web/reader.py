"""One live connection's place: what it listens to, and a bounded queue of what it has not yet taken."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import suppress
from typing import Final

from web.topics import Topics

View = tuple[str, str]
"""A topic and the id of what it shows, empty where there is one only."""

WALL: Final[View] = ("wall", "")
CALLS_EVERY_S: Final = 0.02
"""So often a wall shows new calls, at most."""


class Reader:
    """One live connection."""

    def __init__(self, topics: Topics, *, inside: bool, room: int) -> None:
        self.topics = topics
        self.inside = inside
        self.lost = False
        self.wake = asyncio.Event()
        self._called = asyncio.Event()
        self.stale: set[View] = set(topics.views)
        self._room = room
        self._queue: deque[tuple[int | None, bytes]] = deque()

    def push(self, content: bytes, seq: int | None = None) -> None:
        """Queue a frame; when there is no room, what is queued is lost and the page starts afresh."""
        if self.lost:
            return
        if len(self._queue) >= self._room:
            self.lose()
            return
        self._queue.append((seq, content))
        self.wake.set()

    def lose(self) -> None:
        """Forget what is queued; the page gets `reset`."""
        self.lost = True
        self._queue.clear()
        self.wake.set()

    def mark(self, changed: set[View]) -> None:
        """These views have changed."""
        stale = changed & self.topics.views
        if stale:
            self.stale |= stale
            self.wake.set()

    def hurry(self) -> None:
        """Somebody was called: a wall shows it at once, whatever it has just shown."""
        if WALL in self.topics.views:
            self._called.set()

    async def rest(self, seconds: float) -> None:
        """Nothing is sent for so long, or until somebody is called."""
        hurried_s = min(seconds, CALLS_EVERY_S)
        await asyncio.sleep(hurried_s)
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds - hurried_s):
                await self._called.wait()
        self._called.clear()

    def take(self, after: int = -1) -> list[bytes]:
        """Everything queued, without events up to `after`."""
        taken = [content for seq, content in self._queue if seq is None or seq > after]
        self._queue.clear()
        return taken
