"""Everything that waits for somebody (待办), asked of the journal: `tasks.RULES` in the language of tables.

A rule begins where little fits it: at a clock, at a part, or at items and states. One statement gives a page
and how much there is of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
    union_all,
)

from hallctl.domain.applications.clock import ClockKind, ClockState
from hallctl.domain.applications.tasks import Desk, Parts, TaskRule
from hallctl.journal import tables
from hallctl.journal.moments import micros

_CASE: Final = tables.APPLICATIONS.c
_CLOCK: Final = tables.CLOCKS.c
_PART: Final = tables.PARTS.c
_LATER: Final = tables.CLOCKS.alias("later")
_RED, _YELLOW, _PLAIN = 0, 1, 2
_NEVER: Final = 2**62
"""Behind whatever is due."""


class Waiting(NamedTuple):
    """One thing that waits: in which application, for which department's part."""

    application: str
    department: str


class Pile(NamedTuple):
    """All that waits of one kind: how much there is, how much of it is overdue or nears its end; a page."""

    total: int
    overdue: int
    warned: int
    page: tuple[Waiting, ...]


class InboxSearch(NamedTuple):
    """`desks`: of one kind of task. `warns`: clocks that warn. `owner`: only what is this person's."""

    desks: Sequence[Desk]
    now: datetime
    warns: Collection[ClockKind]
    owner: str | None = None
    after: int = 0
    limit: int = 50


def pile(connection: Connection, search: InboxSearch) -> Pile:
    """What waits at these desks, the most urgent first."""
    found = _statement(tuple(desk.rule for desk in search.desks), owned=search.owner is not None)
    values: dict[str, object] = {
        "now": micros(search.now),
        "warns": [kind.value for kind in search.warns],
        "owner": search.owner,
        "after": search.after,
        "most": search.limit,
    }
    for place, desk in enumerate(search.desks):
        values[f"items_{place}"] = desk.items
        values[f"department_{place}"] = desk.department
    rows = connection.execute(found, values).all()
    if not rows:
        return Pile(0, 0, 0, ())
    count, overdue, warned = rows[0][2:]
    return Pile(count, overdue, warned, tuple(Waiting(*each[:2]) for each in rows))


@cache
def _statement(rules: tuple[TaskRule, ...], *, owned: bool) -> Select[Any]:
    """A page of what waits by these rules, one for each desk, and how much there is in all."""
    desks = (_At(rule, f"items_{place}", f"department_{place}") for place, rule in enumerate(rules))
    row = union_all(*(_waits(at, owned=owned) for at in desks)).subquery().c
    counted = (func.count().over(), _sum(row.rank == _RED), _sum(row.rank == _YELLOW))
    urgent = (row.rank, row.due_at, row.received_seq, row.department)
    page = select(row.id, row.department, *counted).order_by(*urgent)
    return page.limit(bindparam("most")).offset(bindparam("after"))


class _At(NamedTuple):
    """A desk in a statement: its rule, and the names of its values."""

    rule: TaskRule
    items: str
    department: str

    @property
    def whose(self) -> BindParameter[str]:
        return bindparam(self.department, type_=Text)


def _sum(holds: ColumnElement[bool]) -> ColumnElement[int]:
    # SQLite gives an int, PostgreSQL a Decimal without the cast.
    return func.sum(case((holds, 1), else_=0)).over().cast(Integer)


def _waits(at: _At, *, owned: bool) -> Select[Any]:
    urgency = (_rank(), _due()) if at.rule.clock else (literal(_PLAIN), literal(_NEVER))
    columns = (_CASE.id, _CASE.received_seq, at.whose.label("department"))
    found = select(*columns, urgency[0].label("rank"), urgency[1].label("due_at"))
    own = [_CASE.owner == bindparam("owner")] if owned else []
    return found.select_from(_source(at)).where(*_fits(at), *own)


def _source(at: _At) -> FromClause:
    """Applications with the clock of the task; what has none waits all the same, unless the clock says it."""
    rule = at.rule
    start: FromClause = tables.APPLICATIONS
    if rule.part is not None:
        start = tables.PARTS.join(start, _PART.application == _CASE.id)
    if rule.clock is None:
        return start
    of_case = and_(_CLOCK.application == _CASE.id, _of_clock(rule.clock, at.whose))
    return start.join(tables.CLOCKS, of_case, isouter=not rule.stands)


def _fits(at: _At) -> list[ColumnElement[bool]]:
    """What the rule asks of the application and of a department's part."""
    rule = at.rule
    begins_elsewhere = not rule.states
    # An expression is not looked up in an index, which would begin with all that there ever was of the items.
    item = _CASE.item.concat("") if begins_elsewhere else _CASE.item
    fits: list[ColumnElement[bool]] = [item.in_(bindparam(at.items, expanding=True))]
    if rule.states:
        fits.append(_CASE.state.in_([state.value for state in rule.states]))
    if rule.beside is not None:
        fits.append(_CASE.beside == rule.beside.value)
    if rule.beside:
        fits.append(_CASE.beside != "")  # as the index has it
    if rule.part is not None:
        fits += [_PART.department == at.whose, _PART.part == rule.part.value]
    if rule.stands:
        fits.append(_CLOCK.state.in_([state.value for state in rule.stands]))
    if rule.parts is not Parts.EITHER:
        some = exists().where(_PART.application == _CASE.id)
        fits.append(some if rule.parts is Parts.SOME else ~some)
    return fits


def _of_clock(kind: ClockKind, subject: BindParameter[str]) -> ColumnElement[bool]:
    """The last clock of that kind: the table has none that was stopped in time."""
    later = _LATER.c
    longer = func.length(later.clock) > func.length(_CLOCK.clock)
    as_long = and_(func.length(later.clock) == func.length(_CLOCK.clock), later.clock > _CLOCK.clock)
    is_later = exists().where(
        later.application == _CLOCK.application,
        later.kind == _CLOCK.kind,
        later.subject == _CLOCK.subject,
        or_(longer, as_long),
    )
    return and_(_CLOCK.kind == kind.value, _CLOCK.subject == subject, ~is_later)


def _due() -> ColumnElement[int]:
    return func.coalesce(_CLOCK.due_at, _NEVER)


def _rank() -> ColumnElement[int]:
    """How urgent: overdue, near its end, or neither."""
    now = bindparam("now", type_=BigInteger)
    overdue = or_(_CLOCK.state == ClockState.EXPIRED.value, _CLOCK.due_at <= now)
    warned = and_(
        _CLOCK.kind.in_(bindparam("warns", expanding=True)),
        or_(_CLOCK.next_at <= now, _CLOCK.next_at == _CLOCK.due_at),
    )
    return case((overdue, _RED), (warned, _YELLOW), else_=_PLAIN)
