"""Waiting for what has no event of its own."""

import asyncio
from collections.abc import Callable

PATIENCE_S = 60.0
"""A slow machine may need a second try at the wire, and many programs may run beside the tests."""


async def until(true: Callable[[], object]) -> None:
    """Until something is so; a TimeoutError where it does not come to that."""
    async with asyncio.timeout(PATIENCE_S):
        while not true():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.01)
