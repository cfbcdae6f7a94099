"""Pieces of a sentence as the words that are spoken, in both languages: what a speaker records as clips."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from hallctl.speech.phrases import Clock, Count, Language, Pause, Percent, Piece, Spelled, Words

HANZI: Final = "零一二三四五六七八九"
_DIGITS: Final = frozenset("0123456789")
_UNITS: Final = ("", "十", "百", "千")
_ENGLISH: Final = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS: Final = ["-", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def aloud(piece: Piece, language: Language, one: str = "一") -> tuple[str, ...]:
    """The words of a piece, each of which may be a clip; none of a pause.

    `one`: how a single 1 is said, 一, or 幺 where a hall prefers it.
    """
    match piece:
        case Words():
            return ((piece.text if piece.aloud is None else piece.aloud).strip(),)
        case Spelled():
            return tuple(digit(char, language, one) for char in piece.text if char.isalnum())
        case Count():
            return count(piece.value, language)
        case Clock():
            return _clock(piece, language)
        case Percent():
            share = count(piece.value, language) + _fraction(piece.fraction, language)
            return ("百分之", *share) if language is Language.CHINESE else (*share, "percent")
        case Pause():
            return ()


def digit(char: str, language: Language, one: str = "一") -> str:
    """A digit as a word; a letter as a capital."""
    if char not in _DIGITS:
        return char.upper()
    if language is Language.ENGLISH:
        return _ENGLISH[int(char)]
    return one if char == "1" else HANZI[int(char)]


def count(value: int, language: Language) -> tuple[str, ...]:
    """A number below 10,000 in the words that it is spoken with: 十 二, or one hundred five."""
    if not 0 <= value < 10_000:  # noqa: PLR2004
        raise ValueError(f"{value} is spoken digit by digit")
    return tuple(_chinese(value) if language is Language.CHINESE else _english(value))


def _fraction(digits: str, language: Language) -> tuple[str, ...]:
    point = "点" if language is Language.CHINESE else "point"
    return (point, *(digit(char, language) for char in digits)) if digits else ()


def _clock(clock: Clock, language: Language) -> tuple[str, ...]:
    hour, minute = count(clock.hour, language), count(clock.minute, language)
    few = 0 < clock.minute < 10  # noqa: PLR2004 - one digit
    if language is Language.ENGLISH:
        return (*hour, *(("oh",) if few else ()), *(minute if clock.minute else ("o'clock",)))
    spoken = ("两",) if clock.hour == 2 else hour  # noqa: PLR2004 - two o'clock
    return (*spoken, "点", *((HANZI[0],) if few else ()), *((*minute, "分") if clock.minute else ()))


def _chinese(value: int) -> Iterator[str]:
    """One zero stands for all that are missing inside; a leading 一 before 十 is not spoken."""
    digits = [int(char) for char in str(value)]
    owed = False
    for place, figure in zip(range(len(digits) - 1, -1, -1), digits, strict=True):
        if figure == 0:
            owed = True
            continue
        if owed:
            yield HANZI[0]
        owed = False
        if not (figure == 1 and place == 1 and len(digits) == 2):  # noqa: PLR2004
            yield HANZI[figure]
        if place:
            yield _UNITS[place]
    if value == 0:
        yield HANZI[0]


def _english(value: int) -> Iterator[str]:
    thousands, rest = divmod(value, 1000)
    hundreds, rest = divmod(rest, 100)
    if thousands:
        yield from (_ENGLISH[thousands], "thousand")
    if hundreds:
        yield from (_ENGLISH[hundreds], "hundred")
    if rest >= len(_ENGLISH):
        tens, rest = divmod(rest, 10)
        yield _TENS[tens]
    if rest or not value:
        yield _ENGLISH[rest]
