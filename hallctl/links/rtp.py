"""Sound as RTP (RFC 3550, RFC 3551) to loudspeakers on the network, one packet every 20 ms.

A process of its own sends them (`rtp_sender`). Nobody answers RTP: that packets went out, and that no machine
said that nobody listens there, is all that can be known.
"""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from itertools import count
from typing import Any, Final, Self
from urllib.parse import parse_qsl, urlsplit
from weakref import WeakValueDictionary

import structlog

from hallctl.links import rtp_sender
from hallctl.links.process import gone
from hallctl.links.rtp_sender import BOUNDS_S, PACKET_S
from hallctl.links.shelf import Handle

EXPECTED: Final = "rtp://239.1.2.3:5004, with ?hops=N or ?interface=IP for multicast"
MOST_HOPS: Final = 255
log = structlog.get_logger(__name__)


class Codec(StrEnum):
    """How samples travel."""

    PCMU = "pcmu"
    PCMA = "pcma"
    L16 = "l16"


@dataclass(frozen=True, slots=True)
class RtpFormat:
    """What a loudspeaker understands. `rate`: samples a second; 8,000 for G.711."""

    codec: Codec
    rate: int
    payload_type: int

    @property
    def step(self) -> int:
        """Samples in a packet."""
        return round(self.rate * PACKET_S)

    @property
    def sample_bytes(self) -> int:
        """Bytes of a sample on the wire."""
        return 2 if self.codec is Codec.L16 else 1


@dataclass(frozen=True, slots=True)
class RtpAddress:
    """Where it goes: a multicast group or one loudspeaker. `hops`: how many routers multicast may pass.

    `interface`: the hall's own address on the network that multicast goes out to.
    """

    host: str
    port: int
    hops: int = 1
    interface: str | None = None

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `rtp://IP:PORT[?hops=N&interface=IP]`. Raises ValueError."""
        try:
            url = urlsplit(text)
            host, port = str(ip_address(url.hostname or "")), url.port
            settings = dict(parse_qsl(url.query, strict_parsing=bool(url.query)))
            hops = int(settings.pop("hops", "1"))
            interface = settings.pop("interface", None)
            if interface is not None:
                interface = str(ip_address(interface))
        except ValueError:
            raise ValueError(f"{text!r} is no address of RTP; expected {EXPECTED}") from None
        if url.scheme != "rtp" or not port or url.path not in {"", "/"} or settings or url.username:
            raise ValueError(f"{text!r} is no address of RTP; expected {EXPECTED}")
        made = cls(host, port, hops, interface)
        if not 1 <= hops <= MOST_HOPS or (url.query and not made.is_multicast):
            raise ValueError(f"{text!r}: hops (1 to {MOST_HOPS}) and interface are for multicast only")
        return made

    @property
    def is_multicast(self) -> bool:
        """Whether many may listen."""
        return ip_address(self.host).is_multicast


@dataclass(slots=True)
class Punctuality:
    """How late packets went out: counts by `BOUNDS_S` and beyond, and all lateness together."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS_S) + 1))
    late_s: float = 0.0

    @property
    def sent(self) -> int:
        """Packets."""
        return sum(self.counts)

    def add(self, counts: Sequence[int], late_s: float) -> None:
        """Those of one sound."""
        for place, more in enumerate(counts):
            self.counts[place] += more
        self.late_s += late_s


class RtpStream:
    """A driver's stream to one address. What is cancelled stops within a packet.

    Streams to the same address wait for each other: two voices at once cannot be understood.
    """

    def __init__(self, address: RtpAddress, form: RtpFormat, number: int, process: SenderProcess) -> None:
        self.address, self.form = address, form
        self._number, self._process = number, process
        self._turn = process.turn(address)
        self._feeler: socket.socket | None = None

    async def play(self, payload: bytes) -> None:
        """Send encoded samples in real time; returns when the last has been heard.

        Raises OSError: the network does not take it, or the loudspeaker said that it does not listen.
        """
        order = {
            "stream": self._number,
            "host": self.address.host,
            "port": self.address.port,
            "hops": self.address.hops,
            "interface": self.address.interface,
            "rate": self.form.rate,
            "payload_type": self.form.payload_type,
            "step": self.form.step,
            "sample_bytes": self.form.sample_bytes,
        }
        async with self._turn:
            await self._process.play(order, payload)

    def look(self) -> None:
        """Whether there is a way to the address, and whether it has objected to the look before this one.

        One loudspeaker gets an empty datagram, as RFC 6263 has it; a group gets nothing. Raises OSError.
        """
        try:
            if self._feeler is None:
                address = self.address
                self._feeler = rtp_sender.sender(address.host, address.port, address.hops, address.interface)
            if not self.address.is_multicast:
                self._feeler.send(b"")
        except OSError:
            self._forget()
            raise

    def close(self) -> None:
        """Give the sockets back; who plays or looks again gets new ones."""
        self._forget()
        self._process.order({"close": self._number})

    def _forget(self) -> None:
        if self._feeler is not None:
            self._feeler.close()
            self._feeler = None


