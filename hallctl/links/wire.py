"""An open wire of bytes, whatever carries it: bytes out, bytes in, and when it was lost."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from typing import Final, cast

from hallctl.links.address import Address, Carrier, SerialLine
from hallctl.links.link import LinkDown
from hallctl.links.serial_port import open_serial

CONNECT_S: Final = 3.0
MOST_WAITING: Final = 256 * 1024
"""Bytes that may wait for a peer that takes none; a wire with more is taken for dead."""


class Wire(asyncio.Protocol, asyncio.DatagramProtocol):
    """One open connection. `lost` is done, with the reason, as soon as it is gone."""

    def __init__(self, carrier: Carrier, hears: Callable[[bytes], None], byte_s: float = 0.0) -> None:
        self._carrier = carrier
        self.lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._hears = hears
        self._byte_s = byte_s
        self._transport: asyncio.Transport | None = None
        self._datagrams: asyncio.DatagramTransport | None = None
        self._gone = asyncio.Event()
        self.refusals = 0
        """How often the network said that nobody takes the datagrams."""
        self._free = asyncio.Event()
        self._free.set()

    @classmethod
    async def open(cls, address: Address, serial: SerialLine, hears: Callable[[bytes], None]) -> Wire:
        """Connect. Raises OSError or TimeoutError."""
        loop = asyncio.get_running_loop()
        wire = cls(address.carrier, hears, serial.byte_s if address.carrier is Carrier.SERIAL else 0.0)
        async with asyncio.timeout(CONNECT_S):
            if address.carrier is Carrier.SERIAL:
                await open_serial(address.path, serial, lambda: wire)
            elif address.carrier is Carrier.UDP:
                remote = (address.host, address.port)
                await loop.create_datagram_endpoint(lambda: wire, remote_addr=remote)
            else:
                await loop.create_connection(lambda: wire, address.host, address.port)
        return wire

    @property
    def waiting(self) -> int:
        """Bytes that the peer has not taken yet, as far as this end knows."""
        return self._transport.get_write_buffer_size() if self._transport else 0

    def on_the_line_s(self, count: int) -> float:
        """How long so many bytes are on the line; next to nothing on a network."""
        return count * self._byte_s

    def write(self, data: bytes) -> None:
        """Send. Raises LinkDown when the wire is lost or its peer has long taken nothing."""
        if self.lost.done():
            raise LinkDown(self.lost.result())
        if self._datagrams is not None:
            self._datagrams.sendto(data)
        elif self._transport is not None:
            if self.waiting > MOST_WAITING:
                raise LinkDown("the other side takes nothing")
            self._transport.write(data)

    async def flushed(self) -> None:
        """Return when the peer's network or the port has all that was written. Raises LinkDown."""
        await self._free.wait()
        if self.lost.done():
            raise LinkDown(self.lost.result())

    def cut(self, cause: str) -> None:
        """Give the connection up, with whatever still waits to go out, also in the kernel."""
        self._lose(cause)
        if self._transport is not None:
            if self._carrier is Carrier.TCP:
                found: socket.socket = self._transport.get_extra_info("socket")
                found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._transport.abort()

    def pause_writing(self) -> None:
        """The peer takes no more at the moment."""
        self._free.clear()

    def resume_writing(self) -> None:
        """It has taken everything."""
        self._free.set()

    async def close(self) -> None:
        """Close at once and wait until it is done."""
        self._lose("closed here")
        transport = self._transport or self._datagrams
        if transport is not None:
            transport.abort()
            with suppress(TimeoutError):
                async with asyncio.timeout(CONNECT_S):
                    await self._gone.wait()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The loop has connected it."""
        if self._carrier is Carrier.UDP:
            self._datagrams = cast("asyncio.DatagramTransport", transport)
            return
        self._transport = cast("asyncio.Transport", transport)
        if self._carrier is Carrier.TCP:
            self._transport.set_write_buffer_limits(high=0)
            found: socket.socket = transport.get_extra_info("socket")
            found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    def connection_lost(self, exc: Exception | None) -> None:
        """The loop has lost it."""
        self._lose(f"{type(exc).__name__}: {exc}" if exc else "closed by the other side")
        self._gone.set()

    def data_received(self, data: bytes) -> None:
        """Bytes of a stream."""
        if not self.lost.done():
            self._hears(data)

    def datagram_received(self, data: bytes, _addr: object) -> None:
        """A datagram."""
        if not self.lost.done():
            self._hears(data)

    def error_received(self, exc: Exception) -> None:  # noqa: ARG002 - whatever it says
        """Nobody listens there at the moment: datagrams are sent all the same, their sender counts."""
        self.refusals += 1

    def _lose(self, cause: str) -> None:
        if not self.lost.done():
            self.lost.set_result(cause)
            self._free.set()
