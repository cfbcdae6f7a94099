"""When background work steps back: serving people comes first, telling others of it may be late.

Under an ordinary load nothing waits. Under a rush the publisher takes a small, steady share of the loop.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

SAMPLE_S: Final = 0.1
RUSH_PER_S: Final = 150.0
"""More new events a second than this are a rush, whatever the hall says of itself."""

CALM_AFTER_S: Final = 0.25
BURST: Final = 8
REST_S: Final = 0.08
"""In a rush: so many messages, then so long a rest: at most 100 a second."""


class Pace:
    """`busy`: whether the hall is short of time; `produced`: a count of events that only rises."""

    def __init__(
        self,
        busy: Callable[[], bool],
        produced: Callable[[], int],
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._busy = busy
        self._produced = produced
        self._monotonic = monotonic
        self._sleep = sleep
        self._sampled_at = monotonic()
        self._sampled = produced()
        self._rush_until = 0.0
        self._burst = 0
        self.rests = 0

    async def breathe(self) -> None:
        """Called before each message: returns at once, or after a rest when people are being served."""
        if not self._in_a_rush():
            self._burst = 0
            return
        self._burst += 1
        if self._burst >= BURST:
            self._burst = 0
            self.rests += 1
            await self._sleep(REST_S)

    def _in_a_rush(self) -> bool:
        now = self._monotonic()
        passed = now - self._sampled_at
        rush = self._busy()
        if passed >= SAMPLE_S:
            produced = self._produced()
            rush = rush or (produced - self._sampled) / passed > RUSH_PER_S
            self._sampled_at, self._sampled = now, produced
        if rush:
            self._rush_until = now + CALM_AFTER_S
        return now < self._rush_until
