"""What six digits say: three for those who wait, three for the ticket. Pure."""

from __future__ import annotations

from typing import Final

from hallctl.contracts.devices import KeypadFace

MOST: Final = 999

Digits = dict[str, int | str]
"""`waiting`, and `ticket` unless there is none, as the commands of the profiles name them."""


def digits_of(face: KeypadFace) -> Digits:
    """Left how many wait, right the digits of the ticket; neither holds more than three."""
    number = "".join(filter(str.isdecimal, face.number or ""))[-3:]
    shown: Digits = {"waiting": min(face.waiting, MOST)}
    return shown | ({"ticket": number} if number else {})
