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
    Table,
    Text,
    and_,
    bindparam,
    exists,
    or_,
    select,
    tuple_,
    union,
    union_all,
)

from hallctl.journal import tables
from hallctl.journal.moments import micros
from hallctl.journal.rows import CaseSearch

_OWN: Final = tables.APPLICATIONS.c
_PART: Final = tables.PARTS.c
_BEHIND: Final = "\U0010ffff"
"""Stands behind whatever follows a beginning."""

_NEVER: Final = 2**63 - 1
"""No event is behind it."""


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

_BY_STATE: Final = ("item", "department", "owner")
"""Their indexes are in order of time within each state only."""

_FEW: Final = frozenset({"number", "person", "due_before"})
"""What fits them is little: it may be put in order afterwards."""


def page(connection: Connection, search: CaseSearch) -> list[tuple[int, str]]:
    """The applications of the page, the newest first: where each begins in the journal, and its id."""
    asked = tuple(name for name in _FITS if getattr(search, name) is not None)
    values = {name: getattr(search, name) for name in asked} | {"most": search.limit}
    values["before"] = _NEVER if search.before is None else search.before
    if search.number is not None:
        values["behind"] = search.number + _BEHIND
    if search.due_before is not None:
        values["due_before"] = micros(search.due_before)
    by = next((name for name in _BY_STATE if name in asked), None)
    if _FEW.intersection(asked) or not (by or search.states):
        found = _at_once(asked, len(search.states))
        values |= _named("whole", search.states)
    else:
        whole, parts = _states(connection, search, by)
        if not whole and not parts:
            return []
        found = _by_states(asked, len(whole), len(parts))
        values |= _named("whole", whole) | _named("part", parts)
    return [(row.received_seq, row.id) for row in connection.execute(found, values)]


def _named(kind: str, states: tuple[str, ...]) -> dict[str, object]:
    return {f"{kind}_{place}": state for place, state in enumerate(states)}


def _states(
    connection: Connection, search: CaseSearch, by: str | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """In which states they are looked for, and in which those of which a department has a part."""
    if by is None or search.states:
        return search.states, search.states if search.department else ()
    whole = connection.scalars(_occurring(tables.APPLICATIONS, by), {by: getattr(search, by)})
    if search.department is None:
        return tuple(whole), ()
    parts = connection.scalars(_occurring(tables.PARTS, "department"), {"department": search.department})
    return tuple(whole), tuple(parts)


@cache
def _occurring(table: Table, by: str) -> Select[str]:
    """The states that occur where `by` fits: each is looked up behind the one before it, in the index."""
    state, fits = table.c.state, table.c[by] == bindparam(by)
    known = select(select(state).where(fits).order_by(state).limit(1).scalar_subquery().label("state")).cte(
        recursive=True
    )
    following = select(state).where(fits, state > known.c.state).order_by(state).limit(1).scalar_subquery()
    every = known.union_all(select(following).where(known.c.state.is_not(None)))
    return select(every.c.state).where(every.c.state.is_not(None))


@cache
def _by_states(asked: tuple[str, ...], whole: int, parts: int) -> Select[int, str]:
    """A page of each state as its index has it, and the newest of them all."""
    pages = [_newest(asked, _state(f"whole_{place}")) for place in range(whole)]
    pages += [_newest_part(asked, _state(f"part_{place}")) for place in range(parts)]
    # A department may have both the whole and a part of it.
    together = union if parts else union_all
    alike = [select(one.c.received_seq, one.c.id) for one in (page.subquery() for page in pages)]
    every = together(*alike).subquery().c
    found = select(every.received_seq, every.id).order_by(every.received_seq.desc())
    return found.limit(bindparam("most"))


@cache
def _at_once(asked: tuple[str, ...], states: int) -> Select[int, str]:
    """What fits is little: whatever a department has to do with is looked at."""
    some = [or_(*(_OWN.state == _state(f"whole_{place}") for place in range(states)))] if states else []
    fits = [_TAKES_PART if name == "department" else _FITS[name] for name in asked]
    found = select(_OWN.received_seq, _OWN.id).where(*fits, *some).order_by(_OWN.received_seq.desc())
    return found.limit(bindparam("most"))


def _state(name: str) -> BindParameter[str]:
    return bindparam(name, type_=Text)


def _newest(asked: tuple[str, ...], state: BindParameter[str]) -> Select[int, str]:
    """In the order of an index that knows the state.

    Asked for `state = …` in the order of `received_seq`, a database that takes a state for common walks
    through all that is newer.
    """
    fits = [_FITS[name] for name in asked if name != "before"]
    place = tuple_(_OWN.state, _OWN.received_seq)
    found = select(_OWN.received_seq, _OWN.id).where(
        *fits, _OWN.state >= state, place < tuple_(state, bindparam("before"))
    )
    return found.order_by(_OWN.state.desc(), _OWN.received_seq.desc()).limit(bindparam("most"))


def _newest_part(asked: tuple[str, ...], state: BindParameter[str]) -> Select[int, str]:
    """The same of joint matters (联办) of which the department has a part."""
    fits = [_FITS[name] for name in asked if name != "department"]
    joined = select(_OWN.received_seq, _OWN.id).join(tables.PARTS, _PART.application == _OWN.id)
    found = joined.where(_PART.department == bindparam("department"), _PART.state == state, *fits)
    return found.order_by(_PART.submitted_at.desc()).limit(bindparam("most"))
