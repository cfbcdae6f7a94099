"""The one process in which simulations run, so that they never take the interpreter from the event loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from hallctl.side_process import SideProcess

if TYPE_CHECKING:
    from hallctl.advice.engine import Engine

T = TypeVar("T")

NICE: Final = 19
"""Estimates take what nobody else wants of the machine."""


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
    """Does one thing at a time, in order, in a process of its own."""

    def __init__(self) -> None:
        self._process = SideProcess("advice", "hallctl.advice.engine", nice=NICE)
        self._engine: Engine | None = None

    async def engine(self) -> Engine:
        """What simulates."""
        if self._engine is None:
            self._engine = await asyncio.get_running_loop().run_in_executor(self._process.thread, _loaded)
        return self._engine

    async def do(self, work: Callable[[], T], pace: Pace | None = None) -> T:
        """Carry `work` out over there, as `SideProcess.do`; `pace` notes how long it took."""

        def timed(carry_out: Callable[[], T]) -> T:
            began = time.perf_counter()
            try:
                return carry_out()
            finally:
                if pace is not None:
                    pace.note(time.perf_counter() - began)

        return await self._process.do(work, timed)

    def stop(self) -> None:
        """Take nothing more and end the process, whatever it is doing."""
        self._process.stop()


def _loaded() -> Engine:
    from hallctl.advice.engine import ENGINE

    return ENGINE
