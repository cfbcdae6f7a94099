"""What of a line stays when a panel is too narrow for it: shortened where a reader expects it.

A ticket's number is never cut. Words behind it go first, then the words around it. Of a name the end that
tells it from others stays: `企业开办专窗（二）` becomes `企业…（二）`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

Fits = Callable[[str], bool]

ELLIPSIS: Final = "…"
_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
_TELLING: Final = re.compile(
    r"([（(][^（()）]{1,4}[)）][号区室楼]?|[A-Za-z0-9一二三四五六七八九十]{1,3}[号区室楼]?)$"
)
"""The end of a Chinese name by which it is told from its like."""


def fitted(text: str, fits: Fits, number: str | None = None) -> str:
    """As much of `text` as `fits`, with the whole `number` that is in it, even if that is too wide."""
    return next((each for each in _shorter(text, number) if fits(each)), _last(text, number))


def _shorter(text: str, number: str | None) -> Iterator[str]:
    yield text
    if number and number in text:
        yield from _around(text, number)
        return
    words = text.split(" ")
    if _CHINESE.search(text):
        yield from (" ".join(words[:count]) for count in range(len(words) - 1, 0, -1))
        text = words[0]
    yield from _cut(text)


def _around(text: str, number: str) -> Iterator[str]:
    words = text.split(" ")
    place = next((index for index, word in enumerate(words) if number in word), None)
    if place is None:
        return
    yield from (" ".join(words[:count]) for count in range(len(words) - 1, place, -1))
    yield words[place]
    yield words[place][words[place].index(number) :]


def _cut(text: str) -> Iterator[str]:
    found = _TELLING.search(text) if _CHINESE.search(text) else None
    if found is not None:
        head = text[: found.start()]
        yield from (f"{head[:count]}{ELLIPSIS}{found[0]}" for count in range(len(head) - 1, 1, -1))
    yield from (f"{text[:count].rstrip()}{ELLIPSIS}" for count in range(len(text) - 1, 0, -1))


def _last(text: str, number: str | None) -> str:
    return number if number and number in text else text[:1]
