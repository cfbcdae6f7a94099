"""Numbers (号码) that a dispenser may give on its own while the hall cannot be reached (QUE-29).

A block is a standing reservation: the same numbers on every day, so that a hall that is down in the morning
has reserved them too. Blocks lie above the ordinary numbers, which pass over them.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from datetime import date, datetime

import msgspec

TOKEN_LENGTH = 22


class NumberBlock(msgspec.Struct, frozen=True):
    """The numbers `first` to `last` of a prefix, which only `device` gives.

    `secret` makes the tokens of the tickets, so that the paper carries a code before the hall knows of it.
    """

    device: str
    prefix: str
    first: int
    last: int
    secret: str

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return self.last - self.first + 1

    def holds(self, prefix: str, count: int) -> bool:
        """Whether a number is one of the block."""
        return prefix == self.prefix and self.first <= count <= self.last


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """A number that a dispenser gave on its own, and what for: items, zone or business type."""

    number: str
    taken_at: datetime
    items: tuple[str, ...] = ()
    zone: str | None = None
    type: str | None = None
    klass: str = "NORMAL"
    reason: str | None = None


class Verdict(msgspec.Struct, frozen=True):
    """What became of a number that a dispenser gave on its own: `code` says why the hall does not have it."""

    number: str
    code: str


def number_of(prefix: str, count: int) -> str:
    """For example `A007`."""
    return f"{prefix}{count:03d}"


def split_number(number: str) -> tuple[str, int] | None:
    """(prefix, count) of a number as it is written; None where it is none."""
    prefix = number.rstrip("0123456789")
    digits = number[len(prefix) :]
    if not digits.isascii() or not digits.isdigit() or number != number_of(prefix, int(digits)):
        return None
    return prefix, int(digits)


def ticket_id(day: date, number: str) -> str:
    """For example `20260302A007`."""
    return f"{day:%Y%m%d}{number}"


def offline_token(secret: str, day: date, number: str) -> str:
    """The public token of a number of a block: base64url of SHA-256 over `secret:YYYY-MM-DD:number`, cut."""
    digest = hashlib.sha256(f"{secret}:{day.isoformat()}:{number}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode()[:TOKEN_LENGTH]


def next_count(blocks: Iterable[NumberBlock], prefix: str, count: int) -> int:
    """The ordinary count that follows `count`: numbers of blocks are passed over."""
    following = count + 1
    for block in sorted((b for b in blocks if b.prefix == prefix), key=lambda b: b.first):
        if block.holds(prefix, following):
            following = block.last + 1
    return following


def free_from(blocks: Iterable[NumberBlock], prefix: str, lowest: int) -> int:
    """The first count, not below `lowest`, behind all blocks of the prefix."""
    return max([lowest, *(block.last + 1 for block in blocks if block.prefix == prefix)])


def block_of(blocks: Iterable[NumberBlock], device: str, number: str) -> NumberBlock | None:
    """The block of the device that holds the number."""
    parts = split_number(number)
    if parts is None:
        return None
    return next((block for block in blocks if block.device == device and block.holds(*parts)), None)
