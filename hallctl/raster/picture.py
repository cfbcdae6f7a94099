"""A picture as a LED panel shows it: dots that are off or lit in one of its colours."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from hallctl.contracts.devices import Colour

_LIT = bytes([0, *[1] * 255])
"""Translates dots to lit or not."""


def _upper(over: int, under: int) -> int:
    return over or under


class Ink(IntEnum):
    """What a dot shows."""

    OFF = 0
    RED = 1
    GREEN = 2
    AMBER = 3

    @classmethod
    def of(cls, colour: Colour) -> Self:
        """The ink of a colour."""
        return cls[colour.name]


@dataclass(frozen=True, slots=True)
class Picture:
    """`dots`: an `Ink` for each dot, row by row from the top left."""

    width: int
    height: int
    dots: bytes

    def __post_init__(self) -> None:
        if len(self.dots) != self.width * self.height:
            raise ValueError(f"{len(self.dots)} dots are no picture of {self.width} x {self.height}")

    @classmethod
    def blank(cls, width: int, height: int) -> Self:
        """All dots off."""
        return cls(width, height, bytes(width * height))

    @classmethod
    def from_bits(cls, width: int, height: int, bits: bytes, ink: Ink = Ink.RED) -> Self:
        """From one bit a dot, each row filled up to whole bytes, the leftmost dot in the highest bit.

        Raises ValueError where `bits` are not as many as the picture has.
        """
        stride = (width + 7) // 8
        if len(bits) != stride * height:
            raise ValueError(f"{len(bits)} bytes are no picture of {width} x {height}")
        dots = bytearray()
        for start in range(0, height * stride, stride) if stride else ():
            row = f"{int.from_bytes(bits[start : start + stride]):0{stride * 8}b}"[:width]
            dots += row.encode().translate(bytes.maketrans(b"01", bytes([Ink.OFF, ink])))
        return cls(width, height, bytes(dots))

    def bits(self) -> bytes:
        """The dots as `from_bits` takes them; colours are lost."""
        stride = (self.width + 7) // 8
        packed = bytearray()
        for row in self.rows():
            digits = row.translate(_LIT).translate(bytes.maketrans(b"\0\1", b"01")).ljust(stride * 8, b"0")
            packed += int(b"0" + digits, 2).to_bytes(stride)
        return bytes(packed)

    def rows(self) -> tuple[bytes, ...]:
        """The dots of each row."""
        return tuple(self.dots[row * self.width : (row + 1) * self.width] for row in range(self.height))

    def inked(self, ink: Ink) -> Self:
        """The same with every lit dot in `ink`."""
        return type(self)(self.width, self.height, self.dots.translate(bytes([0, *[ink] * 255])))

    def pasted(self, other: Picture, left: int, top: int) -> Self:
        """This with `other` over it, whose dots that are off hide nothing; what lies outside is cut off."""
        dots = bytearray(self.dots)
        first, last = max(0, left), min(self.width, left + other.width)
        for row, over in enumerate(other.rows(), start=top):
            if first < last and 0 <= row < self.height:
                start, end = row * self.width + first, row * self.width + last
                over = over[first - left : last - left]  # noqa: PLW2901
                under = dots[start:end]
                dots[start:end] = bytes(map(_upper, over, under)) if any(under) else over
        return type(self)(self.width, self.height, bytes(dots))

    def part(self, left: int, top: int, width: int, height: int) -> Self:
        """A part of it, with dots that are off where it reaches beyond the edge."""
        return type(self).blank(width, height).pasted(self, -left, -top)

    def text(self) -> str:
        """For people and tests: `.` off, `r`, `g`, `a`, a line for each row."""
        letters = bytes.maketrans(bytes(Ink), b".rga")
        return "\n".join(row.translate(letters).decode() for row in self.rows())
