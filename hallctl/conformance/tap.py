"""A tap between a driver and its device that writes down what both say. It changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hallctl.conformance.language import Listener, Said
from hallctl.links.address import Address
from hallctl.links.streams import Stream, Streams
from hallctl.profiles import Profile
from hallctl.simulation.wire_ends import Hears, PtyEnd, Say, TcpEnd, WireEnd

_SEND_S: Final = 2.0


class Tap:
    """What was said so far. `trial` is set by whoever leads through the trials."""

    def __init__(self, stream: Stream, end: WireEnd, profile: Profile) -> None:
        self.said: list[Said] = []
        self._hall = Listener(profile, by_hall=True)
        self._device = Listener(profile, by_hall=False)
        self.trial = "answers"
        self._stream, self._end = stream, end
        self._to_device: asyncio.Queue[bytes] = asyncio.Queue()
        stream.hear(self._from_device)
        end.join("tap", self._opened)

    async def run(self) -> None:
        """Carry what the hall says to the device until cancelled."""
        while True:
            await self._stream.send(await self._to_device.get(), _SEND_S)

    def say(self, data: bytes) -> None:
        """Say to the hall what the device would."""
        self._from_device(data)

    def _opened(self, _say: Say) -> Hears:
        return self._from_hall

    def _from_hall(self, data: bytes) -> None:
        self._note(self._hall.hear(data, self.trial))
        self._to_device.put_nowait(data)

    def _from_device(self, data: bytes) -> None:
        self._note(self._device.hear(data, self.trial))
        for write in self._end.writes():
            write(data)

    def _note(self, pieces: Sequence[Said]) -> None:
        for piece in pieces:
            last = self.said[-1] if self.said else None
            if last and not piece.whole and (last.by_hall, last.trial) == (piece.by_hall, piece.trial):
                last.raw += piece.raw
            else:
                self.said.append(piece)


@asynccontextmanager
async def tapped(address: str, profile: Profile) -> AsyncIterator[tuple[str, Tap]]:
    """Where the device at `address` can be reached through the tap. Raises ValueError, OSError."""
    place = Address.parse(address)
    streams = Streams()
    with TemporaryDirectory(prefix="hallctl-tap-") as home:
        end, own = wire_end(place.transport, Path(home))
        # The settings of the line hold on the side of the device; what RTU goes over is plain TCP.
        line = address.partition("/unit/")[0].replace("rtu+tcp:", "tcp:")
        stream = streams.open(line, serial=profile.wire.serial)
        tap = Tap(stream, end, profile)
        await end.start()
        tasks = [asyncio.create_task(streams.run()), asyncio.create_task(tap.run())]
        try:
            yield own(place.unit), tap
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await end.stop()


def wire_end(over: str, home: Path) -> tuple[WireEnd, Callable[[int | None], str]]:
    """A free end of a wire for `over`, and its address with a unit, once it has started.

    Raises ValueError for what has no stream of bytes.
    """
    if over == "serial":
        line = home / "tty"
        return PtyEnd(line), lambda unit: f"serial://{line}{_unit(unit)}"
    if over not in {"tcp", "rtu_tcp"}:
        raise ValueError(f"{over!r} has no stream of bytes that could be recorded")
    end, scheme = TcpEnd(), over.replace("_", "+")
    return end, lambda unit: f"{scheme}://{end.host}:{end.port}{_unit(unit)}"


def _unit(unit: int | None) -> str:
    return "" if unit is None else f"/unit/{unit}"
