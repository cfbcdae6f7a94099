"""Datagrams of pictures without what is another each time: the pixels, and the numbers of the sequence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple


class _Head(NamedTuple):
    """Datagrams that have `mark` at `at`: so many bytes of head, in which `sequence` counts."""

    at: int
    mark: bytes
    size: int
    sequence: int


HEADS: Final[Sequence[_Head]] = (
    _Head(8, b"\x00\x50\x00\x0e", 18, 12),  # ArtDmx
    _Head(18, b"\0\0\0\x04", 126, 111),  # E1.31 data
    _Head(18, b"\0\0\0\x08", 49, 44),  # E1.31 synchronisation
    _Head(2, b"\x0b\x01", 10, 1),  # DDP data
)


def without_pixels(raw: bytes) -> bytes:
    """The head of the datagram with the sequence at zero; itself where it is no part of a picture."""
    head = next((each for each in HEADS if raw[each.at : each.at + len(each.mark)] == each.mark), None)
    if head is None:
        return raw
    return raw[: head.sequence] + b"\0" + raw[head.sequence + 1 : head.size]
