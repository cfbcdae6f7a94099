"""Byte stuffing (转义): bytes that mark a frame's edges are replaced where they stand in its middle."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from hallctl.profiles.fields import FrameError, Incomplete


@dataclass(frozen=True, slots=True)
class Stuffing:
    """Byte → the bytes that stand for it."""

    pairs: Mapping[int, bytes]

    @classmethod
    def of(cls, escapes: Mapping[str, str]) -> Stuffing:
        """From `{"7E" = "7D 5E", "7D" = "7D 5D"}`. Raises ValueError when it could not be undone."""
        pairs = {bytes.fromhex(plain): bytes.fromhex(stuffed) for plain, stuffed in escapes.items()}
        for plain, stuffed in pairs.items():
            if len(plain) != 1 or len(stuffed) < 2:  # noqa: PLR2004 - one byte becomes several
                raise ValueError(f"{plain.hex(' ')!r} is to be one byte that becomes two or more")
            if stuffed[:1] not in pairs:
                raise ValueError(f"{stuffed[:1].hex()!r} begins an escape, so it needs one itself")
        if any(a != b and a.startswith(b) for a in pairs.values() for b in pairs.values()):
            raise ValueError("one escape begins another")
        if len(set(pairs.values())) != len(pairs):
            raise ValueError("two bytes have the same escape")
        return cls({plain[0]: stuffed for plain, stuffed in pairs.items()})

    def stuff(self, body: bytes) -> bytes:
        """With every such byte replaced."""
        if not self.pairs:
            return body
        return b"".join(self.pairs.get(byte, bytes([byte])) for byte in body)

    def pattern(self, head: bytes, tail: bytes) -> tuple[bytes, int]:
        """What one byte of a body looks like on the line, and the most bytes that takes."""
        stuffed = b"|".join(map(re.escape, self.pairs.values()))
        plain = b"".join(b"\\x%02x" % byte for byte in self.pairs)
        edges = b"|".join(map(re.escape, (head, tail)))
        return b"%s|(?!%s)[^%s]" % (stuffed, edges, plain), max(map(len, self.pairs.values()))

    def unstuff(self, raw: bytes, begin: int, head: bytes, tail: bytes, longest: int) -> tuple[bytes, int]:
        """The body from `begin` on, and where the frame ends behind `tail`.

        Raises `Incomplete` while the end is missing, `FrameError` when it cannot come any more.
        """
        body = bytearray()
        place = begin
        while len(body) <= longest:
            rest = raw[place : place + self._reach(tail)]
            stuffed = next((plain for plain, own in self.pairs.items() if rest.startswith(own)), None)
            if stuffed is not None:
                body.append(stuffed)
                place += len(self.pairs[stuffed])
            elif rest.startswith(tail):
                return bytes(body), place + len(tail)
            elif any(own.startswith(rest) for own in (*self.pairs.values(), tail)):
                raise Incomplete("the end has not come yet")
            elif rest.startswith(head) or rest[0] in self.pairs:
                raise FrameError(f"{rest[:1].hex()} stands unescaped in the middle")
            else:
                body.append(rest[0])
                place += 1
        raise FrameError(f"no end within {longest} bytes")

    def _reach(self, tail: bytes) -> int:
        return max(len(tail), *(len(own) for own in self.pairs.values()))
