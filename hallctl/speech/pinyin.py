"""Hanzi as pinyin with tones, as a speech engine reads it: 请 → qing3."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_LATIN: Final = re.compile(r"[A-Za-z]+")
_UNSPOKEN: Final = re.compile(r"[^\w\s]|_")
_LETTERS: Final = {"G": "ji4"}
"""Letters that an engine of pinyin takes for a syllable of another sound."""


def pinyin(text: str, readings: Mapping[str, str]) -> str:
    """Syllables with blanks between. `readings`: words that go before the dictionary, the longest first.

    Latin letters are said one by one; signs are not said.
    """
    own = sorted(readings, key=len, reverse=True)
    parts = re.split("(" + "|".join(map(re.escape, own)) + ")", text) if own else [text]
    spoken = (readings[part] if part in readings else _looked_up(part) for part in parts)
    return " ".join(syllables for syllables in spoken if syllables)


def _looked_up(text: str) -> str:
    from pypinyin import Style, lazy_pinyin  # its dictionary takes most of a second to load

    plain = _UNSPOKEN.sub(" ", _LATIN.sub(_spelled, text))
    return " ".join(
        " ".join(lazy_pinyin(plain, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True)).split()
    )


def _spelled(found: re.Match[str]) -> str:
    return " " + " ".join(_LETTERS.get(letter, letter) for letter in found[0].upper()) + " "
