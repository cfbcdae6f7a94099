"""Another process of ours (旁路进程) for work that would take the interpreter from the event loop.

A thread would: at each of its system calls the loop would wait for the interpreter until the work gives way,
and a busy hall would answer five times as slowly. The process is started when it is first needed, ends with
the daemon, and is started again should it ever die. `python -m hallctl.side_process MODULE NICE` is its other
end: standard input brings pickled functions without arguments, standard output takes (result, error).
"""

from __future__ import annotations

import asyncio
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module
from typing import IO, Final, TypeVar, cast

T = TypeVar("T")

COMMAND: Final = (sys.executable, "-P", "-m", "hallctl.side_process")


class SideProcessLost(Exception):
    """The process died over its work."""


class SideProcess:
    """Does one thing at a time, in order. A thread of this process waits for the answers."""

    def __init__(self, name: str, module: str, *, nice: int = 0) -> None:
        """`module`: loaded over there before the first work. `nice`: how far it steps back for others."""
        self.thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._name = name
        self._command = (*COMMAND, module, str(nice))
        self._process: subprocess.Popen[bytes] | None = None

    async def do(self, work: Callable[[], T], around: Callable[[Callable[[], T]], T] | None = None) -> T:
        """Carry `work` out over there; `around`, if any, is called with the carrying out, in the thread.

        `work` is pickled: a `partial` of a module's function. What it raises is raised here;
        `SideProcessLost` when the process died.
        """

        def asked() -> T:
            return cast("T", self._ask(work))

        task = asked if around is None else lambda: around(asked)
        return await asyncio.get_running_loop().run_in_executor(self.thread, task)

    def stop(self) -> None:
        """Take nothing more and end the process, whatever it is doing."""
        if self._process is not None:
            self._process.kill()
        self.thread.shutdown(cancel_futures=True)
        self._end()

    def _ask(self, work: Callable[[], object]) -> object:
        process = self._process = self._process or subprocess.Popen(  # noqa: S603 - our own module
            self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE
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
            raise SideProcessLost(f"{self._name} ended with {process.returncode}") from error
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
                # What was still to be sent has nobody to go to.
                with suppress(BrokenPipeError):
                    pipe.close()


def serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer until there are no more questions."""
    while True:
        try:
            work = pickle.load(questions)  # noqa: S301 - from the process that started this one
        except EOFError:
            return
        try:
            said = pickle.dumps((work(), None))
        except Exception as error:  # noqa: BLE001 - whatever it is, the parent is told
            said = pickle.dumps((None, error))
        answers.write(said)
        answers.flush()


def main() -> None:
    """Serve the parent; Ctrl-C is for it, and its end is ours."""
    module, nice = sys.argv[1:]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):  # a service that may not is as good a hall, on a machine with more than one core
        os.nice(int(nice))
    import_module(module)
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer)
    except BrokenPipeError:  # the parent ended in the middle of a question
        os._exit(0)


if __name__ == "__main__":
    main()
