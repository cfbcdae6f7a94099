"""Whose turn it is to come in: after a loss of power a whole hall knocks at once, and people wait meanwhile.

Each client that is let in gives work to the hall: it subscribes, says how it is, is journaled and shown. So
they come one by one, at a pace that the machine itself sets.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final, Protocol

SHARE: Final = 0.02
"""Of the time from one client to the next, so much goes by until it has its answer. What it does then takes
several times as long."""

LONGEST_S: Final = 0.02
"""A slow machine is given no more than that from one to the next: a thousand are in within twenty seconds."""


class Comes(Protocol):
    """Who waits for a turn; `answered_at` by the same clock."""

    answered_at: float | None


class Turns:
    """Lets one after the other go on, in the order in which they ask."""

    def __init__(
        self,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._monotonic = monotonic
        self._sleep = sleep
        self._queue = asyncio.Lock()
        self._last: Comes | None = None
        self._began = 0.0

    async def next(self, who: Comes) -> None:
        """Return when it is the turn of `who`; at once when nobody has just come."""
        async with self._queue:
            while (rest := self._rest()) > 0:
                await self._sleep(rest)
            self._last, self._began = who, self._monotonic()

    def _rest(self) -> float:
        """Seconds until the next may come, as far as one can tell now."""
        if self._last is None:
            return 0.0
        now = self._monotonic()
        took = (self._last.answered_at or now) - self._began
        return self._began + min(took / SHARE, LONGEST_S) - now
