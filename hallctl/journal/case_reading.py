"""Searches for applications (办件): reads of the journal. Blocking, thread-safe."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import tzinfo

from sqlalchemy import Connection

from hallctl.journal import case_queries
from hallctl.journal.rows import ApplicationRow, CaseSearch


class CaseReading:
    """Reads on connections of its journal."""

    def __init__(
        self, reader: Callable[[], AbstractContextManager[Connection]], zone: Callable[[], tzinfo]
    ) -> None:
        self._reader, self._zone = reader, zone

    def find(self, search: CaseSearch) -> tuple[list[ApplicationRow], int | None]:
        """A page of those that fit, the newest first, and what the next page is asked for with (`before`)."""
        with self._reader() as connection:
            found = case_queries.page(connection, search)
            rows = list(case_queries.rows(connection, found, self._zone()))
        return rows, found[-1] if len(found) == search.limit else None
