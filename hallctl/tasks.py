"""Long-running parts of the daemon. One that fails is logged and counted, and begins again."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from typing import Any, Final

import structlog

log = structlog.get_logger(__name__)

AGAIN_S: Final = 1.0
LONGEST_S: Final = 30.0
CANCEL_AGAIN_S: Final = 0.3

Part = Callable[[], Coroutine[Any, Any, None]]


class Tasks:
    """Owns the tasks of the parts; `failures` counts by name."""

    def __init__(self) -> None:
        self.failures: Counter[str] = Counter()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, name: str, part: Part) -> None:
        """Run `part` until `stop`, again after a failure."""
        self._tasks.append(asyncio.create_task(self._keep(name, part), name=name))

    async def stop(self) -> None:
        """Cancel all, the last started first, and wait until they are gone."""
        await self._cancel(self._tasks[::-1])

    async def end(self, *names: str) -> None:
        """Cancel the parts of these names and wait until they are gone; there may be none."""
        await self._cancel([task for task in self._tasks if task.get_name() in names])

    async def _cancel(self, ending: list[asyncio.Task[None]]) -> None:
        await ended(ending, CANCEL_AGAIN_S)
        await asyncio.gather(*ending, return_exceptions=True)
        self._tasks = [task for task in self._tasks if task not in ending]

    async def _keep(self, name: str, part: Part) -> None:
        pause = AGAIN_S
        while True:
            try:
                await part()
            except (Exception, asyncio.CancelledError) as error:
                if asked_to_end(error):
                    raise
                self.failures[name] += 1
                log.exception("part failed", part=name, again_in_s=pause)
            else:
                return
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_S)


async def ended(tasks: Sequence[asyncio.Task[Any]], again_s: float) -> None:
    """Cancel the tasks, one after the other, and return when they are gone, also when cancelled meanwhile.

    Python 3.11 loses a cancellation that meets an answer, and a library that is just connecting may swallow
    one, so it is repeated every `again_s` until heard.
    """
    left, cancelled = list(tasks), None
    while left:
        for task in left:
            task.cancel()
        try:
            await asyncio.wait(left, timeout=again_s)
        except asyncio.CancelledError as again:
            cancelled = again
        left = [task for task in left if not task.done()]
    if cancelled is not None:
        raise cancelled


async def carried_out(last: Iterable[Coroutine[Any, Any, object]]) -> None:
    """Have what a part leaves behind done to its end, however often the part is cancelled meanwhile.

    Each must have a limit of its own.
    """
    acts = [asyncio.create_task(act) for act in last]
    while any(not act.done() for act in acts):
        with suppress(asyncio.CancelledError):
            await asyncio.wait(acts)
    for act in acts:
        act.result()


def asked_to_end(error: BaseException) -> bool:
    """Whether `error` is a cancellation of the running task.

    Otherwise it is a failure, also a cancellation from elsewhere: what the task waited for was given up.
    """
    task = asyncio.current_task()
    return isinstance(error, asyncio.CancelledError) and (task is None or task.cancelling() > 0)


def end_if_asked() -> None:
    """End the running task where it was cancelled and somebody on the way has swallowed that.

    `asyncio.wait_for` of Python 3.11 does, when what it waits for is done at the same moment.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
