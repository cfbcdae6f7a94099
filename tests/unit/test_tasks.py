"""Parts of the daemon: one that fails begins again, all end when they are stopped."""

import asyncio
from collections.abc import Awaitable

import pytest

from hallctl import tasks
from hallctl.tasks import Tasks, ended

SOON_S = 5.0


async def soon(happens: Awaitable[object]) -> None:
    async with asyncio.timeout(SOON_S):
        await happens


async def test_a_part_that_fails_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "AGAIN_S", 0.0)
    begun_twice = asyncio.Event()

    async def fails_once() -> None:
        if not parts.failures["part"]:
            raise OSError("the first time")
        begun_twice.set()

    parts = Tasks()
    parts.start("part", fails_once)
    await soon(begun_twice.wait())
    await soon(parts.stop())
    assert parts.failures == {"part": 1}


async def test_stopping_ends_a_part_that_swallows_a_cancellation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "CANCEL_AGAIN_S", 0.0)
    begun, swallowed = asyncio.Event(), asyncio.Event()

    async def swallows_one() -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            swallowed.set()
            await asyncio.Event().wait()

    parts = Tasks()
    parts.start("part", swallows_one)
    await soon(begun.wait())
    await soon(parts.stop())
    assert swallowed.is_set()


async def test_a_part_that_is_hit_by_a_cancellation_nobody_asked_for_begins_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tasks, "AGAIN_S", 0.0)
    begun_twice = asyncio.Event()

    async def waits_for_what_somebody_else_gives_up() -> None:
        if parts.failures["part"]:
            begun_twice.set()
            return
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_soon(answer.cancel)
        await answer

    parts = Tasks()
    parts.start("part", waits_for_what_somebody_else_gives_up)
    await soon(begun_twice.wait())
    await soon(parts.stop())
    assert parts.failures == {"part": 1}


async def test_whoever_is_cancelled_while_it_ends_another_leaves_nothing_behind() -> None:
    swallowed = asyncio.Event()

    async def swallows_one() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            swallowed.set()
            await asyncio.Event().wait()

    stubborn = asyncio.create_task(swallows_one())
    await asyncio.sleep(0)
    ending = asyncio.create_task(ended([stubborn], 0.01))
    await soon(swallowed.wait())
    ending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await soon(ending)
    assert stubborn.cancelled()
