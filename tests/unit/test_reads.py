"""Short reads of the journal: one thread, in order, and whatever piles up goes over together."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest

from hallctl.journal.errors import JournalError
from hallctl.reads import Reads


class Slow:
    """A journal whose first read takes as long as a test wants; notes who asked on which thread."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.seen: list[tuple[int, int]] = []

    def read(self, number: int) -> int:
        if number == 0:
            assert self.go.wait(5)
        self.seen.append((number, threading.get_ident()))
        return number * 10


async def test_they_run_in_order_on_one_thread_that_is_not_the_loops() -> None:
    reads, slow = Reads(), Slow()
    asked = [asyncio.create_task(reads.do(slow.read, number)) for number in range(5)]
    await asyncio.sleep(0)
    slow.go.set()
    assert await asyncio.gather(*asked) == [0, 10, 20, 30, 40]
    assert [number for number, _ in slow.seen] == [0, 1, 2, 3, 4]
    assert len({thread for _, thread in slow.seen} - {threading.get_ident()}) == 1
    await reads.close()


async def test_what_piled_up_comes_back_in_one_step_of_the_loop() -> None:
    reads, slow = Reads(), Slow()
    first = asyncio.create_task(reads.do(slow.read, 0))
    await asyncio.sleep(0)
    piled = [asyncio.create_task(reads.do(slow.read, number)) for number in range(1, 9)]
    await asyncio.sleep(0)
    slow.go.set()
    await first
    done, _ = await asyncio.wait(piled, return_when=asyncio.FIRST_COMPLETED)
    assert len(done) == len(piled)
    await reads.close()


async def test_what_one_turn_of_the_loop_asks_for_goes_over_together(monkeypatch: pytest.MonkeyPatch) -> None:
    reads, slow = Reads(), Slow()
    slow.go.set()
    begun: list[int] = []
    submit = reads._thread.submit

    def noted(run: Callable[[list[Any]], list[Any]], together: list[Any]) -> Future[list[Any]]:
        begun.append(len(together))
        return submit(run, together)

    monkeypatch.setattr(reads._thread, "submit", noted)
    asked = [asyncio.create_task(reads.do(slow.read, number)) for number in range(5)]
    assert await asyncio.gather(*asked) == [0, 10, 20, 30, 40]
    assert begun == [5]
    await reads.close()


async def test_a_failure_is_its_askers_alone() -> None:
    reads = Reads()

    def fails() -> None:
        message = "no such table"
        raise LookupError(message)

    failing, fine = asyncio.create_task(reads.do(fails)), asyncio.create_task(reads.do(int, "7"))
    with pytest.raises(LookupError, match="no such table"):
        await failing
    assert await fine == 7
    await reads.close()


async def test_nobody_waits_for_ever_for_reads_that_are_closed() -> None:
    reads, slow = Reads(), Slow()
    first = asyncio.create_task(reads.do(slow.read, 0))
    await asyncio.sleep(0)
    behind = asyncio.create_task(reads.do(slow.read, 1))
    await asyncio.sleep(0)
    closing = asyncio.create_task(reads.close())
    await asyncio.sleep(0.05)
    slow.go.set()
    async with asyncio.timeout(5):
        await closing
        assert await first == 0
        with pytest.raises(JournalError, match="closed"):
            await behind
        with pytest.raises(JournalError, match="closed"):
            await reads.do(slow.read, 2)


async def test_who_gave_up_waiting_holds_up_nobody() -> None:
    reads, slow = Reads(), Slow()
    first = asyncio.create_task(reads.do(slow.read, 0))
    second = asyncio.create_task(reads.do(slow.read, 1))
    await asyncio.sleep(0)
    first.cancel()
    slow.go.set()
    assert await second == 10
    assert first.cancelled()
    await reads.close()
