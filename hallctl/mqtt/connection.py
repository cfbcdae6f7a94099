"""One client's socket at the embedded broker: what it may send, how long be silent, how much leave unread.

The broker library bounds none of these; a frozen display or a flooding box would grow the hall's memory.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Callable
from typing import Final

from amqtt.adapters import BufferReader, ReaderAdapter, WriterAdapter
from amqtt.errors import AMQTTError, MQTTError, NoDataError
from amqtt.mqtt.connect import ConnectPacket

MAX_PACKET_BYTES: Final = 128 * 1024
MAX_CONNECT_BYTES: Final = 8 * 1024
MAX_OWED_BYTES: Final = 1024 * 1024
"""More than this unread by a client means that it is dead."""

MAX_UNHANDLED: Final = 500
"""Messages of one client that wait for the broker; then its socket is read no further."""

STEPS_TO_BEGIN: Final = 3
MQTT_3_1_1: Final = 4
CONNECT: Final = 0x10


class BadConnect(Exception):
    """The first packet is no CONNECT of MQTT 3.1.1. `code`: what to answer, None for nothing at all."""

    def __init__(self, why: str, code: int | None = None) -> None:
        super().__init__(why)
        self.code = code


class Connection:
    """A client's connection as the broker library wants it: `reader` and `writer`."""

    def __init__(
        self,
        stream: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._stream = stream
        self._transport = writer.transport
        self._monotonic = monotonic
        self._fresh = True
        self._cut = False
        self.heard_at = self.opened_at = monotonic()
        self.answered_at: float | None = None
        """When anything was first sent to the client; that is its CONNACK."""
        self.lost_at: float | None = None
        """When the socket ended, by whomever."""
        self.silence_s: float | None = None
        """Longest silence of the client, from its keep-alive."""
        self.unhandled: Callable[[], int] = lambda: 0
        self.reader = _Reader(self)
        self.writer = _Writer(self)
        peer = self.socket
        if peer is not None and peer.family in {socket.AF_INET, socket.AF_INET6}:
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    @property
    def socket(self) -> socket.socket | None:
        """The accepted socket."""
        found: socket.socket | None = self._transport.get_extra_info("socket")
        return found

    @property
    def peer(self) -> tuple[str, int]:
        """Address and port of the client."""
        found = self._transport.get_extra_info("peername") or ("?", 0)
        return str(found[0]), int(found[1])

    @property
    def tls(self) -> ssl.SSLObject | None:
        """Present when the listener speaks TLS."""
        found: ssl.SSLObject | None = self._transport.get_extra_info("ssl_object")
        return found

    async def first_packet(self) -> ConnectPacket:
        """The CONNECT. Raises `BadConnect`, OSError, EOFError."""
        head = await self._stream.readexactly(1)
        if head[0] != CONNECT:
            raise BadConnect("the first packet is no CONNECT")
        length, digits = await self._length()
        body = await self._stream.readexactly(length)
        # Level 5 has other fields behind the name: decide before parsing them.
        name_end = 2 + int.from_bytes(body[:2], "big")
        if body[2:name_end] != b"MQTT" or body[name_end : name_end + 1] != bytes([MQTT_3_1_1]):
            raise BadConnect("not MQTT 3.1.1", 1)
        try:
            return await ConnectPacket.from_stream(BufferReader(head + digits + body))
        except (AMQTTError, MQTTError, NoDataError, ValueError, IndexError) as error:
            raise BadConnect(f"malformed CONNECT: {error}") from error

    async def read(self, count: int) -> bytes:
        """The next `count` bytes."""
        if self._fresh:
            # The library prepares for the end of a connection only after it has begun to read: let it.
            self._fresh = False
            for _ in range(STEPS_TO_BEGIN):
                await asyncio.sleep(0)
        if self._cut:
            # What is buffered of a client that was cut is not to be understood any more.
            raise ConnectionResetError("the connection was cut")
        if count > MAX_PACKET_BYTES:
            self.abort()
            raise ConnectionResetError("the packet is too large")
        while self.unhandled() > MAX_UNHANDLED:  # noqa: ASYNC110 - the library's queue tells nobody
            await asyncio.sleep(0.01)
        try:
            data = await self._stream.readexactly(count)
        except (EOFError, OSError):
            self._lost()
            raise
        self.heard_at = self._monotonic()
        return data

    def write(self, data: bytes) -> None:
        """Send without waiting; a client that does not read loses its connection."""
        if self._transport.is_closing():
            return
        if self.answered_at is None:
            self.answered_at = self._monotonic()
        self._transport.write(data)
        if self._transport.get_write_buffer_size() > MAX_OWED_BYTES:
            self.abort()

    def is_ignored(self, within_s: float) -> bool:
        """Whether the client has had no answer at all for so long."""
        return self.answered_at is None and self._monotonic() - self.opened_at > within_s

    def is_silent(self) -> bool:
        """Whether the client has been silent for longer than it promised."""
        return self.silence_s is not None and self._monotonic() - self.heard_at > self.silence_s

    def close(self) -> None:
        """Flush and close, without waiting for the client."""
        self._cut = True
        self._lost()
        self._transport.close()

    def abort(self) -> None:
        """Cut, now."""
        self._cut = True
        self._lost()
        self._transport.abort()

    def lost_for_s(self) -> float:
        """Seconds since the socket ended; 0 while it stands."""
        return 0.0 if self.lost_at is None else self._monotonic() - self.lost_at

    def _lost(self) -> None:
        if self.lost_at is None:
            self.lost_at = self._monotonic()

    async def _length(self) -> tuple[int, bytes]:
        digits, value = b"", 0
        while not digits or digits[-1] & 0x80:
            digit = await self._stream.readexactly(1)
            value |= (digit[0] & 0x7F) << (7 * len(digits))
            digits += digit
            if value > MAX_CONNECT_BYTES or len(digits) > 4:  # noqa: PLR2004 - the standard's limit
                raise BadConnect("the CONNECT is too large")
        return value, digits


class _Reader(ReaderAdapter):  # type: ignore[misc]
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def read(self, n: int = -1) -> bytes:
        return await self._connection.read(n)

    def feed_eof(self) -> None:
        self._connection.close()


class _Writer(WriterAdapter):  # type: ignore[misc]
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def write(self, data: bytes) -> None:
        self._connection.write(data)

    async def drain(self) -> None:
        """Nothing to wait for: `Connection.write` bounds what is owed, so a slow client holds up nobody."""

    def get_peer_info(self) -> tuple[str, int]:
        return self._connection.peer

    def get_ssl_info(self) -> ssl.SSLObject | None:
        return self._connection.tls

    async def close(self) -> None:
        self._connection.close()
