"""Files that the hall keeps sealed, on their way to somebody who may see them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import structlog
from aiohttp import web

from hallctl.journal.errors import JournalError

log = structlog.get_logger("web")


async def give(
    request: web.Request, pieces: Iterator[bytes], *, name: str, content: str, size: int
) -> web.StreamResponse:
    """`size` bytes in clear, read in threads. What was changed ends the connection: it is never whole."""
    first = await asyncio.to_thread(next, pieces, b"")
    response = web.StreamResponse(
        headers={
            "Content-Type": content,
            "Content-Length": str(size),
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        }
    )
    await response.prepare(request)
    piece = first
    try:
        while piece:
            await response.write(piece)
            piece = await asyncio.to_thread(next, pieces, b"")
    except JournalError as error:
        log.warning("a sealed file was changed", file=name, cause=str(error))
        if request.transport is not None:
            request.transport.abort()
        return response
    await response.write_eof()
    return response
