"""Time that passes only while everybody waits: a week of a hall on real wires in minutes.

Import this before anything of the hall: it takes the place of `time.monotonic`, which many take at import.
Work is done in no time at all, so a slow machine never makes a deadline pass.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
import queue  # noqa: F401 - it and threading capture the real clock, which threads of ours need
import selectors
import threading  # noqa: F401 - same
import time
from collections.abc import Callable
from typing import Any, Final

THREADS_S: Final = 0.02
SERIAL_S: Final = 0.02
"""So long bytes may take over a pseudo-terminal: a worker of the kernel carries them. TCP takes no time."""


STARTED: Final = 1_000.0


class Hourglass:
    """The seconds that have passed."""

    def __init__(self) -> None:
        self.now = STARTED
        self.turns = 0

    def __call__(self) -> float:
        return self.now


HOURGLASS: Final = Hourglass()
time.monotonic = HOURGLASS


class _SerialLines:
    """Counts the writes to pseudo-terminals whose bytes nobody has seen come out yet."""

    def __init__(self) -> None:
        self.under_way = 0
        self._write = os.write
        os.write = self.write

    def write(self, fd: int, data: Any) -> int:
        """As `os.write`."""
        self.under_way += os.isatty(fd)
        return self._write(fd, data)

    def arrived(self, found: list[tuple[selectors.SelectorKey, int]]) -> None:
        self.under_way = max(0, self.under_way - sum(os.isatty(key.fd) for key, _ in found))


SERIAL: Final = _SerialLines()


class _Selector(selectors.DefaultSelector):
    """Waits for wires on which something is under way, and otherwise lets time pass."""

    def __init__(self) -> None:
        super().__init__()
        self.busy: Callable[[], bool] = bool

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if not found and (timeout is None or timeout > 0):
            found = self._wait(timeout)
        if SERIAL.under_way and found:
            SERIAL.arrived(found)
        return found

    def _wait(self, timeout: float | None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or self.busy():
            return super().select(THREADS_S)
        if SERIAL.under_way:
            found = super().select(SERIAL_S)
            if found:
                return found
            SERIAL.under_way = 0  # nobody listens there, or one look took what came of two writes
        HOURGLASS.now += timeout
        HOURGLASS.turns += 1
        return []


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
