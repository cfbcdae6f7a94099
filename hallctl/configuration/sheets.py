"""Reads files of items (事项目录): CSV, Excel, TOML, or a folder of them. Each cell keeps its place."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

from hallctl.configuration.cells import cell
from hallctl.configuration.document import Origin
from hallctl.configuration.fields import Section
from hallctl.configuration.findings import Finding
from hallctl.configuration.lines import Place, line_numbers
from hallctl.configuration.records import (
    MaterialSection,
    PartSection,
    PointSection,
    RecordSection,
    SituationSection,
    SpecialSection,
    StageSection,
    StepSection,
)
from hallctl.configuration.sections import ItemSection
from hallctl.configuration.titles import COLUMNS, PARTS, RECORD, SHEETS

_ENCODINGS: Final = ("utf-8-sig", "gb18030")  # what Chinese spreadsheets save as CSV

_SECTIONS: Final[Mapping[str, type[Section]]] = {
    "material": MaterialSection,
    "point": PointSection,
    "situation": SituationSection,
    "step": StepSection,
    "special": SpecialSection,
    "stage": StageSection,
    "part": PartSection,
}
NESTED: Final = frozenset(_SECTIONS)
_TO_ITEM: Final = ("item", "version")
KEYS: Final[Mapping[str, frozenset[str]]] = {
    "item": frozenset(ItemSection.model_fields) | (frozenset(RecordSection.model_fields) - NESTED),
    **{
        sheet: (frozenset(section.model_fields) - {"point"}).union(_TO_ITEM)
        for sheet, section in _SECTIONS.items()
    },
    "point": frozenset(PointSection.model_fields).union(_TO_ITEM, ("material",)),
    "part": frozenset({"department", "part"}).union(_TO_ITEM),
}
"""By sheet, the keys that a column may have. `part`: the item of a bundle that a row of 联办 names."""

_TITLES: Final[Mapping[str, Mapping[str, str]]] = {"item": {**COLUMNS, **RECORD}, **PARTS}


@dataclass(frozen=True, slots=True)
class Row:
    """A row, or a table of a TOML file. `inner`: where the tables inside it stand."""

    values: Any
    origin: Origin
    inner: Mapping[Place, Origin] = field(default_factory=dict)


@dataclass
class Sheets:
    """The rows of each sheet, and what is wrong with the files themselves."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def take(self, sheet: str, cells: Iterable[list[Any]], file: str) -> None:
        """The rows of a sheet; the first one names the columns, empty rows are passed over."""
        columns: dict[str, int] = {}
        for line, row in enumerate(cells, start=1):
            if not any(one not in {None, ""} for one in row):
                continue
            if not columns:
                columns = self._columns(sheet, row, file, line)
                continue
            named = {key: row[column - 1] for key, column in columns.items() if column <= len(row)}
            values = {key: cell(sheet, key, value) for key, value in named.items() if value not in {None, ""}}
            self.rows.setdefault(sheet, []).append(Row(values, Origin(file, line, columns=columns)))

    def _columns(self, sheet: str, row: list[Any], file: str, line: int) -> dict[str, int]:
        columns: dict[str, int] = {}
        for column, title in enumerate((str(one or "").strip() for one in row), start=1):
            key = _TITLES[sheet].get(title, title)
            if key in KEYS[sheet]:
                columns[key] = column
            elif title:
                allowed = ", ".join(sorted(KEYS[sheet]))
                self.findings.append(
                    Finding("COLUMN_UNKNOWN", key=title, allowed=allowed, file=file, line=line, column=column)
                )
        return columns


def read_sheets(path: Path) -> Sheets:
    """All that the file or folder at `path` holds. Raises OSError, and KeyError for a format unknown."""
    sheets = Sheets()
    if not path.is_dir():
        READERS[path.suffix.lower()](path, sheets, "item")
        return sheets
    for file in sorted(path.iterdir()):
        sheet = SHEETS.get(file.stem, file.stem)
        if file.suffix.lower() == ".csv" and sheet not in KEYS:
            allowed = ", ".join((*SHEETS, *KEYS))
            sheets.findings.append(Finding("SHEET_UNKNOWN", file=str(file), found=file.name, allowed=allowed))
        elif file.suffix.lower() in READERS:
            READERS[file.suffix.lower()](file, sheets, sheet)
    return sheets


def _read_csv(path: Path, sheets: Sheets, sheet: str) -> None:
    content = path.read_bytes()
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            cells = list(csv.reader(io.StringIO(text, newline="")))
        except csv.Error as error:
            sheets.findings.append(Finding("TABLE_UNREADABLE", file=str(path), found=str(error)))
        else:
            sheets.take(sheet, cells, str(path))
        return
    sheets.findings.append(Finding("TABLE_UNREADABLE", file=str(path), allowed="UTF-8, GB18030"))


def _read_toml(path: Path, sheets: Sheets, _sheet: str) -> None:
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = tomllib.loads(text).get("item", [])
    except ValueError as error:  # not UTF-8, or not TOML
        sheets.findings.append(Finding("TABLE_UNREADABLE", file=str(path), found=str(error)))
        return
    if not isinstance(rows, list):
        sheets.findings.append(Finding("TABLE_UNREADABLE", file=str(path), allowed="[[item]]"))
        return
    lines = line_numbers(text)
    for index, values in enumerate(rows):
        place: Place = ("item", index)
        inner = dict(_inside(values, (), str(path), place, lines)) if isinstance(values, dict) else {}
        sheets.rows.setdefault("item", []).append(Row(values, _origin(str(path), place, lines), inner))


def _inside(
    table: Mapping[str, Any], place: Place, file: str, within: Place, lines: Mapping[Place, int]
) -> Iterator[tuple[Place, Origin]]:
    """Where each table of the arrays inside `table` stands."""
    for key in NESTED & table.keys():
        entries = table[key] if isinstance(table[key], list) else []
        for index, entry in enumerate(entries):
            here = (*place, key, index)
            yield here, _origin(file, (*within, *here), lines)
            if isinstance(entry, dict):
                yield from _inside(entry, here, file, within, lines)


def _origin(file: str, place: Place, lines: Mapping[Place, int]) -> Origin:
    keys = {
        str(found[len(place)]): line
        for found, line in lines.items()
        if len(found) == len(place) + 1 and found[: len(place)] == place
    }
    return Origin(file, lines.get(place, 0), lines=keys)


def _read_xlsx(path: Path, sheets: Sheets, _sheet: str) -> None:
    """Sheets by their titles; the first one is of items. Values are as they were last calculated."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError) as error:
        sheets.findings.append(Finding("TABLE_UNREADABLE", file=str(path), found=str(error)))
        return
    try:
        for number, page in enumerate(book.worksheets):
            sheet = SHEETS.get(page.title, page.title)
            if sheet in KEYS or number == 0:
                cells = map(list, page.iter_rows(values_only=True))
                sheets.take(sheet if sheet in KEYS else "item", cells, str(path))
    finally:
        book.close()


READERS: Final[Mapping[str, Callable[[Path, Sheets, str], None]]] = {
    ".csv": _read_csv,
    ".xlsx": _read_xlsx,
    ".toml": _read_toml,
}
