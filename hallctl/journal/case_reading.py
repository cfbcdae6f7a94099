"""Searches for applications (办件): reads of the journal. Blocking, thread-safe."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

from sqlalchemy import Connection

from hallctl.domain.applications.application import Application, decode_application
from hallctl.journal import case_queries, inbox_queries
from hallctl.journal.inbox_queries import InboxSearch, Pile
from hallctl.journal.rows import CaseSearch


class CaseReading:
    """Reads on connections of its journal."""

    def __init__(
        self,
        reader: Callable[[], AbstractContextManager[Connection]],
        replayed: Callable[[str], Application | None],
    ) -> None:
        """`replayed`: makes an application from its events where it has no stored form."""
        self._reader = reader
        self._replayed = replayed

    def find(self, search: CaseSearch) -> tuple[list[Application], int | None]:
        """A page of those that fit, the newest first; `before` of the next page, if there is one."""
        with self._reader() as connection:
            found = case_queries.page(connection, search)
        whole = [self._replayed(name) if raw is None else decode_application(raw) for _, name, raw in found]
        following = found[-1].begin if len(found) == search.limit else None
        return [application for application in whole if application is not None], following

    def waiting(self, search: InboxSearch) -> Pile:
        """What waits of one kind of task (待办), the most urgent first, and how much there is of it."""
        with self._reader() as connection:
            return inbox_queries.pile(connection, search)
