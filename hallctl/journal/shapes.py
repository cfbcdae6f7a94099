"""How the fields of a row lie in a table: a field's type says its column, how it is stored and read back."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable, Hashable, Iterator
from datetime import date, datetime, tzinfo
from functools import cache
from typing import Any, Final, NamedTuple, Union, get_args, get_origin, get_type_hints

import msgspec
from sqlalchemy import BigInteger, Column, SmallInteger, Text
from sqlalchemy.types import TypeEngine

from hallctl.journal.moments import micros, moment_of


class Shape(NamedTuple):
    """`read` is given the hall's time zone, too."""

    column: type[TypeEngine[Any]]
    store: Callable[[Any], object]
    read: Callable[[Any, tzinfo], object]


def _listed(value: tuple[str, ...]) -> str:
    return msgspec.json.encode(value).decode()


SHAPES: Final[dict[type, Shape]] = {
    str: Shape(Text, str, lambda text, _zone: text),
    bool: Shape(SmallInteger, int, lambda flag, _zone: bool(flag)),
    int: Shape(BigInteger, int, lambda number, _zone: number),
    datetime: Shape(BigInteger, micros, moment_of),
    date: Shape(Text, date.isoformat, lambda text, _zone: date.fromisoformat(text)),
    tuple: Shape(Text, _listed, lambda text, _zone: tuple(msgspec.json.decode(text, type=list[str]))),
}
"""The first whose type a value has: a bool before an int, a moment before a date. None is NULL."""


class _Stores(dict[type, Callable[[Any], object]]):
    """Type of a value → how it is stored, found once for each type."""

    def __missing__(self, kind: type) -> Callable[[Any], object]:
        found = next((shape.store for base, shape in SHAPES.items() if issubclass(kind, base)), _as_it_is)
        self[kind] = found
        return found


def _as_it_is(value: object) -> object:
    return value


STORES: Final = _Stores()


@cache
def readers(row: Hashable) -> tuple[tuple[str, Callable[[Any, tzinfo], object]], ...]:
    """(field, how its column is read) of a row class, in the order of its fields."""
    return tuple((name, shape.read) for name, shape, _ in _fields(row))


def columns(row: Any) -> Iterator[Column[Any]]:
    """A column for each field of a row class. What a new row may lack has the default of the field."""
    defaults = {field.name: field.default for field in dataclasses.fields(row)}
    for name, shape, optional in _fields(row):
        given = defaults[name]
        default = None if given in (dataclasses.MISSING, None) else str(shape.store(given))
        yield Column(name, shape.column, nullable=optional, server_default=default)


def _fields(row: Any) -> Iterator[tuple[str, Shape, bool]]:
    for name, hint in get_type_hints(row).items():
        kinds = get_args(hint) if get_origin(hint) in {Union, types.UnionType} else (hint,)
        (kind,) = [get_origin(one) or one for one in kinds if one is not types.NoneType]
        yield name, SHAPES[kind], len(kinds) > 1
