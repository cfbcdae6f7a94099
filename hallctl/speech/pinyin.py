"""Hanzi as pinyin with tones, as a speech engine reads it: 请 → qing3."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_CAPITALS: Final = re.compile(r"[A-Z]{2,}")


def pinyin(text: str, readings: Mapping[str, str]) -> str:
    """Syllables with blanks between. `readings`: words that go before the dictionary, the longest first.

    Letters that stand together as capitals (ETC, say) are said one by one.
    """
    own = sorted(readings, key=len, reverse=True)
    parts = re.split("(" + "|".join(map(re.escape, own)) + ")", text) if own else [text]
    return " ".join(readings[part] if part in readings else _looked_up(part) for part in parts if part)


def _looked_up(text: str) -> str:
    from pypinyin import Style, lazy_pinyin  # its dictionary takes most of a second to load

    spelled = _CAPITALS.sub(lambda found: " ".join(found[0]), text)
    return " ".join(lazy_pinyin(spelled, style=Style.TONE3, neutral_tone_with_five=True, tone_sandhi=True))
