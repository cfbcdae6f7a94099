"""Short reads of the journal, off the loop: those that are asked for while others are under way go together.

One thread, and one change of threads for all that have piled up, at least in one turn of the loop: under load
that costs a fraction of a thread for each. What takes long (a month's list, an export) belongs into a thread
of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple, ParamSpec, TypeVar

from hallctl.journal.errors import JournalError

P = ParamSpec("P")
T = TypeVar("T")


class _Asked(NamedTuple):
    answer: asyncio.Future[Any]
    read: Callable[[], Any]


class Reads:
    """`await reads.do(journal.cases, names)`: what the read returns, or raises."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="reads")
        self._asked: list[_Asked] = []
        self._under_way = False
        self._closed = False

    async def do(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `read` returns; it runs after everything that was asked for before.

        Raises what `read` raises; `JournalError` where it is closed before.
        """
        loop = asyncio.get_running_loop()
        asked = _Asked(loop.create_future(), lambda: read(*args, **kwargs))
        self._asked.append(asked)
        if not self._under_way:
            self._under_way = True
            loop.call_soon(self._begin, loop)
        found: T = await asked.answer
        return found

    async def close(self) -> None:
        """Take nothing more, and wait for what is under way."""
        self._closed = True
        await asyncio.to_thread(self._thread.shutdown)

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        together, self._asked = self._asked, []
        self._under_way = bool(together) and not self._closed
        if self._closed:
            _tell(together, [JournalError("the journal is closed")] * len(together))
        elif together:
            self._thread.submit(_run, together).add_done_callback(
                lambda done: loop.call_soon_threadsafe(self._answer, loop, together, done.result())
            )

    def _answer(self, loop: asyncio.AbstractEventLoop, together: list[_Asked], found: list[Any]) -> None:
        self._begin(loop)
        _tell(together, found)


def _tell(together: list[_Asked], found: Sequence[Any]) -> None:
    for asked, one in zip(together, found, strict=True):
        if asked.answer.done():  # nobody waits any more
            continue
        if isinstance(one, BaseException):
            asked.answer.set_exception(one)
        else:
            asked.answer.set_result(one)


def _run(together: list[_Asked]) -> list[Any]:
    return [_outcome(asked.read) for asked in together]


def _outcome(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except Exception as error:  # noqa: BLE001 - it belongs to whoever asked
        return error
