"""What is asked of the journal about applications (办件): a page of those that fit, the newest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Final

from sqlalchemy import ColumnElement, Connection, Select, and_, select, union_all

from hallctl.domain.applications.states import ApplicationState
from hallctl.journal import tables
from hallctl.journal.moments import micros
from hallctl.journal.queries import rows_of
from hallctl.journal.rows import ApplicationRow, CaseSearch

_OWN: Final = tables.APPLICATIONS.c
_BEHIND: Final = "\U0010ffff"
"""Stands behind whatever follows a beginning."""


def page(connection: Connection, search: CaseSearch) -> list[int]:
    """Where the applications of the page begin in the journal, the newest first."""
    return list(connection.scalars(_page(search)))


def rows(connection: Connection, found: list[int], zone: tzinfo) -> Iterator[ApplicationRow]:
    """The applications that begin there, the newest first."""
    newest = _OWN.received_seq.desc()
    wanted = _OWN.received_seq.in_(found)
    return rows_of(connection, tables.APPLICATIONS, ApplicationRow, wanted, zone, order=newest)


def _page(search: CaseSearch) -> Select[tuple[int]]:
    """Where an index is in order within each state, a page of each state is read, and the newest of all."""
    one_state = search.number is None and search.person is None and search.due_before is None
    states = search.states or (tuple(ApplicationState) if _by_state(search) else ())
    if not one_state or not states:
        return _newest(_fits(search, search.states), search.limit)
    pages = [_newest(_fits(search, (state,)), search.limit).subquery() for state in states]
    every = union_all(*(select(page.c.received_seq) for page in pages)).subquery()
    return select(every.c.received_seq).order_by(every.c.received_seq.desc()).limit(search.limit)


def _by_state(search: CaseSearch) -> bool:
    return any(value is not None for value in (search.item, search.department, search.owner))


def _fits(search: CaseSearch, states: tuple[str, ...]) -> list[ColumnElement[bool]]:
    fits: list[ColumnElement[bool]] = []
    if search.number:
        fits += [_OWN.id >= search.number, _OWN.id < search.number + _BEHIND]
    for name in ("person", "item", "department", "owner"):
        wanted = getattr(search, name)
        if wanted is not None:
            fits.append(_OWN[name] == wanted)
    if states:
        fits.append(_OWN.state.in_(states) if len(states) > 1 else _OWN.state == states[0])
    if search.due_before is not None:
        fits.append(_OWN.due_at < micros(search.due_before))
    if search.before is not None:
        fits.append(_OWN.received_seq < search.before)
    return fits


def _newest(fits: list[ColumnElement[bool]], limit: int) -> Select[tuple[int]]:
    found = select(_OWN.received_seq).order_by(_OWN.received_seq.desc()).limit(limit)
    return found.where(and_(*fits)) if fits else found
