"""The one process in which simulations run, so that they never take the interpreter from the event loop.

A thread would: at each of its system calls the loop would wait for the interpreter until the simulation gives
way, and a hall with thousands waiting would answer five times as slowly. The process is started when it is
first needed, ends with the hall, and is started again should it ever die.
"""

from __future__ import annotations

import asyncio
import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final, TypeVar, cast

if TYPE_CHECKING:
    from hallctl.advice.engine import Engine

T = TypeVar("T")

COMMAND: Final = (sys.executable, "-P", "-m", "hallctl.advice.simulator")


class SimulatorLost(Exception):
    """The process died over its work."""


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
    """Does one thing at a time, in order, in a process of its own. A thread waits for its answers."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="advice")
        self._engine: Engine | None = None
        self._process: subprocess.Popen[bytes] | None = None

    async def engine(self) -> Engine:
        """What simulates."""
        if self._engine is None:
            self._engine = await asyncio.get_running_loop().run_in_executor(self._thread, _loaded)
        return self._engine

    async def do(self, work: Callable[[], T], pace: Pace | None = None) -> T:
        """Carry `work` out over there; `pace` notes how long it took.

        `work` is pickled: a `partial` of a module's function. What it raises is raised here; `SimulatorLost`
        when the process died.
        """

        def timed() -> T:
            began = time.perf_counter()
            try:
                return cast("T", self._ask(work))
            finally:
                if pace is not None:
                    pace.note(time.perf_counter() - began)

        return await asyncio.get_running_loop().run_in_executor(self._thread, timed)

    def stop(self) -> None:
        """Take nothing more and end the process, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
        self._thread.shutdown(cancel_futures=True)
        self._end()

    def _ask(self, work: Callable[[], object]) -> object:
        process = self._process = self._process or subprocess.Popen(  # noqa: S603 - our own module
            COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        to, answers = cast("tuple[IO[bytes], IO[bytes]]", (process.stdin, process.stdout))
        question = pickle.dumps(work)
        try:
            to.write(question)
            to.flush()
            answer, failure = pickle.load(answers)  # noqa: S301 - from a process that is ours
        except Exception as error:
            # Whatever it is, the next answer must be that to the next question.
            self._end()
            raise SimulatorLost(f"the simulator ended with {process.returncode}") from error
        if failure is not None:
            raise failure
        return answer

    def _end(self) -> None:
        """Leave nothing behind of the process, if there is one."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                _close(pipe)


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return  # what was still to be sent has nobody to go to


def _loaded() -> Engine:
    from hallctl.advice.engine import ENGINE

    return ENGINE
