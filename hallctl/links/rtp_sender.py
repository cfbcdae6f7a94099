"""The process that sends sound as RTP packets when they are due, one every 20 ms.

It is a process of its own so that nothing the hall does makes the voice stutter, and it needs nothing but the
standard library so that it is there at once. It reads orders on its standard input, one line of JSON each
(`play`, followed by so many bytes of encoded sound; `stop`; `close`), and says on its standard output how
each sound ended. It ends when the hall closes its input.
"""

from __future__ import annotations

import heapq
import json
import os
import secrets
import select
import socket
import struct
import sys
import time
from bisect import bisect_left
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final

PACKET_S: Final = 0.02
STALLED_S: Final = 0.1
"""Later than this the packets that were missed are not made up for: loudspeakers would throw them away."""

BOUNDS_S: Final = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1)
"""Lateness of packets is counted in these steps."""

EXPEDITED: Final = 0xB8
"""The type of service of voice (DSCP EF): switches that know it let it pass first."""

LEAST_NICE: Final = -20

_HEADER: Final = struct.Struct("!BBHII")
_VERSION: Final = 0x80
_MARKER: Final = 0x80
_CHUNK: Final = 65_536
_WORD: Final = 0xFFFFFFFF


class Stream:
    """One source of packets (RFC 3550). Its clock runs on in the silence between two sounds."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.payload_type, self.rate = int(order["payload_type"]), int(order["rate"])
        self.step, self.sample_bytes = int(order["step"]), int(order["sample_bytes"])
        self._source, self._sequence = secrets.randbits(32), secrets.randbits(16)
        self._timestamp = secrets.randbits(32)
        self._ended = time.monotonic()
        self._socket = sender(order["host"], order["port"], order["hops"], order["interface"])

    def begin(self) -> None:
        """A sound begins: what was silent before is counted."""
        self.skip(max(0.0, time.monotonic() - self._ended))

    def skip(self, seconds: float) -> None:
        """Nothing was sent for a while."""
        self._timestamp = (self._timestamp + round(seconds * self.rate)) & _WORD

    def send(self, part: bytes, *, first: bool) -> None:
        """One packet. Raises OSError."""
        kind = (_MARKER if first else 0) | self.payload_type
        head = _HEADER.pack(_VERSION, kind, self._sequence, self._timestamp, self._source)
        self._sequence = (self._sequence + 1) & 0xFFFF
        self._timestamp = (self._timestamp + len(part) // self.sample_bytes) & _WORD
        self._ended = time.monotonic() + PACKET_S
        self._socket.send(head + part)

    def close(self) -> None:
        """Give the socket back."""
        self._socket.close()


def sender(host: str, port: int, hops: int, interface: str | None) -> socket.socket:
    """A socket that sends to an address. Raises OSError: there is no way to it."""
    place = ip_address(host)
    one = socket.socket(socket.AF_INET6 if place.version == 6 else socket.AF_INET, socket.SOCK_DGRAM)  # noqa: PLR2004 - IPv6
    try:
        if place.version == 6:  # noqa: PLR2004 - IPv6
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_TCLASS, EXPEDITED)
            one.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, hops)
        else:
            one.setsockopt(socket.IPPROTO_IP, socket.IP_TOS, EXPEDITED)
            one.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, hops)
            if interface is not None:
                one.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton(interface))
        one.connect((host, port))
        one.setblocking(False)
    except OSError:
        one.close()
        raise
    return one


@dataclass(slots=True)
class Playing:
    """A sound on its way. `late`: packets by `BOUNDS_S`; `refused`: nobody listens there."""

    number: int
    stream: Stream
    sound: bytes
    start: float
    place: int = 0
    packets: int = 0
    first: bool = True
    stopped: bool = False
    refused: str = ""
    late: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS_S) + 1))
    late_s: float = 0.0

    @property
    def due(self) -> float:
        """When the next packet is to go."""
        return self.start + self.packets * PACKET_S

    def next_part(self) -> bytes:
        """The sound of the next packet, empty after the last."""
        size = self.stream.step * self.stream.sample_bytes
        part = self.sound[self.place : self.place + size]
        self.place += size
        return part


class Sender:
    """Plays what it is told to."""

    def __init__(self) -> None:
        self._streams: dict[int, Stream] = {}
        self._playing: dict[int, Playing] = {}
        self._due: list[tuple[float, int, Playing]] = []
        self._held = b""
        self._order: dict[str, Any] | None = None

    def run(self, orders: int) -> None:
        """Until nobody gives orders any more. What is due comes before what is asked."""
        while True:
            left = self._due[0][0] - time.monotonic() if self._due else None
            if left is not None and left <= 0:
                self._send(heapq.heappop(self._due)[2])
                continue
            if select.select([orders], [], [], left)[0]:
                data = os.read(orders, _CHUNK)
                if not data:
                    return
                self._hear(data)

    def _hear(self, data: bytes) -> None:
        self._held += data
        while True:
            if self._order is None:
                line, end, rest = self._held.partition(b"\n")
                if not end:
                    return
                self._order, self._held = json.loads(line), rest
            size = int(self._order.get("bytes", 0))
            if len(self._held) < size:
                return
            order, sound, self._held = self._order, self._held[:size], self._held[size:]
            self._order = None
            self._obey(order, sound)

    def _obey(self, order: dict[str, Any], sound: bytes) -> None:
        if "stop" in order:
            playing = self._playing.get(order["stop"])
            if playing is not None:
                playing.stopped = True
        elif "close" in order:
            stream = self._streams.pop(order["close"], None)
            if stream is not None:
                stream.close()
        else:
            self._play(order, sound)

    def _play(self, order: dict[str, Any], sound: bytes) -> None:
        number, key = int(order["play"]), int(order["stream"])
        try:
            stream = self._streams.get(key) or Stream(order)
        except (OSError, ValueError) as error:
            tell(number, str(error))
            return
        self._streams[key] = stream
        stream.begin()
        playing = self._playing[number] = Playing(number, stream, sound, time.monotonic())
        heapq.heappush(self._due, (playing.due, number, playing))

    def _send(self, playing: Playing) -> None:
        part = b"" if playing.stopped else playing.next_part()
        if not part:
            self._end(playing, playing.refused)
            return
        late = time.monotonic() - playing.due
        if late > STALLED_S:
            playing.start += late
            playing.first = True
            playing.stream.skip(late)
        try:
            playing.stream.send(part, first=playing.first)
        except (BlockingIOError, ConnectionRefusedError) as error:
            playing.refused = playing.refused or str(error)
        except OSError as error:
            self._end(playing, str(error))
            return
        playing.first = False
        playing.late[bisect_left(BOUNDS_S, late)] += 1
        playing.late_s += late
        playing.packets += 1
        heapq.heappush(self._due, (playing.due, playing.number, playing))

    def _end(self, playing: Playing, refused: str) -> None:
        del self._playing[playing.number]
        tell(playing.number, refused, playing.late, playing.late_s)


def tell(number: int, refused: str, late: list[int] | None = None, late_s: float = 0.0) -> None:
    """How a sound ended."""
    said = {"ended": number, "refused": refused, "late": late or [], "late_s": late_s}
    os.write(1, json.dumps(said).encode() + b"\n")


def hurry() -> None:
    """Go before everything that can wait, as far as the machine lets it.

    In real time (`LimitRTPRIO=` of systemd), or else before what is not (`LimitNICE=`).
    """
    try:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
    except OSError:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, 0, LEAST_NICE)


if __name__ == "__main__":
    hurry()
    Sender().run(sys.stdin.fileno())
