"""The one thread in which simulations run. NumPy is loaded there, when it is first needed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from hallctl.advice.engine import Engine

T = TypeVar("T")


@dataclass(slots=True)
class Pace:
    """How often something was done, and how long it took. Seconds."""

    count: int = 0
    failed: int = 0
    total_s: float = 0.0
    latest_s: float = 0.0
    slowest_s: float = 0.0

    def note(self, seconds: float) -> None:
        """Once more."""
        self.count += 1
        self.total_s += seconds
        self.latest_s = seconds
        self.slowest_s = max(self.slowest_s, seconds)


class Worker:
    """Does one thing at a time, in order, off the event loop."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="advice")
        self._engine: Engine | None = None

    async def engine(self) -> Engine:
        """What simulates."""
        if self._engine is None:
            self._engine = await self.do(_loaded)
        return self._engine

    async def do(self, work: Callable[[], T], pace: Pace | None = None) -> T:
        """Carry `work` out in the thread; `pace` notes how long it took there."""

        def timed() -> T:
            began = time.perf_counter()
            try:
                return work()
            finally:
                if pace is not None:
                    pace.note(time.perf_counter() - began)

        return await asyncio.get_running_loop().run_in_executor(self._thread, timed)

    def stop(self) -> None:
        """Take nothing more; what is being done comes to its end by itself."""
        self._thread.shutdown(wait=False, cancel_futures=True)


def _loaded() -> Engine:
    from hallctl.advice.engine import ENGINE

    return ENGINE
