"""Sound as RTP (RFC 3550, RFC 3551) to loudspeakers on the network, one packet every 20 ms.

A thread of its own sends them, so that a busy event loop does not make the voice stutter. Nobody answers RTP:
that a packet went out is all that can be known.
"""

from __future__ import annotations

import asyncio
import heapq
import secrets
import socket
import struct
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from typing import Final

PACKET_S: Final = 0.02
EXPEDITED: Final = 0xB8
"""The type of service of voice (DSCP EF): switches that know it let it pass first."""

_HEADER: Final = struct.Struct("!BBHII")
_VERSION: Final = 0x80
_MARKER: Final = 0x80


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
    """Where it goes: a multicast group or one loudspeaker. `hops`: how many routers multicast may pass."""

    host: str
    port: int
    hops: int = 1
    interface: str | None = None

    @property
    def is_multicast(self) -> bool:
        """Whether many may listen."""
        try:
            return ip_address(self.host).is_multicast
        except ValueError:
            return False


@dataclass(slots=True)
class Punctuality:
    """How late packets went out, in seconds, for metrics and benchmarks."""

    sent: int = 0
    late_s: float = 0.0
    latest_s: float = 0.0


@dataclass(slots=True)
class _Playing:
    """A sound on its way. `due`: of the next packet."""

    stream: RtpStream
    packets: Iterator[bytes]
    finished: asyncio.Future[None]
    loop: asyncio.AbstractEventLoop
    start: float
    count: int = 0
    stopped: bool = field(default=False)
    refused: OSError | None = field(default=None)

    @property
    def due(self) -> float:
        return self.start + self.count * PACKET_S


class RtpStream:
    """The stream to one address. One sound at a time; what is cancelled stops within a packet."""

    def __init__(self, address: RtpAddress, form: RtpFormat, pacer: Pacer) -> None:
        self.address, self.form = address, form
        self.punctuality = Punctuality()
        self._pacer = pacer
        self._source = secrets.randbits(32)
        self._sequence = secrets.randbits(16)
        self._timestamp = secrets.randbits(32)
        self._ended = time.monotonic()
        self._socket: socket.socket | None = None
        self._turn = asyncio.Lock()

    async def play(self, payload: bytes) -> None:
        """Send encoded samples in real time; returns when the last has been heard.

        Raises OSError: the network does not take it, or the loudspeaker said that it does not listen.
        """
        async with self._turn:
            self._open()
            loop = asyncio.get_running_loop()
            playing = _Playing(
                self, self._packets(payload), loop.create_future(), loop, time.monotonic() + PACKET_S
            )
            self._pacer.add(playing)
            try:
                await playing.finished
            finally:
                playing.stopped = True

    def send(self, packet: bytes) -> None:
        """To the network, now. Raises OSError."""
        if self._socket is not None:
            self._socket.send(packet)

    def close(self) -> None:
        """Give the socket back."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _open(self) -> None:
        if self._socket is not None:
            return
        family, _, _, _, place = socket.getaddrinfo(
            self.address.host, self.address.port, type=socket.SOCK_DGRAM, flags=socket.AI_NUMERICHOST
        )[0]
        sender = socket.socket(family, socket.SOCK_DGRAM)
        try:
            sender.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, EXPEDITED)
            if self.address.is_multicast:
                sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, self.address.hops)
                if self.address.interface is not None:
                    own = socket.inet_aton(self.address.interface)
                    sender.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, own)
            sender.connect(place)
        except OSError:
            sender.close()
            raise
        self._socket = sender

    def _packets(self, payload: bytes) -> Iterator[bytes]:
        """The clock of the stream runs on in the silence before; the first packet says that it begins."""
        size = self.form.step * self.form.sample_bytes
        silent = round((time.monotonic() - self._ended) * self.form.rate)
        self._timestamp = (self._timestamp + silent) & 0xFFFFFFFF
        marker = _MARKER
        for start in range(0, len(payload), size):
            part = payload[start : start + size]
            yield (
                _HEADER.pack(
                    _VERSION, marker | self.form.payload_type, self._sequence, self._timestamp, self._source
                )
                + part
            )
            marker = 0
            self._sequence = (self._sequence + 1) & 0xFFFF
            self._timestamp = (self._timestamp + len(part) // self.form.sample_bytes) & 0xFFFFFFFF
            self._ended = time.monotonic()


class Pacer:
    """The thread that sends every packet of every stream when it is due."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, _Playing]] = []
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._count = 0

    def add(self, playing: _Playing) -> None:
        """Send this from now on."""
        with self._changed:
            self._push(playing)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="rtp", daemon=True)
                self._thread.start()
            self._changed.notify()

    def _push(self, playing: _Playing) -> None:
        self._count += 1
        heapq.heappush(self._due, (playing.due, self._count, playing))

    def _run(self) -> None:
        while True:
            self._step(self._next())

    def _next(self) -> _Playing:
        """Wait for the next packet that is due."""
        with self._changed:
            while True:
                left = self._due[0][0] - time.monotonic() if self._due else None
                if left is not None and left <= 0:
                    return heapq.heappop(self._due)[2]
                self._changed.wait(left)

    def _step(self, playing: _Playing) -> None:
        packet = None if playing.stopped else next(playing.packets, None)
        if packet is None:
            _tell(playing, playing.refused)
            return
        try:
            playing.stream.send(packet)
        except ConnectionRefusedError as error:
            playing.refused = error
        except OSError as error:
            _tell(playing, error)
            return
        late = time.monotonic() - playing.due
        told = playing.stream.punctuality
        told.sent, told.late_s, told.latest_s = told.sent + 1, told.late_s + late, max(told.latest_s, late)
        playing.count += 1
        with self._changed:
            self._push(playing)


def _tell(playing: _Playing, error: OSError | None) -> None:
    def end() -> None:
        if playing.finished.done():
            return
        if error is None:
            playing.finished.set_result(None)
        else:
            playing.finished.set_exception(error)

    if not playing.loop.is_closed():
        playing.loop.call_soon_threadsafe(end)


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
