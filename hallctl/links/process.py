"""Programs that the hall runs beside itself: ended at once, and nothing of them left."""

from __future__ import annotations

from asyncio.subprocess import Process
from contextlib import suppress


async def gone(process: Process) -> None:
    """Have it end now, and wait until it and its pipes are gone. It may have ended by itself."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
    if process.stdin is not None:
        process.stdin.close()
        with suppress(BrokenPipeError, ConnectionResetError):
            await process.stdin.wait_closed()
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            await pipe.read()
    await process.wait()
