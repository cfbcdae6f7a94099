"""Finds the line of a key in a TOML text, which the parser does not tell.

The text has been parsed before, so the scanner need not judge it: it follows table headers, and for keys
inside inline tables or arrays it answers with the line of the key that holds them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

Place = tuple[str | int, ...]
"""Path of a key as pydantic writes it: names, and positions in arrays of tables, from 0."""

_HEADER: Final = re.compile(r"\s*(\[\[?)\s*(.+?)\s*\]\]?\s*(#.*)?$")
_KEY: Final = re.compile(
    r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*="""
)
_PART: Final = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")
_TOKEN: Final = re.compile(r'\"""|\'\'\'|"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*|[\[\]{}]')


def line_numbers(text: str) -> Mapping[Place, int]:
    """The line, counted from 1, of every key and table of `text`: where it first appears."""
    found: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    depth = _Depth()
    for number, line in enumerate(text.splitlines(), start=1):
        if not depth.inside:
            if header := _HEADER.match(line):
                table = _table(header, counts)
                for length in range(1, len(table) + 1):
                    found.setdefault(table[:length], number)
                continue
            if key := _KEY.match(line):
                found[(*table, *_names(key[1]))] = number
        depth.follow(line)
    return found


def line_of(place: Place, lines: Mapping[Place, int]) -> int:
    """The line of `place`, or of the nearest thing that holds it; 0 where there is none."""
    for length in range(len(place), 0, -1):
        if line := lines.get(place[:length]):
            return line
    return 0


def _table(header: re.Match[str], counts: dict[Place, int]) -> Place:
    """The place of a header's table. Every array of tables on the way is at its latest element."""
    place: Place = ()
    names = _names(header[2])
    for index, name in enumerate(names):
        place = (*place, name)
        if header[1] == "[[" and index == len(names) - 1:
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


class _Depth:
    """How deep inside brackets and long strings the scanner is at the end of a line."""

    def __init__(self) -> None:
        self._brackets = 0
        self._quotes = ""

    @property
    def inside(self) -> bool:
        return bool(self._brackets or self._quotes)

    def follow(self, line: str) -> None:
        for token in _TOKEN.findall(line):
            if self._quotes:
                self._quotes = "" if token == self._quotes else self._quotes
            elif token in {'"""', "'''"}:
                self._quotes = token
            elif token in {"[", "{"}:
                self._brackets += 1
            elif token in {"]", "}"}:
                self._brackets -= 1
