"""The text block of an identity card (居民身份证): 256 bytes, UTF-16LE, fields of fixed width. Pure."""

from __future__ import annotations

import re
from typing import Final

from hallctl.contracts.cards import Card

ENCODING: Final = "utf-16-le"
FIELDS: Final = (
    ("name", 30),
    ("sex", 2),
    ("nation", 4),
    ("born", 16),
    ("address", 70),
    ("number", 36),
    ("issuer", 30),
    ("valid_from", 16),
    ("valid_until", 16),
    ("further_address", 36),
)
"""Field → bytes, in order."""

TEXT_BYTES: Final = sum(size for _, size in FIELDS)
LENGTHS_BYTES: Final = 4
"""Text length and photo length, two bytes each, come first."""

_NUMBER: Final = re.compile(r"[1-9][0-9]{16}[0-9X]")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS: Final = "10X98765432"


class NoCardError(ValueError):
    """What was read is no card that the hall can take. Says what is wrong and nothing of what is there."""


def card_in(data: bytes) -> Card:
    """The card in the data of a reading. The photo is left where it is. Raises `NoCardError`."""
    text_bytes = int.from_bytes(data[:2], "big")
    if text_bytes != TEXT_BYTES or len(data) < LENGTHS_BYTES + TEXT_BYTES:
        raise NoCardError("the text is not as long as it should be")
    fields: dict[str, str] = {}
    place = LENGTHS_BYTES
    for name, size in FIELDS:
        fields[name] = data[place : place + size].decode(ENCODING, "replace").strip(" \0\u3000")
        place += size
    if not is_number(fields["number"]):
        raise NoCardError("the number is no identity number")
    if not fields["name"]:
        raise NoCardError("there is no name")
    fields["address"] = fields["address"] + fields.pop("further_address")
    return Card(**fields)


def is_number(number: str) -> bool:
    """Whether it is an identity number with its check character (GB 11643)."""
    if not _NUMBER.fullmatch(number):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return _CHECKS[total % len(_CHECKS)] == number[-1]
