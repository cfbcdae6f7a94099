"""What is said, in the pieces in which it is heard: words, numbers character by character, pauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from string import Formatter
from typing import Final


class Language(StrEnum):
    """A language that the hall speaks."""

    CHINESE = "zh"
    ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """Words as they are written; `aloud`: what is said instead."""

    text: str
    aloud: str | None = None


@dataclass(frozen=True, slots=True)
class Spelled:
    """Letters and digits, one by one: a ticket's number."""

    text: str


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number that is read as one: window 12 is 十二, not 一二."""

    value: int

    @property
    def text(self) -> str:
        """Its digits."""
        return str(self.value)


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day."""

    hour: int
    minute: int

    @property
    def text(self) -> str:
        """As clocks show it."""
        return f"{self.hour}:{self.minute:02}"


@dataclass(frozen=True, slots=True)
class Percent:
    """A share of a hundred; `fraction`: the digits behind the point."""

    value: int
    fraction: str = ""

    @property
    def text(self) -> str:
        """With its sign."""
        return f"{self.value}.{self.fraction}%" if self.fraction else f"{self.value}%"


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence."""

    seconds: float
    text: str = ""


Piece = Words | Spelled | Count | Clock | Percent | Pause


@dataclass(frozen=True)
class Sentence:
    """One sentence in one language."""

    language: Language
    pieces: tuple[Piece, ...]

    @cached_property
    def text(self) -> str:
        """As it is written."""
        return "".join(piece.text for piece in self.pieces)


AROUND_NUMBER_S: Final = 0.12
"""Before and after a ticket's number, so that it stands out."""

PAUSES: Final[Mapping[str, float]] = {
    **dict.fromkeys("，、；：,;:", 0.2),
    **dict.fromkeys("。！？.!?…\n", 0.4),
}
"""What a reader pauses at → seconds."""

_PARTS: Final = re.compile(
    r"((?<!\d)\d{1,2}[:：]\d{2}(?!\d)|\d{1,4}(?:\.\d+)?%|\d+|(?<=\d)\.(?=\d)|[-–~～]|["
    + re.escape("".join(PAUSES))
    + "])",
    re.ASCII,
)
_CLOCK: Final = re.compile(r"(\d{1,2})[:：](\d{2})")
_NARROW: Final = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B))}
"""Wide digits and letters, as Chinese text may have them, as narrow ones."""

_IN_NUMBER_S: Final = 0.15
"""Where a long number has a dash: 0571-8765."""

_MEASURES: Final = frozenset("个位人次天份张件名项小周")
"""Before these, a 2 is 两: 2位, 2个, 2小时."""

_POINT: Final = "."
_SAID_POINT: Final = {Language.CHINESE: "点", Language.ENGLISH: "point"}
_DIGITS: Final = frozenset("0123456789")
_DASHES: Final = frozenset("-–~～")
_UNTIL: Final = {Language.CHINESE: "到", Language.ENGLISH: "to"}
_LONGEST_COUNT: Final = 4
"""Digits; longer numbers (a hotline, say) are read one by one."""


class BadPhrase(ValueError):
    """A template that cannot be spoken; the message says why."""


class Phrase:
    """A template such as `请{number}号到{window}号窗口`, in one language."""

    def __init__(self, template: str, language: Language, fields: frozenset[str]) -> None:
        """`fields`: the names it may use. Raises BadPhrase."""
        self.template, self.language = template, language
        try:
            self._parts = tuple(Formatter().parse(template))
        except ValueError as error:
            raise BadPhrase(f"{template!r}: {error}") from None
        for _, field, form, conversion in self._parts:
            if field is not None and (field not in fields or form or conversion):
                allowed = ", ".join(f"{{{name}}}" for name in sorted(fields))
                raise BadPhrase(f"{template!r}: {{{field}}} is none of {allowed}")

    def fixed(self) -> tuple[Piece, ...]:
        """What stands between the fields and is said in every sentence."""
        blank = dict.fromkeys((field for _, field, _, _ in self._parts if field), "")
        return tuple(piece for piece in self.sentence(blank).pieces if piece.text)

    def sentence(self, values: Mapping[str, str]) -> Sentence:
        """With the fields filled in."""
        return Sentence(self.language, tuple(self._pieces(values)))

    def _pieces(self, values: Mapping[str, str]) -> Iterator[Piece]:
        for literal, field, _, _ in self._parts:
            yield from reading(literal, self.language)
            if field == "number":
                yield Pause(AROUND_NUMBER_S)
                yield Spelled(values[field])
                yield Pause(AROUND_NUMBER_S)
            elif field is not None:
                yield from reading(values[field], self.language)


def plain(text: str, language: Language) -> Sentence:
    """A sentence of free text."""
    return Sentence(language, tuple(reading(text, language)))


def reading(text: str, language: Language) -> Iterator[Piece]:
    """Text as a reader takes it: pauses at its marks, times as times, short numbers as numbers."""
    before: Piece | None = None
    parts = [part for part in _PARTS.split(text.translate(_NARROW)) if part]
    for part, behind in zip(parts, [*parts, ""][1:], strict=True):
        piece = (
            _number(part, before, behind) if part[0] in _DIGITS else _other(part, language, before, behind)
        )
        if piece is not None:
            yield piece
            before = piece


def _number(part: str, before: Piece | None, behind: str) -> Piece:
    if (clock := _CLOCK.fullmatch(part)) is not None:
        return Clock(int(clock[1]), int(clock[2]))
    if part.endswith("%"):
        whole, _, fraction = part[:-1].partition(".")
        return Percent(int(whole), fraction)
    if part == "2" and behind[:1] in _MEASURES:
        return Words(part, "两")
    year = len(part) == _LONGEST_COUNT and behind.startswith("年")
    behind_point = isinstance(before, Words) and before.text == _POINT
    return Spelled(part) if year or behind_point or not _is_count(part) else Count(int(part))


def _other(part: str, language: Language, before: Piece | None, behind: str) -> Piece | None:
    numbers = isinstance(before, Clock | Count | Spelled) and behind[:1] in _DIGITS
    if part == _POINT and numbers and behind:
        return Words(part, _SAID_POINT[language])
    if part in PAUSES:
        return Pause(PAUSES[part], part)
    if part in _DASHES and numbers and behind:
        return Pause(_IN_NUMBER_S, part) if isinstance(before, Spelled) else Words(part, _UNTIL[language])
    return Words(part) if part.strip() else None


def _is_count(digits: str) -> bool:
    return len(digits) <= _LONGEST_COUNT and (digits == "0" or not digits.startswith("0"))
