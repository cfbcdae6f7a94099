"""Whether something far away can be reached: a TCP connection that is made and closed again."""

from __future__ import annotations

import asyncio
from contextlib import suppress


async def reaches(host: str, port: int, timeout_s: float) -> bool:
    """Whether `host` takes a connection on `port` within `timeout_s`. Never raises for a dead line."""
    try:
        async with asyncio.timeout(timeout_s):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return True
