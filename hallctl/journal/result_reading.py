"""Searches for results (结果公开, 证照库): reads of the journal. Blocking, thread-safe."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import tzinfo
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, or_, select

from hallctl.domain.applications.papers import DocumentKind
from hallctl.domain.records import Record, read
from hallctl.journal import tables
from hallctl.journal.moments import micros
from hallctl.journal.queries import rows_of
from hallctl.journal.result_rows import ResultRow, ResultSearch

_OWN: Final = tables.RESULTS.c


class ResultReading:
    """Reads on connections of its journal."""

    def __init__(
        self, reader: Callable[[], AbstractContextManager[Connection]], zone: Callable[[], tzinfo]
    ) -> None:
        self._reader, self._zone = reader, zone

    def of(self, application: str) -> ResultRow | None:
        """The result of an application, public or not."""
        with self._reader() as connection:
            found = rows_of(connection, tables.RESULTS, ResultRow, _OWN.id == application, self._zone())
            return next(found, None)

    def public(self, search: ResultSearch) -> list[ResultRow]:
        """A page of public results that fit, the newest decisions first."""
        newest = (_OWN.decided_at.desc(), _OWN.id.desc())
        with self._reader() as connection:
            page = select(_OWN.id).where(_fits(search)).order_by(*newest).limit(search.limit)
            ids = list(connection.scalars(page))
            rows = rows_of(connection, tables.RESULTS, ResultRow, _OWN.id.in_(ids), self._zone())
            return sorted(rows, key=lambda row: (row.decided_at, row.id), reverse=True)

    def deliveries(self, before: int | None = None, limit: int = 200) -> list[tuple[int, Record]]:
        """Acts that made a delivery receipt, the newest first, each with where the next page begins."""
        made, events = tables.DOCUMENTS.c, tables.EVENTS.c
        wanted = (
            select(made.made_seq, events.raw)
            .join_from(tables.DOCUMENTS, tables.EVENTS, events.seq == made.made_seq)
            .where(made.kind == DocumentKind.DELIVERY_RECEIPT.value)
            .order_by(made.made_seq.desc())
            .limit(limit)
        )
        if before is not None:
            wanted = wanted.where(made.made_seq < before)
        with self._reader() as connection:
            return [(row.made_seq, read(row.raw)) for row in connection.execute(wanted)]


def _fits(search: ResultSearch) -> ColumnElement[bool]:
    fits: list[ColumnElement[bool]] = [_OWN.published_at.is_not(None)]
    for name in ("item", "outcome"):
        wanted = getattr(search, name)
        if wanted is not None:
            fits.append(_OWN[name] == wanted)
    if search.number is not None:
        fits.append(or_(_OWN.id == search.number, _OWN.certificate_number == search.number))
    if search.before is not None:
        at, name = micros(search.before[0]), search.before[1]
        fits.append(or_(_OWN.decided_at < at, and_(_OWN.decided_at == at, _OWN.id < name)))
    return and_(*fits)
