"""What lies on the desks of the staff: papers without a seal, messages, notes for supervision.

Reads of the journal, a page of the newest each. Blocking, thread-safe.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from datetime import tzinfo

from sqlalchemy import Connection, or_, select, union_all

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
            select(own.id, own.made_seq)
            .join(tables.APPLICATIONS, of.id == own.application)
            .where(own.seal.is_(None), own.kind == kind, own.made_seq < before, own.file != "", near)
            .order_by(own.made_seq.desc())
            .limit(limit)
            .subquery()
            for kind in sorted(kinds)
        ]
        if not pages:
            return []
        every = union_all(*(select(page) for page in pages)).subquery()
        newest = select(every.c.id).order_by(every.c.made_seq.desc()).limit(limit)
        with self._reader() as connection:
            found = own.id.in_(list(connection.scalars(newest)))
            order = own.made_seq.desc()
            return list(
                queries.rows_of(connection, tables.DOCUMENTS, DocumentRow, found, self._zone(), order=order)
            )

    def messages(
        self, states: Collection[str], before: int, limit: int, application: str | None = None
    ) -> tuple[list[MessageRow], int | None]:
        """Messages in these states, the newest first, and what the next page is asked for with (`before`)."""
        own = tables.MESSAGES.c
        fits = own.state.in_(states) & (own.queued_seq < before)
        if application is not None:
            fits &= own.application == application
        wanted = select(own.queued_seq).where(fits).order_by(own.queued_seq.desc()).limit(limit)
        with self._reader() as connection:
            found = list(connection.scalars(wanted))
            rows = queries.rows_of(
                connection,
                tables.MESSAGES,
                MessageRow,
                own.queued_seq.in_(found),
                self._zone(),
                order=own.queued_seq.desc(),
            )
            return list(rows), found[-1] if len(found) == limit else None

    def supervised(self, before: int, limit: int) -> list[Record]:
        """What supervision was told before the event `before`, the newest first."""
        seq = tables.EVENTS.c.seq
        wanted = select(tables.EVENTS.c.raw).where(tables.SUPERVISED, seq < before)
        with self._reader() as connection:
            return [read(raw) for raw in connection.scalars(wanted.order_by(seq.desc()).limit(limit))]
