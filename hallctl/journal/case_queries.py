"""What is asked of the journal about applications (办件): a page of those that fit, the newest first."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Text,
    and_,
    bindparam,
    exists,
    or_,
    select,
    union,
    union_all,
)

from hallctl.domain.applications.states import ApplicationState
from hallctl.journal import tables
from hallctl.journal.moments import micros
from hallctl.journal.rows import CaseSearch

_OWN: Final = tables.APPLICATIONS.c
_PART: Final = tables.PARTS.c
_BEHIND: Final = "\U0010ffff"
"""Stands behind whatever follows a beginning."""

_FITS: Final[Mapping[str, ColumnElement[bool]]] = {
    "number": and_(_OWN.id >= bindparam("number"), _OWN.id < bindparam("behind")),
    "person": _OWN.person == bindparam("person"),
    "item": _OWN.item == bindparam("item"),
    "department": _OWN.department == bindparam("department"),
    "owner": _OWN.owner == bindparam("owner"),
    "due_before": _OWN.due_at < bindparam("due_before"),
    "before": _OWN.received_seq < bindparam("before"),
}
"""What each field of a search asks of a row."""

_TAKES_PART: Final = or_(
    _FITS["department"],
    exists().where(_PART.application == _OWN.id, _PART.department == bindparam("department")),
)
"""It is the department's own, or a joint matter of which it has a part."""

_BY_STATE: Final = frozenset({"item", "department", "owner"})
"""Their indexes are in order of time within each state only."""

_FEW: Final = frozenset({"number", "person", "due_before"})
"""What fits them is little: it may be put in order afterwards."""


def page(connection: Connection, search: CaseSearch) -> list[tuple[int, str]]:
    """The applications of the page, the newest first: where each begins in the journal, and its id."""
    asked = tuple(name for name in _FITS if getattr(search, name) is not None)
    by_state = not _FEW.intersection(asked)
    states = search.states or (tuple(ApplicationState) if by_state and _BY_STATE.intersection(asked) else ())
    values = {name: getattr(search, name) for name in asked}
    if search.number is not None:
        values["behind"] = search.number + _BEHIND
    if search.due_before is not None:
        values["due_before"] = micros(search.due_before)
    values |= {f"state_{place}": state for place, state in enumerate(states)}
    found = _by_states(asked, len(states)) if by_state and states else _at_once(asked, len(states))
    rows = connection.execute(found, values | {"most": search.limit})
    return [(row.received_seq, row.id) for row in rows]


@cache
def _by_states(asked: tuple[str, ...], states: int) -> Select[tuple[int, str]]:
    """A page of each state as its index has it, and the newest of them all."""
    in_parts = "department" in asked
    kinds = (_newest, _newest_part) if in_parts else (_newest,)
    pages = [kind(asked, _state(place)).subquery() for place in range(states) for kind in kinds]
    # A department may have both the whole and a part of it.
    together = union if in_parts else union_all
    every = together(*(select(one.c.received_seq, one.c.id) for one in pages)).subquery()
    newest = every.c.received_seq.desc()
    return select(every.c.received_seq, every.c.id).order_by(newest).limit(bindparam("most"))


@cache
def _at_once(asked: tuple[str, ...], states: int) -> Select[tuple[int, str]]:
    """What fits is little: whatever a department has to do with is looked at."""
    some = [or_(*(_OWN.state == _state(place) for place in range(states)))] if states else []
    fits = [_TAKES_PART if name == "department" else _FITS[name] for name in asked]
    return _page_of(select(_OWN.received_seq, _OWN.id).where(*fits, *some), _OWN.received_seq)


def _state(place: int) -> BindParameter[str]:
    return bindparam(f"state_{place}", type_=Text)


def _newest(asked: tuple[str, ...], state: BindParameter[str]) -> Select[tuple[int, str]]:
    fits = [_FITS[name] for name in asked]
    return _page_of(select(_OWN.received_seq, _OWN.id).where(*fits, _OWN.state == state), _OWN.received_seq)


def _newest_part(asked: tuple[str, ...], state: BindParameter[str]) -> Select[tuple[int, str]]:
    """The same of joint matters (联办) of which the department has a part."""
    fits = [_FITS[name] for name in asked if name != "department"]
    joined = select(_OWN.received_seq, _OWN.id).join(tables.PARTS, _PART.application == _OWN.id)
    own = _PART.department == bindparam("department")
    return _page_of(joined.where(own, _PART.state == state, *fits), _PART.submitted_at)


def _page_of(found: Select[tuple[int, str]], newest: ColumnElement[int]) -> Select[tuple[int, str]]:
    return found.order_by(newest.desc()).limit(bindparam("most"))
