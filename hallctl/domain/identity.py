"""Whose number or booking it is (实名), as far as the hall's memory may know: never the person.

The identity itself lies sealed in the personal store; here are its id, a keyed hash and a mask (SEC-03).
"""

from __future__ import annotations

from typing import Final

import msgspec

OPEN_TAIL: Final = 4
"""Characters of an identity number that a mask leaves readable."""


MASKED: Final = 3
"""So many stars stand at most for the rest of a name, however long it is."""


class Identity(msgspec.Struct, frozen=True):
    """What stands for a person outside the personal store.

    `sealed`: id of the sealed record. `person`: keyed hash of the identity number, the same for every record
    of the same person. `mask`: what screens may show. `digest`: salted digest of what was sealed.
    """

    sealed: str
    person: str
    mask: str
    digest: str


def masked(number: str) -> str:
    """An identity number (公民身份号码) as screens may show it: its last characters only."""
    tail = number[-OPEN_TAIL:] if len(number) > 2 * OPEN_TAIL else ""
    return "*" * (len(number) - len(tail)) + tail


def masked_name(name: str) -> str:
    """A name as everybody may read it: its first character only."""
    return name[:1] + "*" * min(len(name) - 1, MASKED) if name else ""
