"""Finds the line of a key in TOML text, which the standard parser does not tell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

Path = tuple[str | int, ...]

_NAME: Final = r"(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')"
_DOTTED: Final = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_HEADER: Final = re.compile(rf"^\s*(?P<open>\[\[?)\s*(?P<path>{_DOTTED})\s*\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(rf"^\s*(?P<path>{_DOTTED})\s*=")
_LONG_STRING: Final = re.compile(r"\"\"\"|'''")


def line_of(text: str, path: Sequence[str | int]) -> int:
    """The line, from 1, of the longest beginning of `path` that the text names; 1 when it names none.

    A part of `path` that the text does not hold (a validator's own addition) is passed over.
    """
    lines = key_lines(text)
    here: Path = ()
    found = 1
    for part in path:
        if (*here, part) in lines:
            here = (*here, part)
            found = lines[here]
    return found


def key_lines(text: str) -> Mapping[Path, int]:
    """Every key and table header of `text` with its line; members of arrays of tables carry their index."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    quoted = False
    for number, line in enumerate(text.splitlines(), start=1):
        began_quoted = quoted
        quoted ^= len(_LONG_STRING.findall(line)) % 2 == 1
        if began_quoted:
            continue
        if header := _HEADER.match(line):
            table = _parts(header["path"])
            if header["open"] == "[[":
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
            else:
                table = _with_indexes(table, counts)
            _note(lines, (), table, number)
        elif key := _KEY.match(line):
            _note(lines, table, _parts(key["path"]), number)
    return lines


def _note(lines: dict[Path, int], table: Path, parts: Path, number: int) -> None:
    for length in range(1, len(parts) + 1):
        lines.setdefault((*table, *parts[:length]), number)


def _with_indexes(table: Path, counts: Mapping[Path, int]) -> Path:
    """`[device.settings]` after `[[device]]` belongs to the latest device."""
    placed: Path = ()
    for part in table:
        placed = (*placed, part)
        if placed in counts:
            placed = (*placed, counts[placed])
    return placed


def _parts(dotted: str) -> Path:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, dotted))
