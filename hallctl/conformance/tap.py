"""A tap between a driver and its device that writes down what both say. It changes nothing."""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hallctl.conformance.language import Cut, Said, cutter
from hallctl.conformance.places import DATAGRAMS, Place, address, free_end, spot_of
from hallctl.links.link import LinkDown
from hallctl.links.wire import Wire
from hallctl.profiles import Profile
from hallctl.simulation.wire_ends import Hears, Say

HOST: Final = "127.0.0.1"
CHUNK: Final = 65_536
_ONE_LINE: Final = frozenset({"serial", *DATAGRAMS})
"""Transports without connections."""


class Tap:
    """What was said so far. `trial` is set by whoever leads through the trials.

    Each connection of the driver gets one of its own to the device: who hangs up there hangs up here.
    """

    def __init__(self, place: Place, profile: Profile) -> None:
        self.said: list[Said] = []
        self.connections = 0
        self.trial = "answers"
        self.spot = ""
        self._place, self._profile = place, profile
        self._from_device: Hears = lambda _data: None
        self._near: set[StreamWriter] = set()
        self._serving: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def open(self, home: Path) -> AsyncIterator[str]:
        """The address at which the device can be reached through the tap. Raises OSError."""
        opening = self._one_line(home) if self._place.over in _ONE_LINE else self._connections()
        async with opening as self.spot:
            yield address(self._place.over, self.spot, self._place.rest)

    def say(self, data: bytes) -> None:
        """Say to the hall what the device would."""
        self._from_device(data)

    @asynccontextmanager
    async def _one_line(self, home: Path) -> AsyncIterator[str]:
        end = free_end(self._place.over, home)
        from_hall, from_device = self._ears(lambda data: _to_all(end.writes(), data))
        wire = await self._to_the_device(from_device)

        def hears(data: bytes) -> None:
            from_hall(data)
            with suppress(LinkDown):
                wire.write(data)

        end.join("tap", lambda _say: hears)
        try:
            await end.start()
            yield spot_of(end)
        finally:
            await end.stop()
            await wire.close()

    @asynccontextmanager
    async def _connections(self) -> AsyncIterator[str]:
        server = await asyncio.start_server(self._serve, HOST, 0)
        try:
            yield f"{HOST}:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()
            for near in tuple(self._near):
                near.transport.abort()
            await asyncio.gather(*self._serving)

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        if task := asyncio.current_task():
            self._serving.add(task)
            task.add_done_callback(self._serving.discard)
        self._near.add(writer)
        with suppress(OSError, TimeoutError, LinkDown):
            try:
                from_hall, from_device = self._ears(writer.write)
                wire = await self._to_the_device(from_device)
                wire.lost.add_done_callback(lambda _cause: writer.close())
                try:
                    while data := await reader.read(CHUNK):
                        from_hall(data)
                        wire.write(data)
                        await wire.flushed()
                finally:
                    await wire.close()
            finally:
                self._near.discard(writer)
                writer.close()

    async def _to_the_device(self, hears: Hears) -> Wire:
        line = self._place.line
        return await Wire.open(line, line.settings(self._profile.wire.serial), hears)

    def _ears(self, say: Say) -> tuple[Hears, Hears]:
        """Those for the hall and for the device on a new connection; `say` reaches the hall."""
        self.connections += 1
        number, hosts = self.connections, [host for host in (self.spot, self._place.host) if host]
        hall = cutter(self._profile, by_hall=True, hosts=hosts)
        device = cutter(self._profile, by_hall=False, hosts=hosts)

        def from_hall(data: bytes) -> None:
            self._note(hall, data, number, by_hall=True)

        def from_device(data: bytes) -> None:
            self._note(device, data, number, by_hall=False)
            say(data)

        self._from_device = from_device
        return from_hall, from_device

    def _note(self, cut: Cut, data: bytes, connection: int, *, by_hall: bool) -> None:
        for piece in cut(data):
            last = next((said for said in reversed(self.said) if said.connection == connection), None)
            if last and not piece.whole and (last.by_hall, last.trial) == (by_hall, self.trial):
                last.raw += piece.raw
            else:
                self.said.append(Said(by_hall, self.trial, *piece, connection))


@asynccontextmanager
async def tapped(address_of_device: str, profile: Profile) -> AsyncIterator[tuple[str, Tap]]:
    """Where the device can be reached through the tap. Raises ValueError, OSError."""
    tap = Tap(Place.parse(address_of_device), profile)
    with TemporaryDirectory(prefix="hallctl-tap-") as home:
        async with tap.open(Path(home)) as own:
            yield own, tap


def _to_all(writes: tuple[Say, ...], data: bytes) -> None:
    for write in writes:
        write(data)
