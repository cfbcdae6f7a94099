"""Datagrams to one device: sent several times, because nobody tells whether one arrived."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from hallctl.contracts.devices import Outcome
from hallctl.links.address import Address, Carrier, SerialLine
from hallctl.links.link import Backoff, Link, LinkDown, Timing
from hallctl.links.shelf import LinkHandle, Pool, Shelf
from hallctl.links.wire import Wire

Hears = Callable[[bytes], None]
Done = Callable[[bytes], bool]


@dataclass(frozen=True, slots=True)
class Tries:
    """How often the same datagram goes out, and how far apart."""

    times: int = 3
    gap_s: float = 0.1


class DatagramLink(Link):
    """The socket behind the datagrams to one device."""

    def __init__(
        self, address: Address, *, backoff: Backoff | None = None, timing: Timing | None = None
    ) -> None:
        super().__init__(f"datagrams {address.line}", backoff=backoff, timing=timing)
        self._address = address
        self._wire: Wire | None = None
        self._turn = asyncio.Lock()
        self._asked: tuple[Done, asyncio.Future[bytes]] | None = None
        self.hears: list[Hears] = []

    async def send(self, data: bytes, tries: Tries, deadline_s: float) -> Outcome:
        """See `Datagrams.send`."""
        sent = 0
        try:
            async with asyncio.timeout(deadline_s), self._turn:
                for sent in range(1, tries.times + 1):
                    (await self._open()).write(data)
                    if sent < tries.times:
                        await self._timing.sleep(tries.gap_s)
        except (TimeoutError, LinkDown):
            return Outcome.UNKNOWN if sent > 1 else Outcome.TIMED_OUT
        return Outcome.DONE

    async def stream(self, parts: Sequence[bytes], tries: Tries, deadline_s: float) -> Outcome:
        """See `Datagrams.stream`."""
        sent, before = 0, 0
        try:
            async with asyncio.timeout(deadline_s), self._turn:
                wire = await self._open()
                before = wire.refusals
                for part in parts:
                    if sent and sent % tries.times == 0:
                        await self._timing.sleep(tries.gap_s)
                    wire.write(part)
                    sent += 1
                await self._timing.sleep(0)  # the network's word on them is heard now
        except (TimeoutError, LinkDown):
            return Outcome.UNKNOWN if sent else Outcome.TIMED_OUT
        return Outcome.DONE if wire.refusals == before else Outcome.TIMED_OUT

    async def ask(self, data: bytes, done: Done, tries: Tries, deadline_s: float) -> bytes | None:
        """See `Datagrams.ask`."""
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        try:
            async with asyncio.timeout(deadline_s), self._turn:
                self._asked = (done, answer)
                for _ in range(tries.times):
                    (await self._open()).write(data)
                    await asyncio.wait({answer}, timeout=tries.gap_s)
                    if answer.done():
                        break
                else:
                    await answer
        except (TimeoutError, LinkDown):
            self._degraded("no answer")
            return None
        finally:
            self._asked = None
        self._up()
        return answer.result()

    async def _open(self) -> Wire:
        if self._past.out and self._wire is None:
            raise LinkDown(self.stats.last_error)
        await self.wait_online()
        if self._wire is None:
            raise LinkDown(self.stats.last_error)
        return self._wire

    async def _session(self) -> None:
        wire = await Wire.open(self._address, SerialLine(), self._datagram)
        try:
            self._wire = wire
            self._up()
            raise LinkDown(await wire.lost)
        finally:
            self._wire = None
            await wire.close()

    def _datagram(self, data: bytes) -> None:
        try:
            if self._asked is not None and not self._asked[1].done() and self._asked[0](data):
                self._asked[1].set_result(data)
                return
            for hears in tuple(self.hears):
                hears(data)
        except Exception:  # noqa: BLE001 - a datagram that trips a listener must not cost the socket
            self._log.exception("a listener failed", bytes=len(data))


class Datagrams(LinkHandle[DatagramLink]):
    """The way to one device over UDP. Nothing raises. DEGRADED after an unanswered question."""

    def __init__(
        self, pool: Pool[DatagramLink], address: Address, make: Callable[[], DatagramLink], tries: Tries
    ) -> None:
        super().__init__(pool, address.line, make)
        self.address = address
        self._tries = tries
        self._hears: list[Hears] = []

    def hear(self, callback: Hears) -> None:
        """Give datagrams that no `ask` waits for to `callback`, which must not block."""
        self._hears.append(callback)
        self.link.hears.append(callback)

    async def send(self, data: bytes, deadline_s: float) -> Outcome:
        """Send `data` as often as the tries say. DONE: it went out, which is all that can be known.

        UNKNOWN: fewer times than that. TIMED_OUT: not at all.
        """
        return await self.link.send(data, self._tries, deadline_s)

    async def stream(self, parts: Sequence[bytes], deadline_s: float) -> Outcome:
        """Send each of `parts` once, as many at once as the tries say, with their gap between.

        DONE: they went out. TIMED_OUT: they did not, or the network says that nobody takes them. UNKNOWN:
        not all of them went out.
        """
        return await self.link.stream(parts, self._tries, deadline_s)

    async def ask(self, data: bytes, done: Done, deadline_s: float) -> bytes | None:
        """Send `data`, again until a datagram comes that `done` accepts. None: none came in time."""
        return await self.link.ask(data, done, self._tries, deadline_s)

    def close(self) -> None:
        """Hear no more, and close the socket if nobody else holds it."""
        if not self.closed:
            for callback in self._hears:
                self.link.hears.remove(callback)
        super().close()


class DatagramWires(Shelf[DatagramLink]):
    """All UDP devices of the hall."""

    def open(self, address: str, *, tries: Tries | None = None) -> Datagrams:
        """The way to the device at `udp://host:port`. Raises ValueError."""
        place = Address.parse(address)
        if place.carrier is not Carrier.UDP:
            raise ValueError(f"datagrams go over udp, not {place.carrier}: {address!r}")
        datagrams = Datagrams(self._pool, place, partial(self._link, place), tries or Tries())
        self._note(datagrams)
        return datagrams

    def _link(self, place: Address) -> DatagramLink:
        return DatagramLink(place, timing=self._timing, backoff=self._backoff)
