"""What must not be in a text that everybody sees and hears: numbers that name a person (SEC-03)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_DIGITS: Final = str.maketrans("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789")
"""Digits as they are written out; a number that is spelled is a number."""

_GAP: Final = r"[ \-–—.·_]{0,3}"
_MOBILE: Final = re.compile(rf"(?<!\d)(?:(?:\+|00)?86{_GAP})?1{_GAP}[3-9](?:{_GAP}\d){{9}}(?!\d)")
_IDENTITY: Final = re.compile(rf"(?<!\d)[1-9](?:{_GAP}\d){{16}}{_GAP}[\dXx](?![\dA-Za-z])")
_IDENTITY_15: Final = re.compile(r"(?<!\d)[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?!\d)")
_PATTERNS: Final = (_MOBILE, _IDENTITY, _IDENTITY_15)


def names_person(text: str) -> bool:
    """Whether `text` holds an identity number (公民身份号码) or a mobile phone (手机号码), however written.

    Digits of any script, Chinese ones and gaps are seen through. Landlines and hotlines are no persons'.
    """
    plain = unicodedata.normalize("NFKC", "".join(map(_visible, text))).translate(_DIGITS)
    return any(pattern.search(plain) for pattern in _PATTERNS)


def _visible(char: str) -> str:
    """A digit of any script as a digit, what nobody sees as a gap."""
    digit = unicodedata.decimal(char, None)
    return str(digit) if digit is not None else char if char.isprintable() else " "
