"""Paper: what is handed over by the month (按月移交), files of documents. Reads; blocking, thread-safe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, select

from hallctl.domain.applications.application import Application, decode_application
from hallctl.journal import queries, tables
from hallctl.journal.moments import micros

FILES_AT_ONCE: Final = 2000


class PaperReading:
    """Reads on connections of its journal."""

    def __init__(self, reader: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._reader = reader

    def received(
        self, begin: datetime, end: datetime, department: str | None = None
    ) -> Iterator[Application]:
        """Applications that were received from `begin` until before `end`, in that order; read in pages."""
        rows = tables.APPLICATIONS.c
        wanted = (
            select(rows.id)
            .where(rows.received_at >= micros(begin), rows.received_at < micros(end))
            .order_by(rows.received_at, rows.id)
        )
        if department is not None:
            wanted = wanted.where(rows.department == department)
        with self._reader() as connection:
            names = tuple(connection.scalars(wanted))
        for start in range(0, len(names), queries.PAGE):
            page = names[start : start + queries.PAGE]
            with self._reader() as connection:
                stored = queries.case_bytes(connection, page)
            yield from (decode_application(stored[name]) for name in page if name in stored)

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
