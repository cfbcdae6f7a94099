"""Paper: what is handed over by the month (按月移交), files of documents. Reads; blocking, thread-safe."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, tzinfo
from typing import Final

from sqlalchemy import ColumnElement, Connection, func, select

from hallctl.domain.applications.application import Application, decode_application
from hallctl.domain.applications.clock import ClockKind, ClockState
from hallctl.domain.applications.states import ApplicationState
from hallctl.journal import queries, tables
from hallctl.journal.moments import micros, moment_of

FILES_AT_ONCE: Final = 2000


class PaperReading:
    """Reads on connections of its journal."""

    def __init__(
        self, reader: Callable[[], AbstractContextManager[Connection]], zone: Callable[[], tzinfo]
    ) -> None:
        self._reader, self._zone = reader, zone

    def listed(
        self, kinds: Collection[ClockKind], begin: datetime, end: datetime, department: str | None = None
    ) -> Iterator[Application]:
        """Applications in whose clocks of these kinds `begin` to `end` may lie, as they were received.

        That is: such a clock was over in that time, or runs until then. Read in pages.
        """
        rows, clocks, ends = tables.APPLICATIONS.c, tables.CLOCKS.c, tables.CLOCK_ENDS.c
        named, since, until = [kind.value for kind in kinds], micros(begin), micros(end)
        run = select(clocks.application).where(
            clocks.kind.in_(named),
            clocks.state == ClockState.RUNNING.value,
            clocks.due_at.between(since, until),
        )
        over = select(ends.application).where(ends.ended_at.between(since, until), ends.kind.in_(named))
        # By these few to the applications, never through all of a department's.
        wanted = select(rows.id, rows.department).where(rows.id.in_(run.union(over)))
        with self._reader() as connection:
            found = connection.execute(wanted.order_by(rows.received_at, rows.id)).all()
        names = tuple(row.id for row in found if department in {None, row.department})
        for start in range(0, len(names), queries.PAGE):
            page = names[start : start + queries.PAGE]
            with self._reader() as connection:
                stored = queries.case_bytes(connection, page)
            yield from (decode_application(stored[name]) for name in page if name in stored)

    def waiting(
        self, kinds: Collection[ClockKind], after: int, limit: int, department: str | None = None
    ) -> tuple[list[str], int | None]:
        """Applications with a clock of these kinds that nobody has stopped, the oldest first.

        `after`: received after this event. Also what the next page is asked for with.
        """
        rows, clocks = tables.APPLICATIONS.c, tables.CLOCKS.c
        seq = rows.received_seq
        wanted = (
            select(seq, rows.id)
            .join(tables.CLOCKS, clocks.application == rows.id)
            .where(*_open(kinds), seq > after)
            .distinct()
            .order_by(seq)
            .limit(limit)
        )
        if department is not None:
            wanted = wanted.where(rows.department == department)
        with self._reader() as connection:
            found = connection.execute(wanted).all()
        return [row.id for row in found], found[-1].received_seq if len(found) == limit else None

    def next_due(self, kinds: Collection[ClockKind], after: datetime | None) -> datetime | None:
        """When the next of such clocks ends after that, the first of all if it is None."""
        rows, clocks = tables.APPLICATIONS.c, tables.CLOCKS.c
        wanted = (
            select(func.min(clocks.due_at))
            .join(tables.APPLICATIONS, clocks.application == rows.id)
            .where(*_open(kinds))
        )
        if after is not None:
            wanted = wanted.where(clocks.due_at > micros(after))
        with self._reader() as connection:
            found = connection.scalar(wanted)
        return None if found is None else moment_of(found, self._zone())

    def began_before(self, moment: datetime) -> bool:
        """Whether anything was received before that."""
        own = tables.APPLICATIONS.c.received_at
        with self._reader() as connection:
            return connection.scalar(select(own).where(own < micros(moment)).limit(1)) is not None

    def files(self) -> Iterator[str]:
        """The files in which documents (文书) can be read, of all applications; read in pages."""
        last = ""
        while True:
            with self._reader() as connection:
                page = queries.document_files(connection, last, FILES_AT_ONCE)
            yield from (file for _, file in page)
            if len(page) < FILES_AT_ONCE:
                return
            last = page[-1][0]


def _open(kinds: Collection[ClockKind]) -> tuple[ColumnElement[bool], ...]:
    """The table has no clock that was stopped in time; of an archived case nobody does anything any more."""
    named = [kind.value for kind in kinds]
    archived = ApplicationState.ARCHIVED.value
    return tables.CLOCKS.c.kind.in_(named), tables.APPLICATIONS.c.state != archived
