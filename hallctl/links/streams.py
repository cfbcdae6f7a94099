"""A wire to one device with a language of its own: ESC/POS over TCP 9100, a card reader on a serial port."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from hallctl.contracts.devices import Outcome
from hallctl.links.address import Address, Carrier, SerialLine, SerialSettings
from hallctl.links.link import Backoff, Link, LinkDown, Timing
from hallctl.links.shelf import LinkHandle, Pool, Shelf
from hallctl.links.wire import Wire

Hears = Callable[[bytes], None]
Done = Callable[[bytes], bool]


@dataclass(slots=True)
class _Collecting:
    """What came in since the question, until `done` says that it is whole."""

    done: Done
    whole: asyncio.Future[bytes]
    so_far: bytes = b""


class StreamLink(Link):
    """The connection behind streams to one device."""

    MOST_COLLECTED: ClassVar[int] = 1024 * 1024
    """Bytes of an answer; what is longer is none."""

    def __init__(
        self,
        address: Address,
        serial: SerialLine,
        *,
        backoff: Backoff | None = None,
        timing: Timing | None = None,
    ) -> None:
        super().__init__(f"stream {address.line}", backoff=backoff, timing=timing)
        self._address, self._serial = address, serial
        self._wire: Wire | None = None
        self._turn = asyncio.Lock()
        self._collecting: _Collecting | None = None
        self.hears: list[Hears] = []

    async def send(self, data: bytes, deadline_s: float) -> Outcome:
        """See `Stream.send`."""
        wire: Wire | None = None
        try:
            async with asyncio.timeout(deadline_s), self._turn:
                wire = await self._write(data)
                await wire.flushed()
        except TimeoutError:
            if wire is None:
                return Outcome.TIMED_OUT
            # The rest must not come out at some later time, after somebody has decided what to do instead.
            wire.cut("the device takes no more")
            return Outcome.UNKNOWN
        except LinkDown:
            return Outcome.TIMED_OUT if wire is None else Outcome.UNKNOWN
        return Outcome.DONE

    async def ask(self, data: bytes, done: Done, deadline_s: float) -> bytes | None:
        """See `Stream.ask`."""
        try:
            async with asyncio.timeout(deadline_s), self._turn:
                whole: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
                self._collecting = _Collecting(done, whole)
                try:
                    wire = await self._write(data)
                    ends: set[asyncio.Future[Any]] = {whole, wire.lost}
                    await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
                    return whole.result() if whole.done() else None
                finally:
                    self._collecting = None
        except (TimeoutError, LinkDown):
            return None

    async def _write(self, data: bytes) -> Wire:
        """Begin to send, as soon as there is a connection. Raises LinkDown at once during an outage."""
        if self._past.out and self._wire is None:
            raise LinkDown(self.stats.last_error)
        await self.wait_online()
        if self._wire is None:
            raise LinkDown(self.stats.last_error)
        self._wire.write(data)
        return self._wire

    async def _session(self) -> None:
        wire = await Wire.open(self._address, self._serial, self._chunk)
        try:
            self._wire = wire
            self._up()
            raise LinkDown(await wire.lost)
        finally:
            self._wire = None
            await wire.close()

    def _chunk(self, data: bytes) -> None:
        collecting = self._collecting
        if collecting is not None and not collecting.whole.done():
            collecting.so_far += data
            if self._is_whole(collecting):
                collecting.whole.set_result(collecting.so_far)
            elif len(collecting.so_far) > self.MOST_COLLECTED:
                collecting.so_far = b""
            return
        for hears in tuple(self.hears):
            try:
                hears(data)
            except Exception:  # noqa: BLE001 - bytes that trip a listener must not cost the connection
                self._log.exception("a listener failed", bytes=len(data))

    def _is_whole(self, collecting: _Collecting) -> bool:
        try:
            return collecting.done(collecting.so_far)
        except Exception:  # noqa: BLE001 - same
            self._log.exception("a listener failed", bytes=len(collecting.so_far))
            return False


class Stream(LinkHandle[StreamLink]):
    """The wire to one device. Nothing raises; outcomes tell."""

    def __init__(self, pool: Pool[StreamLink], address: Address, make: Callable[[], StreamLink]) -> None:
        super().__init__(pool, address.line, make)
        self.address = address
        self._hears: list[Hears] = []

    def hear(self, callback: Hears) -> None:
        """Give bytes that no `ask` waits for to `callback`, which must not block."""
        self._hears.append(callback)
        self.link.hears.append(callback)

    async def send(self, data: bytes, deadline_s: float) -> Outcome:
        """Send all of `data`. DONE: the other side's network has it, which is not yet paper.

        TIMED_OUT: nothing went out. UNKNOWN: a part did, then the wire was lost or took no more; the rest
        will never go out.
        """
        return await self.link.send(data, deadline_s)

    async def ask(self, data: bytes, done: Done, deadline_s: float) -> bytes | None:
        """Send `data` and collect what comes until `done` says that it is whole. None: not in time."""
        return await self.link.ask(data, done, deadline_s)

    def close(self) -> None:
        """Hear no more, and end the connection if nobody else holds it."""
        if not self.closed:
            for callback in self._hears:
                self.link.hears.remove(callback)
        super().close()


class Streams(Shelf[StreamLink]):
    """All wires of the hall that one device has for itself."""

    def open(self, address: str, *, serial: SerialSettings | None = None) -> Stream:
        """The wire to the device at `address` (tcp or serial). Raises ValueError."""
        place = Address.parse(address)
        if place.carrier not in {Carrier.TCP, Carrier.SERIAL}:
            raise ValueError(f"a stream goes over tcp or serial, not {place.carrier}: {address!r}")
        settings = place.settings(serial or SerialLine())
        stream = Stream(self._pool, place, partial(self._link, place, settings))
        self._note(stream)
        return stream

    def _link(self, place: Address, settings: SerialLine) -> StreamLink:
        return StreamLink(place, settings, timing=self._timing, backoff=self._backoff)
