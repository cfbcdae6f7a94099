"""Frames of the card readers' security module (SAM), on a serial line at 115200 8N1. Pure.

`AA AA AA 96 69`, length (2 bytes, from behind it to the checksum), what it says, XOR from the length on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import reduce
from operator import xor
from typing import Final

PREAMBLE: Final = bytes.fromhex("AA AA AA 96 69")
LENGTH_BYTES: Final = 2
STATUS_BYTES: Final = 3
LONGEST: Final = 4096
"""Bytes of the longest answer, with text, photo and fingerprint."""

FIND: Final = b"\x20\x01"
SELECT: Final = b"\x20\x02"
READ: Final = b"\x30\x01"


class Status(IntEnum):
    """The last of the three status bytes; the first two are 0."""

    FOUND = 0x9F
    DONE = 0x90
    NO_CARD = 0x80


@dataclass(frozen=True, slots=True)
class SamAnswer:
    """What the module says. `data` may hold all of a person: it is never shown."""

    status: int
    data: bytes

    def __repr__(self) -> str:
        """Nothing of the data."""
        return f"SamAnswer(status={self.status:#04x}, {len(self.data)} bytes)"


def request(command: bytes) -> bytes:
    """The bytes of a command with its parameter."""
    checked = (len(command) + 1).to_bytes(LENGTH_BYTES, "big") + command
    return PREAMBLE + checked + bytes([_sum(checked)])


def is_whole(raw: bytes) -> bool:
    """Whether an answer is complete in what came in."""
    return _cut(raw) is not None


def read_answer(raw: bytes) -> SamAnswer | None:
    """The first sound answer in what came in; None where there is none."""
    body = _cut(raw)
    if body is None or len(body) < STATUS_BYTES:
        return None
    return SamAnswer(body[STATUS_BYTES - 1], body[STATUS_BYTES:])


def _cut(raw: bytes) -> bytes | None:
    """What is inside the first frame whose checksum is right; garbage before it is passed over."""
    begin = raw.find(PREAMBLE)
    while begin >= 0:
        body = _body_at(raw, begin + len(PREAMBLE))
        if body is not None:
            return body
        begin = raw.find(PREAMBLE, begin + 1)
    return None


def _body_at(raw: bytes, place: int) -> bytes | None:
    length = int.from_bytes(raw[place : place + LENGTH_BYTES], "big")
    end = place + LENGTH_BYTES + length
    if not 0 < length <= LONGEST or len(raw) < end:
        return None
    return raw[place + LENGTH_BYTES : end - 1] if _sum(raw[place : end - 1]) == raw[end - 1] else None


def _sum(data: bytes) -> int:
    return reduce(xor, data, 0)
