"""Searches for applications (办件): reads of the journal. Blocking, thread-safe."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import Connection

from hallctl.journal import case_queries, inbox_queries
from hallctl.journal.inbox_queries import InboxSearch, Pile
from hallctl.journal.rows import CaseSearch


class CaseReading:
    """Reads on connections of its journal."""

    def __init__(self, reader: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._reader = reader

    def find(self, search: CaseSearch) -> tuple[list[str], int | None]:
        """Ids of a page of those that fit, the newest first; `before` of the next page, if there is one."""
        with self._reader() as connection:
            found = case_queries.page(connection, search)
        following = found[-1][0] if len(found) == search.limit else None
        return [name for _, name in found], following

    def waiting(self, search: InboxSearch) -> Pile:
        """What waits of one kind of task (待办), the most urgent first, and how much there is of it."""
        with self._reader() as connection:
            return inbox_queries.pile(connection, search)
