"""Brings the files of items (事项目录) that a configuration names into its document.

A row gives the queue what it needs (`[[item]]`), or the full record (`[[record]]`), or both.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, Final

from hallctl.configuration.document import Document
from hallctl.configuration.findings import Finding
from hallctl.configuration.records import RecordSection
from hallctl.configuration.sections import ItemSection
from hallctl.configuration.sheets import KEYS, READERS, Row, Sheets, read_sheets

OF_QUEUE: Final = frozenset(ItemSection.model_fields)
OF_RECORD: Final = frozenset(RecordSection.model_fields)
PLACES: Final = frozenset({"zone", "handling_s"})
"""What only the queue asks for: a row of a catalogue that has it stands for an item of the hall, too."""


def include_items(document: Document, folder: Path) -> list[Finding]:
    """Append the rows of the files that `items` and `catalogue` name to `item` and `record` of `document`."""
    findings: list[Finding] = []
    for key in ("items", "catalogue"):
        name = document.tables.get(key)
        if isinstance(name, str) and name:
            findings += _include(document, folder, key, name)
    return findings


def _include(document: Document, folder: Path, key: str, name: str) -> Iterator[Finding]:
    path = folder / name
    if not path.suffix and not path.is_dir():
        yield document.finding("FILE_MISSING", (key,), found=f"{path}: there is no such folder")
        return
    if not path.is_dir() and path.suffix.lower() not in READERS:
        yield document.finding("WRONG_VALUE", (key,), found=f'"{name}"', allowed=", ".join(READERS))
        return
    try:
        sheets = read_sheets(path)
    except OSError as error:
        yield document.finding("FILE_MISSING", (key,), found=f"{path}: {error.strerror}")
        return
    yield from sheets.findings
    yield from join(document, sheets, queued=key == "items")


def join(document: Document, sheets: Sheets, *, queued: bool) -> Iterator[Finding]:
    """Append what `sheets` hold. `queued`: every item is of the hall; else only those with a zone."""
    items, records = (document.tables.setdefault(section, []) for section in ("item", "record"))
    if not isinstance(items, list) or not isinstance(records, list):
        return
    for row in sheets.rows.get("item", []):
        values = row.values if isinstance(row.values, dict) else {}
        recorded = bool(values.keys() & (OF_RECORD - OF_QUEUE)) or not queued
        again = recorded and values.get("version", 1) != 1
        listed = (queued and not again) or bool(values.keys() & PLACES)
        if listed:
            _append(document, "item", row, OF_RECORD - OF_QUEUE)
        if recorded:
            # A key that nobody knows is told once.
            unknown = values.keys() - OF_RECORD if listed else frozenset[str]()
            _append(document, "record", row, (OF_QUEUE - OF_RECORD) | unknown)
    parts = (sheet for sheet in KEYS if sheet not in {"item", "point"})
    for sheet in (*parts, "point"):  # points hang on materials
        for row in sheets.rows.get(sheet, []):
            yield from _attach(document, sheet, row)


def _append(document: Document, section: str, row: Row, beyond: AbstractSet[str]) -> None:
    """Append what the row has but for `beyond`."""
    own = document.tables[section]
    place = (section, len(own))
    document.origins[place] = row.origin
    if section == "record":
        document.origins.update({(*place, *inner): origin for inner, origin in row.inner.items()})
    values = row.values
    own.append({k: v for k, v in values.items() if k not in beyond} if isinstance(values, dict) else values)


def _attach(document: Document, sheet: str, row: Row) -> Iterator[Finding]:
    """Hang a row of another sheet on the record that it names, a review point on its material."""
    values = dict(row.values)
    code, version = values.pop("item", None), values.pop("version", 1)
    owner = f"{code}"
    target, place = _record(document, code, version)
    if target is not None and sheet == "point":
        material = values.pop("material", None)
        owner = f"{code} {material}"
        listed = target.get("material", [])
        index = next((i for i, one in enumerate(listed) if one.get("code") == material), None)
        target = None if index is None else listed[index]
        place = (*place, "material", index or 0)
    if "part" in values:
        values["item"] = values.pop("part")
    if target is None:
        yield Finding(
            "UNKNOWN_REFERENCE",
            key=f"{sheet}.{'material' if sheet == 'point' else 'item'}",
            found=f'"{owner}"',
            file=row.origin.file,
            line=row.origin.line,
            column=row.origin.columns.get("item", 0),
        )
        return
    entries = target.setdefault(sheet, [])
    document.origins[*place, sheet, len(entries)] = row.origin
    entries.append(values)


def _record(
    document: Document, code: object, version: object
) -> tuple[dict[str, Any] | None, tuple[str | int, ...]]:
    for index, record in enumerate(document.tables["record"]):
        if isinstance(record, dict) and (record.get("code"), record.get("version", 1)) == (code, version):
            return record, ("record", index)
    return None, ()
