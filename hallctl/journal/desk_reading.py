"""What lies on the desks of the staff: papers without a seal, messages, notes for supervision.

Reads of the journal, a page of the newest each. Blocking, thread-safe.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from datetime import tzinfo
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select, union_all

from hallctl.domain.records import Record, read
from hallctl.journal import queries, tables
from hallctl.journal.rows import DocumentRow, MessageRow


class DeskReading:
    """Reads on connections of its journal."""

    def __init__(
        self, reader: Callable[[], AbstractContextManager[Connection]], zone: Callable[[], tzinfo]
    ) -> None:
        self._reader, self._zone = reader, zone

    def unsealed(
        self,
        kinds: Collection[str],
        before: int,
        limit: int,
        *,
        window: str,
        departments: Collection[str],
    ) -> list[DocumentRow]:
        """Drawn documents of these kinds without a seal, of cases of the window or of the departments.

        `before`: made before this event.
        """
        own, of = tables.DOCUMENTS.c, tables.APPLICATIONS.c
        near = or_(of.window == window, of.department.in_(departments))
        pages = [
            select(own.made_seq)
            .join(tables.APPLICATIONS, of.id == own.application)
            .where(own.seal.is_(None), own.kind == kind, own.made_seq < before, own.file != "", near)
            for kind in sorted(kinds)
        ]
        with self._reader() as connection:
            found = own.made_seq.in_(_newest(connection, pages, own.made_seq, limit))
            fits = found & own.seal.is_(None) & own.kind.in_(kinds) & (own.file != "")
            order = own.made_seq.desc()
            return list(
                queries.rows_of(connection, tables.DOCUMENTS, DocumentRow, fits, self._zone(), order=order)
            )

    def messages(
        self, states: Collection[str], before: int, limit: int
    ) -> tuple[list[MessageRow], int | None]:
        """Messages in these states, the newest first, and what the next page is asked for with (`before`)."""
        own = tables.MESSAGES.c
        pages = [
            select(own.queued_seq).where(own.state == state, own.queued_seq < before)
            for state in sorted(states)
        ]
        order = own.queued_seq.desc()
        with self._reader() as connection:
            found = _newest(connection, pages, own.queued_seq, limit)
            fits = own.queued_seq.in_(found)
            rows = queries.rows_of(connection, tables.MESSAGES, MessageRow, fits, self._zone(), order=order)
            return list(rows), found[-1] if len(found) == limit else None

    def supervised(self, before: int, limit: int) -> list[Record]:
        """What supervision was told before the event `before`, the newest first."""
        seq = tables.EVENTS.c.seq
        wanted = select(tables.EVENTS.c.raw).where(tables.SUPERVISED, seq < before)
        with self._reader() as connection:
            return [read(raw) for raw in connection.scalars(wanted.order_by(seq.desc()).limit(limit))]


def _newest(
    connection: Connection, pages: Sequence[Select[Any]], seq: ColumnElement[Any], limit: int
) -> list[int]:
    """The newest of all pages: of each, its index gives the newest in order."""
    cut = [page.order_by(seq.desc()).limit(limit).subquery() for page in pages]
    every = union_all(*(select(page) for page in cut)).subquery()
    (column,) = every.c
    return list(connection.scalars(select(column).order_by(column.desc()).limit(limit)))
