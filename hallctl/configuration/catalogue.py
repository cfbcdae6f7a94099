"""Tables of items (事项目录) beside a configuration: CSV, Excel or TOML, each cell with its place."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

from hallctl.configuration.document import Document, Origin
from hallctl.configuration.findings import Finding
from hallctl.configuration.lines import Place, line_numbers
from hallctl.configuration.sections import ItemSection

COLUMNS: Final[dict[str, str]] = {
    "事项编码": "code",
    "事项名称": "name",
    "实施部门": "department",
    "分区": "zone",
    "办理时长(秒)": "handling_s",
    "英文名称": "name_en",
    "检索词": "search",
    "权限": "power",
    "窗口类型": "window_kinds",
    "可自助": "self_service",
    "可网办": "online",
    "年办件量": "volume_year",
    "公开": "published",
    "职责": "duties",
    "设定依据": "basis",
    "受理条件": "conditions",
    "办理流程": "procedure",
    "办理时限": "limits",
    "收费标准": "fees",
    "投诉渠道": "complaints",
    "职责(英文)": "duties_en",
    "设定依据(英文)": "basis_en",
    "受理条件(英文)": "conditions_en",
    "办理流程(英文)": "procedure_en",
    "办理时限(英文)": "limits_en",
    "收费标准(英文)": "fees_en",
    "投诉渠道(英文)": "complaints_en",
}
"""Titles that a table may use instead of the keys of `[[item]]`."""

_FLAGS: Final = {"是": True, "true": True, "1": True, "否": False, "false": False, "0": False}

_ENCODINGS: Final = ("utf-8-sig", "gb18030")  # what Chinese spreadsheets save as CSV


@dataclass
class Table:
    """The rows of a table of items, and what is wrong with the table itself."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def include_items(document: Document, folder: Path) -> list[Finding]:
    """Append the rows of the file that `items` names to the `item` tables of `document`."""
    name, own = document.tables.get("items"), document.tables.setdefault("item", [])
    if not isinstance(name, str) or not name or not isinstance(own, list):
        return []
    path = folder / name
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        return [document.finding("WRONG_VALUE", ("items",), found=f'"{name}"', allowed=", ".join(_READERS))]
    try:
        table = reader(path)
    except OSError as error:
        return [document.finding("FILE_MISSING", ("items",), found=f"{path}: {error.strerror}")]
    for row, origin in zip(table.rows, table.origins, strict=True):
        document.origins["item", len(own)] = origin
        own.append(row)
    return table.findings


def table_of(cells: Iterable[list[Any]], file: str, first_line: int = 1) -> Table:
    """A table from its rows; the first one names the columns, empty rows are passed over."""
    table = Table()
    columns: dict[str, int] = {}
    for line, row in enumerate(cells, start=first_line):
        if not any(cell not in {None, ""} for cell in row):
            continue
        if not columns:
            columns = _columns(row, file, line, table.findings)
            continue
        named = {key: row[column - 1] for key, column in columns.items() if column <= len(row)}
        table.rows.append({key: _cell(key, value) for key, value in named.items() if value not in {None, ""}})
        table.origins.append(Origin(file, line, columns=columns))
    return table


def _columns(row: list[Any], file: str, line: int, findings: list[Finding]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for column, cell in enumerate(row, start=1):
        title = str(cell or "").strip()
        key = COLUMNS.get(title, title)
        if key in ItemSection.model_fields:
            columns[key] = column
        elif title:
            allowed = ", ".join(ItemSection.model_fields)
            finding = Finding(
                "COLUMN_UNKNOWN", key=title, allowed=allowed, file=file, line=line, column=column
            )
            findings.append(finding)
    return columns


def _cell(key: str, value: Any) -> Any:
    """A cell as the key wants it: numbers as numbers, several kinds of window apart."""
    if key == "window_kinds":
        return str(value).replace(";", " ").split()
    if key in {"handling_s", "volume_year"}:
        text = str(value).strip().removesuffix(".0")
        return int(text) if text.isascii() and text.isdigit() else value
    if key in {"self_service", "online", "published"}:
        return _FLAGS.get(str(value).strip().lower(), value)
    return str(value).strip()


def _read_csv(path: Path) -> Table:
    content = path.read_bytes()
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return table_of(csv.reader(text.splitlines()), str(path))
    return Table(findings=[Finding("TABLE_UNREADABLE", file=str(path), allowed="UTF-8, GB18030")])


def _read_toml(path: Path) -> Table:
    try:
        text = path.read_text(encoding="utf-8-sig")
        rows = tomllib.loads(text).get("item", [])
    except ValueError as error:  # not UTF-8, or not TOML
        return Table(findings=[Finding("TABLE_UNREADABLE", file=str(path), found=str(error))])
    if not isinstance(rows, list):
        return Table(findings=[Finding("TABLE_UNREADABLE", file=str(path), allowed="[[item]]")])
    lines = line_numbers(text)
    return Table(rows, [_row_of_toml(str(path), index, lines) for index in range(len(rows))])


def _row_of_toml(file: str, index: int, lines: Mapping[Place, int]) -> Origin:
    keys = {
        str(place[2]): line for place, line in lines.items() if place[:2] == ("item", index) and place[2:]
    }
    return Origin(file, lines.get(("item", index), 0), lines=keys)


def _read_xlsx(path: Path) -> Table:
    """The first sheet. Values are read as they were last calculated; formulas are not."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, KeyError, ValueError) as error:
        return Table(findings=[Finding("TABLE_UNREADABLE", file=str(path), found=str(error))])
    try:
        return table_of(map(list, book.worksheets[0].iter_rows(values_only=True)), str(path))
    finally:
        book.close()


_READERS: Final[Mapping[str, Callable[[Path], Table]]] = {
    ".csv": _read_csv,
    ".xlsx": _read_xlsx,
    ".toml": _read_toml,
}
