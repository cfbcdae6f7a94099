"""The nine elements (九统一) that an item has in common with the superior's of the same code (ITEM-02)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Final, NamedTuple

from hallctl.domain.catalogue.versions import Catalogue, ItemVersion, Period


class Mismatch(NamedTuple):
    """An element that differs: as we have it, and as the superior has it."""

    item: str
    element: str
    ours: str
    theirs: str


ELEMENTS: Final[Mapping[str, Callable[[ItemVersion], object]]] = {
    "name": lambda item: item.name,
    "type": lambda item: item.type.value,
    "basis": lambda item: item.basis,
    "code": lambda item: item.code,
    "materials": lambda item: tuple(material.name for material in item.materials),
    "statutory": lambda item: item.statutory,
    "conditions": lambda item: item.conditions,
    "intermediary": lambda item: item.intermediary,
    "service_object": lambda item: item.service_object,
}
"""Name of the element → where it stands."""


def mismatches(ours: Catalogue, superior: Catalogue, when: datetime) -> Iterator[Mismatch]:
    """Where items of both catalogues differ at `when`, in the order of ours."""
    for code in ours.versions:
        mine, theirs = ours.at(code, when), superior.at(code, when)
        if mine is None or theirs is None:
            continue
        for element, of in ELEMENTS.items():
            if of(mine) != of(theirs):
                yield Mismatch(code, element, _text(of(mine)), _text(of(theirs)))


def _text(value: object) -> str:
    if isinstance(value, Period):
        return f"{value.value} {value.unit.value}"
    return "、".join(map(str, value)) if isinstance(value, tuple) else str(value)
