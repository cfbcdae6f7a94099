"""RTP packets (RFC 3550) as a loudspeaker hears them: put in order, decoded, cut where it was silent. Pure.

G.711 is decoded by the formula of the standard, not by the library that encodes it.
"""

from __future__ import annotations

import struct
from array import array
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, NamedTuple

from hallctl.contracts.speech import SAMPLE_BYTES, Sound

MOST_PACKETS: Final = 30_000
"""Ten minutes of packets; older ones are forgotten."""

PAUSE_S: Final = 0.05
"""So long a gap in the clock of the stream is silence between two sounds."""

_HEADER: Final = struct.Struct("!BBHII")
_VERSION: Final = 2
_HALF: Final = 1 << 31
_WHOLE: Final = 1 << 32
_NUMBERS: Final = 1 << 16


class Packet(NamedTuple):
    """`at`: when it came, in seconds of some clock. `clock`: the sample at its beginning, never wrapping."""

    at: float
    source: int
    sequence: int
    clock: int
    marker: bool
    payload_type: int
    payload: bytes


@dataclass(frozen=True, slots=True)
class Heard:
    """One sound from silence to silence. `began`, `ended`: when its first and last packet came."""

    began: float
    ended: float
    sound: Sound
    packets: int
    lost: int


@dataclass
class Listener:
    """A loudspeaker for one codec. `strange`: what came and is no packet for it."""

    codec: str
    rate: int
    payload_type: int
    packets: deque[Packet] = field(default_factory=lambda: deque(maxlen=MOST_PACKETS))
    strange: int = 0

    def feed(self, data: bytes, at: float) -> None:
        """One datagram; an empty one only keeps the way open."""
        if not data:
            return
        if len(data) <= _HEADER.size:
            self.strange += 1
            return
        first, kind, sequence, timestamp, source = _HEADER.unpack_from(data)
        if first != _VERSION << 6 or kind & 0x7F != self.payload_type:
            self.strange += 1
            return
        clock = self._clock(source, timestamp)
        payload = data[_HEADER.size :]
        self.packets.append(Packet(at, source, sequence, clock, bool(kind & 0x80), kind & 0x7F, payload))

    def heard(self) -> list[Heard]:
        """All sounds so far, in the order of their clock; each source has its own."""
        sources = list(dict.fromkeys(packet.source for packet in self.packets))
        found = [self._joined(run) for source in sources for run in self._runs(source)]
        return sorted(found, key=lambda one: one.began)

    def _clock(self, source: int, timestamp: int) -> int:
        """The timestamp without its turns."""
        last = next((packet.clock for packet in reversed(self.packets) if packet.source == source), None)
        if last is None:
            return timestamp
        step = (timestamp - last) % _WHOLE
        return last + (step if step < _HALF else step - _WHOLE)

    def _runs(self, source: int) -> Iterator[list[Packet]]:
        """Packets of one sound: no silence before them and no mark. What came twice is there once."""
        own = {packet.clock: packet for packet in reversed(self.packets) if packet.source == source}
        run: list[Packet] = []
        for clock in sorted(own):
            packet = own[clock]
            silent = bool(run) and clock - self._end(run[-1]) > PAUSE_S * self.rate
            if run and (silent or packet.marker):
                yield run
                run = []
            run.append(packet)
        if run:
            yield run

    def _end(self, packet: Packet) -> int:
        return packet.clock + len(packet.payload) // (SAMPLE_BYTES if self.codec == "l16" else 1)

    def _joined(self, run: Sequence[Packet]) -> Heard:
        samples, lost = array("h"), 0
        for before, packet in pairwise((run[0], *run)):
            lost += max(0, (packet.sequence - before.sequence) % _NUMBERS - 1)
            samples.extend([0] * max(0, packet.clock - run[0].clock - len(samples)))
            samples.extend(decoded(packet.payload, self.codec))
        return Heard(run[0].at, run[-1].at, Sound(self.rate, samples.tobytes()), len(run), lost)


def decoded(payload: bytes, codec: str) -> array[int]:
    """Its samples."""
    if codec == "l16":
        samples = array("h", payload[: len(payload) // SAMPLE_BYTES * SAMPLE_BYTES])
        samples.byteswap()
        return samples
    table = _A_LAW if codec == "pcma" else _U_LAW
    return array("h", [table[byte] for byte in payload])


def _a_law(byte: int) -> int:
    """ITU-T G.711, table 1a."""
    byte ^= 0x55
    segment, steps = byte >> 4 & 7, byte & 15
    value = (steps << 4) + 8 if segment == 0 else (steps << 4) + 0x108 << segment - 1
    return value if byte & 0x80 else -value


def _u_law(byte: int) -> int:
    """ITU-T G.711, table 2a."""
    byte = ~byte & 0xFF
    value = (((byte & 15) << 3) + 0x84 << (byte >> 4 & 7)) - 0x84
    return -value if byte & 0x80 else value


_A_LAW: Final = tuple(map(_a_law, range(256)))
_U_LAW: Final = tuple(map(_u_law, range(256)))
