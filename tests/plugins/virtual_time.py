"""Time that passes only while everybody waits: a week of a hall on real wires in minutes.

Import this before anything of the hall: it takes the place of `time.monotonic`, which many take at import.
Work is done in no time at all, so a slow machine never makes a deadline pass.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import fcntl
import os
import queue  # noqa: F401 - it and threading capture the real clock, which threads of ours need
import selectors
import sys
import termios
import threading  # noqa: F401 - same
import time
from collections import Counter
from collections.abc import Callable, Collection
from typing import Any, Final, NamedTuple

THREADS_S: Final = 0.02
SERIAL_S: Final = 5.0
"""Bytes that have not come out of a pseudo-terminal by then never will: its buffer was full. A worker of the
kernel carries them, and on a busy machine it waits for its turn. TCP takes no time."""

TIOCGPTN: Final = 0x80045430
"""Asks the near end of a pseudo-terminal for its number; asm-generic/ioctls.h."""


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


class _End(NamedTuple):
    """One of the two ends of a pseudo-terminal: that of the device, or the one that the hall opens."""

    number: int
    device: bool

    @classmethod
    def of(cls, fd: int) -> _End | None:
        """The end that a descriptor is open on; None where it is something else."""
        if not os.isatty(fd):
            return None
        try:
            number = int.from_bytes(fcntl.ioctl(fd, TIOCGPTN, bytes(4)), sys.byteorder)
        except OSError:
            return cls(int(os.ttyname(fd).rpartition("/")[2]), device=False)
        return cls(number, device=True)

    @property
    def other(self) -> _End:
        """Where its bytes come out."""
        return self._replace(device=not self.device)


class _SerialLines:
    """Counts the bytes that were written into pseudo-terminals and have not been read at their other end."""

    def __init__(self) -> None:
        self.coming: Counter[_End] = Counter()
        self._write, self._read, self._flush = os.write, os.read, termios.tcflush
        os.write, os.read, termios.tcflush = self.write, self.read, self.flush

    def write(self, fd: int, data: Any) -> int:
        """As `os.write`."""
        count = self._write(fd, data)
        if end := _End.of(fd):
            self.coming[end.other] += count
        return count

    def read(self, fd: int, most: int) -> bytes:
        """As `os.read`."""
        data = self._read(fd, most)
        if end := _End.of(fd):
            self.coming[end] -= len(data)
        return data

    def flush(self, fd: Any, which: int) -> None:
        """As `termios.tcflush`."""
        self._flush(fd, which)
        if end := _End.of(fd):
            self.forget({end if which == termios.TCIFLUSH else end.other})

    def awaited(self, keys: Collection[selectors.SelectorKey]) -> set[_End]:
        """The ends that bytes are on their way to, of those at which somebody listens."""
        if not any(count > 0 for count in self.coming.values()):
            return set()
        listening = {_End.of(key.fd) for key in keys if key.events & selectors.EVENT_READ}
        return {end for end, count in self.coming.items() if count > 0 and end in listening}

    def forget(self, ends: set[_End]) -> None:
        """What was on its way there will never come."""
        for end in ends:
            del self.coming[end]


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
        return found

    def _wait(self, timeout: float | None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or self.busy():
            return super().select(THREADS_S)
        if ends := SERIAL.awaited(self.get_map().values()):
            if found := super().select(SERIAL_S):
                return found
            SERIAL.forget(ends)
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
