"""Waiting for what has no event of its own."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

PATIENCE_S = 60.0
"""A slow machine may need a second try at the wire, and many programs may run beside the tests."""


TICK_S = 0.01


async def waited_s(happens: Coroutine[Any, Any, object] | asyncio.Task[Any]) -> float:
    """How long the loop waited for it, in ticks; a while that the machine gave to others is one tick."""
    ticks = 0
    happening = asyncio.ensure_future(happens)
    async with asyncio.timeout(PATIENCE_S):
        while not happening.done():
            await asyncio.wait({happening}, timeout=TICK_S)
            ticks += 1
    happening.result()
    return ticks * TICK_S


async def until(true: Callable[[], object]) -> None:
    """Until something is so; a TimeoutError where it does not come to that."""
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.01)
