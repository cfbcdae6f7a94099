"""A configuration as it was written: the parsed tables, overrides over them, and where each key stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from hallctl.configuration.findings import Finding, Severity
from hallctl.configuration.lines import Place, line_numbers, line_of

PREFIX: Final = "HALLCTL_"
_AT: Final = re.compile(r"\s*\(at (?:line (\d+), column \d+|end of document)\)$")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value that is not in the file itself comes from: an override, or a row of a table of items.

    `lines` and `columns` say where each key of the row stands, as far as it is not in `line`.
    """

    file: str
    line: int = 0
    lines: Mapping[str, int] = field(default_factory=dict)
    columns: Mapping[str, int] = field(default_factory=dict)


@dataclass
class Document:
    """The tables of one configuration. `origins` wins over `lines`, the longest place first.

    `kept` is set when entries that are faulty in themselves were left out of an array of tables: it gives
    the written position of each that is left, so that later findings still name the right place.
    """

    file: str
    tables: dict[str, Any] = field(default_factory=dict)
    lines: Mapping[Place, int] = field(default_factory=dict)
    origins: dict[Place, Origin] = field(default_factory=dict)
    kept: dict[str, list[int]] = field(default_factory=dict)

    def finding(self, code: str, place: Place, severity: Severity = Severity.ERROR, **words: str) -> Finding:
        """A finding about the key at `place`; `words` are `found`, `allowed`, `nearest`."""
        place = self._as_written(place)
        file, line, column = self._where(place)
        return Finding(
            code, key=self.key(place), file=file, line=line, column=column, severity=severity, **words
        )

    def key(self, place: Place) -> str:
        """`place` as a person reads it: positions in arrays become the ids that stand there."""
        parts: list[str] = []
        table: Any = self.tables
        for step in place:
            table = _entry(table, step)
            parts.append(str(step) if isinstance(step, str) else _identity(table, step))
        return ".".join(parts)

    def _as_written(self, place: Place) -> Place:
        if len(place) > 1 and place[0] in self.kept and isinstance(place[1], int):
            return (place[0], self.kept[str(place[0])][place[1]], *place[2:])
        return place

    def _where(self, place: Place) -> tuple[str, int, int]:
        for length in range(len(place), 0, -1):
            if origin := self.origins.get(place[:length]):
                key = str(place[length]) if length < len(place) else ""
                return origin.file, origin.lines.get(key, origin.line), origin.columns.get(key, 0)
        return self.file, line_of(place, self.lines), 0


def read_document(path: Path) -> tuple[Document, list[Finding]]:
    """The tables of the file at `path`; a syntax error or an unreadable file is the only finding then."""
    document = Document(str(path))
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        document.tables = tomllib.loads(text)
    except OSError as error:
        return document, [Finding("FILE_MISSING", file=str(path), found=error.strerror or "")]
    except UnicodeDecodeError:
        return document, [Finding("NOT_TOML", file=str(path), allowed="UTF-8")]
    except tomllib.TOMLDecodeError as error:
        match = _AT.search(str(error))
        line = int(match[1]) if match and match[1] else len(text.splitlines())
        return document, [Finding("NOT_TOML", found=_AT.sub("", str(error)), file=str(path), line=line)]
    document.lines = line_numbers(text)
    return document, []


def apply_overrides(
    document: Document, sets: Iterable[str], environment: Mapping[str, str]
) -> Iterable[Finding]:
    """Lay `--set KEY=VALUE` over `HALLCTL_SECTION__KEY` over the file, and say which make no sense."""
    for name, value in sorted(environment.items()):
        if name.startswith(PREFIX) and "__" in name:
            path = name.removeprefix(PREFIX).lower().split("__")
            yield from _override(document, path, value, name)
    for setting in sets:
        key, equals, value = setting.partition("=")
        if not equals or not key.strip():
            yield Finding("OVERRIDE_INVALID", file="--set", found=setting, allowed="@KEY_VALUE")
            continue
        yield from _override(document, key.strip().split("."), value, "--set")


def _override(document: Document, path: list[str], value: str, origin: str) -> Iterable[Finding]:
    table: Any = document.tables
    place: Place = ()
    for step in path[:-1]:
        index = _position(table, step)
        if isinstance(table, dict) and index is None:
            table.setdefault(step, {})
            index = step
        if index is None or not isinstance(table[index], dict | list):
            yield Finding("OVERRIDE_INVALID", key=".".join(path), file=origin, found=step)
            return
        table, place = table[index], (*place, index)
    if not isinstance(table, dict):
        yield Finding("OVERRIDE_INVALID", key=".".join(path), file=origin, found=path[-1])
        return
    table[path[-1]] = _value(value)
    document.origins[*place, path[-1]] = Origin(origin)


def _position(table: Any, step: str) -> str | int | None:
    """The key or the position that `step` names in `table`; entries of arrays are named by id or code."""
    if isinstance(table, dict):
        return step if step in table else None
    for index, entry in enumerate(table):
        if isinstance(entry, dict) and step in {entry.get("id"), entry.get("code")}:
            return index
    return None


def _value(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _entry(table: Any, step: str | int) -> Any:
    if isinstance(table, dict):
        return table.get(str(step))
    if isinstance(table, list) and isinstance(step, int) and step < len(table):
        return table[step]
    return None


def _identity(entry: Any, position: int) -> str:
    named = entry.get("id") or entry.get("code") if isinstance(entry, dict) else None
    return str(named) if isinstance(named, str) and named else str(position + 1)
