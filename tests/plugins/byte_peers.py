"""Peers on the other end of a wire of bytes: a TCP port, a pseudo-terminal, a UDP port."""

import asyncio
import os
import tty
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from polling import PATIENCE_S

Answer = Callable[[bytes], bytes | None]


class Peer:
    """What the other end heard, and how it answers each piece."""

    def __init__(self, answer: Answer | None = None) -> None:
        self.answer = answer
        self.heard = b""
        self.news = asyncio.Event()
        self.address = ""
        self.connections = 0
        self.say: Callable[[bytes], None] = lambda _data: None
        self.cut: Callable[[], None] = lambda: None

    def hears(self, data: bytes) -> None:
        self.heard += data
        self.news.set()
        reply = self.answer(data) if self.answer else None
        if reply:
            self.say(reply)

    async def until(self, seen: Callable[[bytes], bool], timeout_s: float = PATIENCE_S) -> bytes:
        async with asyncio.timeout(timeout_s):
            while not seen(self.heard):
                self.news.clear()
                await self.news.wait()
        return self.heard


@asynccontextmanager
async def tcp_peer(answer: Answer | None = None, port: int = 0) -> AsyncIterator[Peer]:
    peer = Peer(answer)
    writers: list[asyncio.StreamWriter] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer.connections += 1
        writers.append(writer)
        peer.say = writer.write
        peer.cut = writer.transport.abort
        try:
            while data := await reader.read(4096):
                peer.hears(data)
        except ConnectionError:
            return

    server = await asyncio.start_server(serve, "127.0.0.1", port)
    peer.address = f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield peer
    finally:
        server.close()
        for writer in writers:
            writer.transport.abort()
        await asyncio.sleep(0)


@asynccontextmanager
async def pty_peer(answer: Answer | None = None) -> AsyncIterator[Peer]:
    peer = Peer(answer)
    far, near = os.openpty()
    tty.setraw(near)
    os.set_blocking(far, False)
    loop = asyncio.get_running_loop()
    peer.address = f"serial://{os.ttyname(near)}"

    def say(data: bytes) -> None:
        os.write(far, data)

    peer.say = say
    loop.add_reader(far, lambda: peer.hears(os.read(far, 4096)))
    open_ends = [far, near]

    def cut() -> None:
        loop.remove_reader(far)
        while open_ends:
            os.close(open_ends.pop())

    peer.cut = cut
    try:
        yield peer
    finally:
        cut()


@asynccontextmanager
async def udp_peer(answer: Answer | None = None) -> AsyncIterator[Peer]:
    peer = Peer(answer)

    class Ear(asyncio.DatagramProtocol):
        def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
            peer.connections += 1
            peer.say = lambda reply: transport.sendto(reply, addr)
            peer.hears(data)

    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(Ear, ("127.0.0.1", 0))
    peer.address = f"udp://127.0.0.1:{transport.get_extra_info('sockname')[1]}"
    try:
        yield peer
    finally:
        transport.close()
