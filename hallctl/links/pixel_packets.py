"""A picture as the datagrams of a LED matrix controller: DDP, Art-Net 4 or sACN (ANSI E1.31-2018).

Pure: bytes of pixels in, datagrams out; numbers of the sequence go on from frame to frame.
"""

from __future__ import annotations

import json
import struct
import uuid
from collections.abc import Callable, Iterator
from typing import Any, Final, Protocol

DDP_DATA: Final = 1440
"""Bytes of pixels in a DDP packet: 480 pixels, which fit an Ethernet frame."""

DMX_SLOTS: Final = 510
"""Bytes of pixels in a universe: 170 whole pixels of its 512 slots."""

PRIORITY: Final = 100
"""Of sACN, where nobody says otherwise (E1.31, 6.2.3)."""

SOURCE_NAME: Final = "hallctl"


class PixelLanguage(Protocol):
    """One of the three."""

    def frame(self, pixels: bytes) -> list[bytes]:
        """The datagrams that show `pixels`, red green blue from the controller's first on."""
        ...

    def question(self) -> bytes | None:
        """The datagram after which a controller tells what it is; None where nobody can be asked."""
        ...

    def firmware(self, answer: bytes) -> str | None:
        """The version that an answer tells, empty where it tells none; None when it is no answer."""
        ...


class Ddp:
    """Distributed Display Protocol (3waylabs): the offset in bytes says where a packet belongs."""

    HEADER: Final = struct.Struct("!BBBBIH")
    VERSION: Final = 0x40
    PUSH: Final = 0x01
    QUERY: Final = 0x02
    REPLY: Final = 0x04
    RGB: Final = 0x0B
    OUTPUT: Final = 1
    STATUS: Final = 251

    def __init__(self) -> None:
        self._sequence = 0

    def frame(self, pixels: bytes) -> list[bytes]:
        """As `PixelLanguage.frame`; the last packet has the controller show them all at once."""
        last = max(len(pixels) - 1, 0) // DDP_DATA
        found = []
        for place in range(last + 1):
            part = pixels[place * DDP_DATA : (place + 1) * DDP_DATA]
            flags = self.VERSION | (self.PUSH if place == last else 0)
            self._sequence = self._sequence % 15 + 1
            head = (flags, self._sequence, self.RGB, self.OUTPUT, place * DDP_DATA, len(part))
            found.append(self.HEADER.pack(*head) + part)
        return found

    def question(self) -> bytes:
        """Asks for the status of the controller."""
        return self.HEADER.pack(self.VERSION | self.QUERY, 0, 0, self.STATUS, 0, 0)

    def firmware(self, answer: bytes) -> str | None:
        """From the JSON of a status."""
        if len(answer) < self.HEADER.size or not answer[0] & self.REPLY or answer[3] != self.STATUS:
            return None
        try:
            told: Any = json.loads(answer[self.HEADER.size :])
            return str(told["status"].get("ver", ""))
        except (ValueError, TypeError, KeyError, AttributeError):
            return None


class ArtNet:
    """Art-Net 4: a universe a packet, sent to one controller, then ArtSync so that none tears."""

    ID: Final = b"Art-Net\0"
    POLL: Final = 0x2000
    REPLY: Final = 0x2100
    DMX: Final = 0x5000
    SYNC: Final = 0x5200
    VERSION: Final = 14
    VERSION_AT: Final = 16
    MOST: Final = 0x7FFF

    def __init__(self, first: int, *, sync: bool) -> None:
        self._first, self._sync = first, sync
        self._sequence = 0

    def frame(self, pixels: bytes) -> list[bytes]:
        """As `PixelLanguage.frame`. The sequence is 1 to 255; 0 would mean that there is none."""
        self._sequence = self._sequence % 255 + 1
        found = []
        for universe, part in _universes(self._first, pixels):
            slots = part + bytes(len(part) % 2)
            head = struct.pack("!BB", self._sequence, 0) + universe.to_bytes(2, "little")
            found.append(self._head(self.DMX) + head + len(slots).to_bytes(2) + slots)
        return [*found, self._head(self.SYNC) + bytes(2)] if self._sync else found

    def question(self) -> bytes:
        """ArtPoll: answered once, and at no other time."""
        return self._head(self.POLL) + bytes(2)

    def firmware(self, answer: bytes) -> str | None:
        """From an ArtPollReply."""
        known = answer.startswith(self.ID + self.REPLY.to_bytes(2, "little"))
        if not known or len(answer) < self.VERSION_AT + 2:
            return None
        return f"{answer[self.VERSION_AT]}.{answer[self.VERSION_AT + 1]}"

    def _head(self, code: int) -> bytes:
        return self.ID + code.to_bytes(2, "little") + self.VERSION.to_bytes(2)


