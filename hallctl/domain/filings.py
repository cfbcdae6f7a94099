"""Applications that people hand in by themselves at a kiosk (自助申报): channels, codes, those of today."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Final

import msgspec

from hallctl.domain.applications.states import Channel
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.ratings import Evaluation

__all__ = ["FILING_KINDS", "Channel", "Filing", "check_code"]

FILING_KINDS: Final = frozenset({DeviceKind.KIOSK, DeviceKind.THIRD_PARTY_TERMINAL})
"""Kinds of device at which applications may be handed in."""

_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LETTERS: Final = 8


class Filing(msgspec.Struct):
    """An application of today that was handed in at a kiosk, as long as the visitor may stand there.

    `mask` and `person` (keyed hash): of the applicant's card. `evaluation`: whether it was rated at the kiosk
    (EVA-03: once).
    """

    application: str
    item: str
    device: str
    code: str
    mask: str
    filed_at: datetime
    evaluation: Evaluation = Evaluation.OPEN
    person: str | None = None


def check_code(token: str) -> str:
    """The code (查询码) by which the applicant asks how it stands, from an unguessable token.

    Eight letters and digits that nobody confuses, in two groups; 39 bits.
    """
    number = int.from_bytes(hashlib.sha256(token.encode()).digest())
    letters = ""
    for _ in range(_LETTERS):
        number, rest = divmod(number, len(_ALPHABET))
        letters += _ALPHABET[rest]
    return f"{letters[:4]}-{letters[4:]}"
