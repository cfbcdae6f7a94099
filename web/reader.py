"""One live connection's place: what it listens to, and a bounded queue of what it has not yet taken."""

from __future__ import annotations

import asyncio
from collections import deque

from web.topics import Topics

View = tuple[str, str]
"""A topic and the id of what it shows, empty where there is one only."""


class Reader:
    """One live connection."""

    def __init__(self, topics: Topics, *, inside: bool, room: int) -> None:
        self.topics = topics
        self.inside = inside
        self.lost = False
        self.wake = asyncio.Event()
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

    def take(self, after: int = -1) -> list[bytes]:
        """Everything queued, without events up to `after`."""
        taken = [content for seq, content in self._queue if seq is None or seq > after]
        self._queue.clear()
        return taken