class Sacn:
    """Streaming ACN. Each universe has a sequence; those of one frame wait for the synchronisation packet."""

    DATA: Final = 4
    EXTENDED: Final = 8
    MOST: Final = 63_999
    _ROOT: Final = struct.Struct("!HH12sHI16s")
    _FRAMING: Final = struct.Struct("!HI64sBHBBH")
    _DMP: Final = struct.Struct("!HBBHHHB")
    _SYNC: Final = struct.Struct("!HIBHH")

    def __init__(self, first: int, *, sync: int | None, source: uuid.UUID) -> None:
        self._first, self._sync, self._source = first, sync or 0, source.bytes
        self._sequence = 255

    def frame(self, pixels: bytes) -> list[bytes]:
        """As `PixelLanguage.frame`."""
        self._sequence = (self._sequence + 1) % 256
        found = [self._data(universe, part) for universe, part in _universes(self._first, pixels)]
        return [*found, self._synchronisation()] if self._sync else found

    def question(self) -> None:
        """Receivers of sACN tell nothing of themselves."""

    def firmware(self, answer: bytes) -> str | None:  # noqa: ARG002 - none is an answer
        """Nobody answers."""
        return None

    def _data(self, universe: int, part: bytes) -> bytes:
        name = SOURCE_NAME.encode()
        size = self._DMP.size + len(part)
        framing = (2, name, PRIORITY, self._sync, self._sequence, 0, universe)
        return (
            self._root(self.DATA, self._FRAMING.size + size)
            + self._FRAMING.pack(_length(self._FRAMING.size + size), *framing)
            + self._DMP.pack(_length(size), 2, 0xA1, 0, 1, len(part) + 1, 0)
            + part
        )

    def _synchronisation(self) -> bytes:
        body = self._SYNC.pack(_length(self._SYNC.size), 1, self._sequence, self._sync, 0)
        return self._root(self.EXTENDED, self._SYNC.size) + body

    def _root(self, vector: int, behind: int) -> bytes:
        """`Flags and Length` counts from itself on, which is at octet 16."""
        size = self._ROOT.size - 16 + behind
        return self._ROOT.pack(0x10, 0, b"ASC-E1.17\0\0\0", _length(size), vector, self._source)


def _length(size: int) -> int:
    return 0x7000 | size


def _universes(first: int, pixels: bytes) -> Iterator[tuple[int, bytes]]:
    for place, start in enumerate(range(0, len(pixels), DMX_SLOTS)):
        yield first + place, pixels[start : start + DMX_SLOTS]


def universes_of(size: int) -> int:
    """How many universes so many bytes of pixels take."""
    return -(-size // DMX_SLOTS)


def _ddp(_first: int, _sync: bool, _source: uuid.UUID) -> PixelLanguage:  # noqa: FBT001 - one of a table
    return Ddp()


def _artnet(first: int, sync: bool, _source: uuid.UUID) -> PixelLanguage:  # noqa: FBT001 - same
    return ArtNet(first, sync=sync)


def _sacn(first: int, sync: bool, source: uuid.UUID) -> PixelLanguage:  # noqa: FBT001 - same
    return Sacn(first, sync=first if sync else None, source=source)


LANGUAGES: Final[dict[str, Callable[[int, bool, uuid.UUID], PixelLanguage]]] = {
    "ddp": _ddp,
    "artnet": _artnet,
    "sacn": _sacn,
}
"""Type of the wire → what makes its language: first universe, whether to synchronise, who is the source."""
