"""Checks the sections, and makes the best of a faulty file, so that one run tells all that is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, Final

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from hallctl.configuration.document import Document
from hallctl.configuration.explain import explain, faults_of
from hallctl.configuration.findings import Finding
from hallctl.configuration.hallfile import HallFile

_STAND_INS: Final[dict[str, dict[str, str]]] = {
    "hall": {"id": "hall", "name": "hall", "level": "village"},
    "hours": {"weekdays": "09:00-17:00"},
}
"""Values of required keys while a file is judged in which they are faulty."""


class Broken(dict[str, frozenset[str]]):
    """By section, the ids of entries that are faulty in themselves: naming one is not another error.

    It is true as soon as something is missing from the hall that is being judged.
    """

    def __missing__(self, section: str) -> frozenset[str]:
        return frozenset()


def validate(document: Document) -> tuple[HallFile | None, Broken, list[Finding]]:
    """The file as far as it makes sense, what had to be left out of it, and what is wrong.

    None where too little is left to be judged. A file with findings is for more checks only, never to run.
    """
    try:
        return HallFile.model_validate(document.tables), Broken(), []
    except ValidationError as error:
        findings = list(explain(error, HallFile, document))
        faults = faults_of(error)
    tables, broken = _without(faults, document)
    try:
        return HallFile.model_validate(tables), broken, findings
    except ValidationError:
        return None, broken, findings


def _without(faults: list[ErrorDetails], document: Document) -> tuple[dict[str, Any], Broken]:
    tables = deepcopy(document.tables)
    dropped: dict[str, set[int]] = {}
    for fault in faults:
        place = fault["loc"]
        if fault["type"] == "extra_forbidden" or not _in_array(place, tables):
            _delete(tables, place)
        else:
            dropped.setdefault(str(place[0]), set()).add(int(place[1]))
    for section, values in _STAND_INS.items():
        if isinstance(tables.setdefault(section, {}), dict):
            tables[section] = values | tables[section]
    broken = Broken()
    for section, positions in dropped.items():
        entries = tables[section]
        broken[section] = frozenset(_identity(entries[index]) for index in positions)
        document.kept[section] = [index for index in range(len(entries)) if index not in positions]
        tables[section] = [entries[index] for index in document.kept[section]]
    return tables, broken


def _in_array(place: tuple[int | str, ...], tables: Mapping[str, Any]) -> bool:
    return len(place) > 1 and isinstance(place[1], int) and isinstance(tables.get(str(place[0])), list)


def _delete(tables: dict[str, Any], place: tuple[int | str, ...]) -> None:
    """Take the faulty key out, so that its default stands; of a list in a section, the whole list."""
    table: Any = tables
    for step in place[:-1]:
        inner = table.get(step) if isinstance(table, dict) else table[step]
        if not isinstance(inner, dict | list) or (isinstance(inner, list) and table is not tables):
            break
        table = inner
    else:
        step = place[-1]
    if isinstance(table, dict):
        table.pop(step, None)


def _identity(entry: Any) -> str:
    return str(entry.get("id") or entry.get("code") or "") if isinstance(entry, dict) else ""
