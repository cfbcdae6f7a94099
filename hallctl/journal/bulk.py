"""Many rows with few statements, for both databases.

Each step of SQLite gives up the interpreter lock, which the busy event loop then holds: a statement for each
row would cost one such handover a row. So rows go in chunks of powers of two, as one VALUES list each, and
the text of a statement is made once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from typing import Any, Final, Protocol

from sqlalchemy import Dialect, Table

CHUNK: Final = 64
Row = tuple[object, ...]


class Cursor(Protocol):
    """What both drivers offer."""

    connection: Any

    def execute(self, statement: str, parameters: Sequence[object] = ..., /) -> Any:
        """Run one statement."""

    def fetchone(self) -> Any:
        """The next row or None."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""

    def close(self) -> None:
        """Give it back."""


class Bulk:
    """Inserts and updates for one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._mark = "?" if dialect.paramstyle == "qmark" else "%s"
        self._quote = dialect.identifier_preparer.quote
        self._dialect = dialect
        self._insert_text = cache(self._make_insert)
        self._update_text = cache(self._make_update)
        self._put_text = cache(self._make_put)
        self._drop_text = cache(self._make_drop)
        self._find_text = cache(self._make_find)

    def insert(self, cursor: Cursor, table: Table, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        """Insert rows, in this order."""
        for chunk in _chunks(rows):
            text = self._insert_text(table, columns, len(chunk))
            cursor.execute(text, tuple(chain.from_iterable(chunk)))

    def update(self, cursor: Cursor, table: Table, columns: tuple[str, ...], rows: Sequence[Row]) -> None:
        """Set `columns[1:]` of the rows whose `columns[0]` is the first value, no two of which agree."""
        for chunk in _chunks(rows):
            text = self._update_text(table, columns, len(chunk))
            cursor.execute(text, tuple(chain.from_iterable(chunk)))

    def put(
        self,
        cursor: Cursor,
        table: Table,
        key: tuple[str, ...],
        columns: tuple[str, ...],
        rows: Sequence[Row],
    ) -> None:
        """Insert rows, or set all their columns where the `key` is there; no two rows have the same."""
        for chunk in _chunks(rows):
            text = self._put_text(table, key, columns, len(chunk))
            cursor.execute(text, tuple(chain.from_iterable(chunk)))

    def drop(self, cursor: Cursor, table: Table, key: tuple[str, ...], rows: Sequence[Row]) -> None:
        """Delete the rows that have these values of `key`, as far as there are any."""
        for chunk in _chunks(rows):
            cursor.execute(self._drop_text(table, key, len(chunk)), tuple(chain.from_iterable(chunk)))

    def find(
        self, cursor: Cursor, table: Table, columns: tuple[str, ...], values: Sequence[object]
    ) -> list[Any]:
        """`columns` of the rows whose `columns[0]` is one of these."""
        found = []
        # One of its own: what was asked of `cursor` before may still be on its way.
        asking: Cursor = cursor.connection.cursor()
        for chunk in _chunks([(value,) for value in values]):
            asking.execute(self._find_text(table, columns, len(chunk)), tuple(chain.from_iterable(chunk)))
            found += asking.fetchall()
        asking.close()
        return found

    def _make_find(self, table: Table, columns: tuple[str, ...], count: int) -> str:
        names = [self._quote(column) for column in columns]
        some = ", ".join([self._mark] * count)
        return f"SELECT {', '.join(names)} FROM {self._quote(table.name)} WHERE {names[0]} IN ({some})"  # noqa: S608

    def _make_put(self, table: Table, key: tuple[str, ...], columns: tuple[str, ...], count: int) -> str:
        sets = ", ".join(
            f"{self._quote(name)} = excluded.{self._quote(name)}" for name in columns if name not in key
        )
        names = ", ".join(map(self._quote, key))
        return f"{self._make_insert(table, columns, count)} ON CONFLICT ({names}) DO UPDATE SET {sets}"

    def _make_drop(self, table: Table, key: tuple[str, ...], count: int) -> str:
        # One row after the other: for a list of pairs SQLite would look at every row that there is.
        one = " AND ".join(f"{self._quote(name)} = {self._mark}" for name in key)
        return f"DELETE FROM {self._quote(table.name)} WHERE {' OR '.join([f'({one})'] * count)}"  # noqa: S608

    def _make_insert(self, table: Table, columns: tuple[str, ...], count: int) -> str:
        names = ", ".join(map(self._quote, columns))
        row = f"({', '.join([self._mark] * len(columns))})"
        return f"INSERT INTO {self._quote(table.name)} ({names}) VALUES {', '.join([row] * count)}"  # noqa: S608

    def _make_update(self, table: Table, columns: tuple[str, ...], count: int) -> str:
        target = self._quote(table.name)
        names = [self._quote(column) for column in columns]
        # The first row's casts tell PostgreSQL the types of the whole list.
        types = [table.c[column].type.compile(self._dialect) for column in columns]
        first = f"({', '.join(f'CAST({self._mark} AS {kind})' for kind in types)})"
        other = f"({', '.join([self._mark] * len(columns))})"
        values = ", ".join([first, *[other] * (count - 1)])
        sets = ", ".join(f"{name} = fresh.{name}" for name in names[1:])
        return (
            f"WITH fresh ({', '.join(names)}) AS (VALUES {values}) "  # noqa: S608 - names of our own tables
            f"UPDATE {target} SET {sets} FROM fresh WHERE {target}.{names[0]} = fresh.{names[0]}"
        )


def _chunks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Cut into powers of two, so that the drivers meet the same few statements again and again."""
    start, left = 0, len(rows)
    while left:
        size = min(CHUNK, 1 << (left.bit_length() - 1))
        yield rows[start : start + size]
        start += size
        left -= size