class SenderProcess:
    """The process that sends, started when it is first needed and again should it die."""

    def __init__(self) -> None:
        self.punctuality = Punctuality()
        self._turns: WeakValueDictionary[RtpAddress, asyncio.Lock] = WeakValueDictionary()
        self._process: Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._numbers = count(1)
        self._ends: dict[int, asyncio.Future[str]] = {}

    def turn(self, address: RtpAddress) -> asyncio.Lock:
        """Whose holder may play there."""
        return self._turns.setdefault(address, asyncio.Lock())

    async def play(self, order: dict[str, Any], payload: bytes) -> None:
        """Until the sound has been sent. Raises OSError."""
        await self._there()
        number = next(self._numbers)
        ended = self._ends[number] = asyncio.get_running_loop().create_future()
        try:
            self.order({"play": number, "bytes": len(payload), **order}, payload)
            refused = await ended
        except asyncio.CancelledError:
            self.order({"stop": number})
            raise
        finally:
            self._ends.pop(number, None)
        if refused:
            raise OSError(refused)

    def order(self, order: dict[str, Any], payload: bytes = b"") -> None:
        """Tell it something, if it is there."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.write(json.dumps(order).encode() + b"\n" + payload)

    async def end(self) -> None:
        """Have it end, with whatever it plays."""
        process, self._process = self._process, None
        if process is None or self._reading is None:
            return
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        await gone(process)

    async def _there(self) -> None:
        async with self._starting:
            if self._process is not None:
                return
            # Isolated and without site-packages: it is there after 30 ms and needs 10 MB.
            command = (sys.executable, "-I", "-S", str(rtp_sender.__file__))
            self._process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE)
            self._reading = asyncio.create_task(self._read(self._process), name="rtp sender")

    async def _read(self, process: Process) -> None:
        try:
            while process.stdout is not None and (line := await process.stdout.readline()):
                self._heard(json.loads(line))
            if self._process is process:
                self._process = None
            await gone(process)
            log.error("the RTP sender ended", code=process.returncode)
        finally:
            for ended in self._ends.values():
                if not ended.done():
                    ended.set_result("the RTP sender ended")

    def _heard(self, said: dict[str, Any]) -> None:
        self.punctuality.add(said["late"], said["late_s"])
        ended = self._ends.get(said["ended"])
        if ended is not None and not ended.done():
            ended.set_result(said["refused"])


class RtpStreams:
    """Where drivers take streams."""

    def __init__(self) -> None:
        self._process = SenderProcess()
        self._numbers = count(1)
        self._taken: list[Handle] | None = None

    @property
    def punctuality(self) -> Punctuality:
        """How late packets went out since the start."""
        return self._process.punctuality

    def open(self, address: str, form: RtpFormat) -> RtpStream:
        """The stream to `rtp://IP:PORT`. Raises ValueError."""
        stream = RtpStream(RtpAddress.parse(address), form, next(self._numbers), self._process)
        if self._taken is not None:
            self._taken.append(stream)
        return stream

    def noting(self, taken: list[Handle]) -> Self:
        """The same, which adds to `taken` whatever is taken from it."""
        streams = copy(self)
        streams._taken = taken  # noqa: SLF001 - of its own kind
        return streams

    async def run(self) -> None:
        """Have the process end when this is cancelled."""
        try:
            await asyncio.Event().wait()
        finally:
            await self._process.end()


def session_description(streams: Sequence[RtpStream]) -> str:
    """SDP (RFC 8866) of the streams, for whoever listens in."""
    lines = ["v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=hallctl", "t=0 0"]
    for stream in streams:
        form, address = stream.form, stream.address
        lines += [
            f"m=audio {address.port} RTP/AVP {form.payload_type}",
            f"c=IN IP4 {address.host}{f'/{address.hops}' if address.is_multicast else ''}",
            f"a=rtpmap:{form.payload_type} {form.codec.value.upper()}/{form.rate}/1",
        ]
    return "\r\n".join([*lines, ""])
