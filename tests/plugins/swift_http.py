"""A client that costs almost nothing: HTTP/1.1 over one kept connection, written by hand on asyncio.

For load, where an ordinary client would be the bottleneck. One request at a time on each connection.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, Self

import msgspec

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"\r\ncontent-length: "
decode = msgspec.json.Decoder().decode


class Reply(NamedTuple):
    """Status and content of an answer."""

    status: int
    content: bytes

    @property
    def json(self) -> Any:
        return decode(self.content)

    @property
    def code(self) -> str:
        """The code of a problem."""
        return str(self.json["code"])


class Connection(asyncio.Protocol):
    """Raises ConnectionError from `request` when the connection ends before the answer."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._waiter: asyncio.Future[Reply] | None = None
        self._heard = b""

    @classmethod
    async def open(cls, port: int, host: str = "127.0.0.1") -> Self:
        """Connect."""
        _, connection = await asyncio.get_running_loop().create_connection(cls, host, port)
        return connection

    async def request(self, head: bytes, content: bytes = b"") -> Reply:
        """Send what `head_of` made, with `content`; wait for the answer."""
        if self._transport is None:
            raise ConnectionResetError("the connection has ended")
        waiter: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiter = waiter
        self._transport.write(b"%bContent-Length: %d\r\n\r\n%b" % (head, len(content), content))
        return await waiter

    def close(self) -> None:
        """End the connection."""
        if self._transport is not None:
            self._transport.close()

    # --- asyncio --------------------------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        heard = self._heard = self._heard + data if self._heard else data
        end = heard.find(END_OF_HEAD)
        if end < 0:
            return
        head = heard[:end].lower()
        place = head.find(LENGTH)
        length = 0 if place < 0 else int(head[place + len(LENGTH) :].split(b"\r\n", 1)[0])
        begin = end + len(END_OF_HEAD)
        if len(heard) < begin + length:
            return
        self._heard = b""
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_result(Reply(int(head[9:12]), heard[begin : begin + length]))

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(ConnectionResetError(str(error or "closed by the other side")))


@asynccontextmanager
async def connected(port: int) -> AsyncIterator[Connection]:
    """A connection for the block."""
    connection = await Connection.open(port)
    try:
        yield connection
    finally:
        connection.close()


def head_of(method: str, path: str, headers: Mapping[str, str]) -> bytes:
    """The head of a request but for its length, ready to be sent many times."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n").encode()


def keyed(head: bytes, key: str) -> bytes:
    """The same head with an idempotency key."""
    return b"%bIdempotency-Key: %b\r\n" % (head, key.encode())
