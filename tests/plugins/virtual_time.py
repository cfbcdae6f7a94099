"""Time that passes only while everybody waits: a week of a hall on real wires in minutes.

Import this before anything of the hall: it takes the place of `time.monotonic`, which many take at import.
Work is done in no time at all, so a slow machine never makes a deadline pass.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import queue  # noqa: F401 - it and threading capture the real clock, which threads of ours need
import selectors
import threading  # noqa: F401 - same
import time
from collections.abc import Callable
from typing import Any, Final

GRACE_S: Final = 0.0005
"""Bytes on a pseudo-terminal take the kernel a moment; so long every wait is really waited."""

THREADS_S: Final = 0.02


class Hourglass:
    """The seconds that have passed."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.turns = 0

    def __call__(self) -> float:
        return self.now


HOURGLASS: Final = Hourglass()
time.monotonic = HOURGLASS


class _Selector(selectors.DefaultSelector):
    """Waits for wires a moment, and otherwise lets time pass."""

    def __init__(self) -> None:
        super().__init__()
        self.busy: Callable[[], bool] = bool
        self.stuck_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if found or (timeout is not None and timeout <= 0):
            return found
        if self.busy() or timeout is None:
            return super().select(THREADS_S)
        found = super().select(GRACE_S)
        if not found:
            HOURGLASS.now += timeout
            HOURGLASS.turns += 1
        return found


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop whose time is the hourglass. While a thread works for it, no time passes."""

    def __init__(self) -> None:
        self.waits_for = _Selector()
        self.waits_for.busy = self._busy
        self.others: list[Callable[[], bool]] = []
        """Say whether something outside the loop is under way."""
        self._threads = 0
        super().__init__(self.waits_for)

    def time(self) -> float:
        """As `BaseEventLoop.time`."""
        return HOURGLASS.now

    def run_in_executor(  # type: ignore[override]
        self, executor: concurrent.futures.Executor | None, func: Callable[..., Any], *args: Any
    ) -> asyncio.Future[Any]:
        """As `BaseEventLoop.run_in_executor`."""
        self._threads += 1
        future = super().run_in_executor(executor, func, *args)
        future.add_done_callback(self._ended)
        return future

    def _ended(self, _future: asyncio.Future[Any]) -> None:
        self._threads -= 1

    def _busy(self) -> bool:
        return self._threads > 0 or any(busy() for busy in self.others)
