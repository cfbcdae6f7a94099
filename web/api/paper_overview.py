"""Paper (纸质材料) that waits for a department, and the lists with which it goes there, a page at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from hallctl.contracts.paper_list_looks import CLOCKS, PaperListBrief, WaitingPaperView, brief, waiting
from hallctl.domain.commands import TransferKind
from hallctl.hall import Hall
from web.api import queries
from web.api.answers import Seen
from web.api.paging import NEWEST, PAGE
from web.api.paper_periods import Period, lists_in, period_of
from web.callers import STAFF
from web.problems import Rejected
from web.routing import Answer, Call, Nothing, Parameter, Routes

routes: Final = Routes("Paper lists")

KINDS: Final = frozenset(CLOCKS.values())
STATES: Final[Mapping[str, frozenset[bool]]] = {
    "": frozenset({True, False}),
    "OPEN": frozenset({True}),
    "SIGNED": frozenset({False}),
}
"""Whether lists are open that are asked for with that word."""

MONTHS_AT_ONCE: Final = 12

OF_DEPARTMENT: Final = Parameter("department", "only of this department")


class PapersAnswer(Seen, frozen=True, kw_only=True):
    """A page of paper that waits, the oldest first. `next`: `after` of the next page, if there is one."""

    papers: tuple[WaitingPaperView, ...]
    next: int | None


class PaperBriefsAnswer(Seen, frozen=True, kw_only=True):
    """The lists of a month or more. `next`: the month of the next page; None: there is none."""

    lists: tuple[PaperListBrief, ...]
    next: str | None


@routes.add(
    "GET",
    "/papers/waiting",
    answers={200: PapersAnswer},
    who=STAFF,
    refusals=("QUERY_INVALID",),
    parameters=(OF_DEPARTMENT, Parameter("after", "the next page: `next` of this one")),
)
async def papers(call: Call[Nothing]) -> Answer:
    """Paper that nobody has signed for yet, set by set: where it lies, and on which list it stands."""
    hall, after = call.hall, queries.count(call.request.query.get("after"), NEWEST) or 0
    rows, following = await asyncio.to_thread(_waiting, hall, _department(call), after)
    return Answer(PapersAnswer(papers=rows, next=following, seq=hall.durable_seq))


@routes.add(
    "GET",
    "/paper-lists",
    answers={200: PaperBriefsAnswer},
    who=STAFF,
    refusals=("QUERY_INVALID",),
    parameters=(
        Parameter("state", "OPEN, the earliest month first, or SIGNED; both if not given, the latest first"),
        OF_DEPARTMENT,
        Parameter("month", "the next page: `next` of this one, such as 2026-03"),
    ),
)
async def overview(call: Call[Nothing]) -> Answer:
    """The lists of months and of their days, without their entries: how many sets, and how many wait."""
    hall, asked = call.hall, call.request.query
    state, month = asked.get("state", ""), asked.get("month")
    if state not in STATES:
        raise Rejected("QUERY_INVALID", "state: OPEN or SIGNED")
    begin = period_of(hall, month, "month") if month else None
    if begin is not None and begin.kind is not TransferKind.MONTHLY:
        raise Rejected("QUERY_INVALID", "month: such as 2026-03")
    lists, following = await asyncio.to_thread(_page, hall, state, _department(call), begin)
    return Answer(PaperBriefsAnswer(lists=lists, next=following, seq=hall.durable_seq))


def _waiting(
    hall: Hall, department: str | None, after: int
) -> tuple[tuple[WaitingPaperView, ...], int | None]:
    names, following = hall.journal.papers.waiting(KINDS, after, PAGE, department)
    cases, today = hall.journal.cases(names), _today(hall)
    every = (cases[name] for name in names if name in cases)
    return tuple(row for case in every for row in waiting(case, hall.setup, today)), following


def _page(
    hall: Hall, state: str, department: str | None, month: Period | None
) -> tuple[tuple[PaperListBrief, ...], str | None]:
    """Open lists of as many months as fill a page, others of one month; and the next page's month."""
    open_only = state == "OPEN"
    following, enough = (_open_after, PAGE) if open_only else (_before, 1)
    month = month or (_open_after(hall, None) if open_only else _this_month(hall))
    lists: list[PaperListBrief] = []
    for _ in range(MONTHS_AT_ONCE):
        if month is None or len(lists) >= enough:
            break
        every = lists_in(hall, month, department, *TransferKind)
        lists += [brief(one, _today(hall)) for one in every if one.open in STATES[state]]
        month = following(hall, month)
    lists.sort(key=lambda one: one.day, reverse=not open_only)
    return tuple(lists), None if month is None else month.text


def _department(call: Call[Nothing]) -> str | None:
    return queries.word("department", call.request.query.get("department"))


def _today(hall: Hall) -> date:
    return hall.now().astimezone(hall.setup.timezone).date()


def _this_month(hall: Hall) -> Period:
    return period_of(hall, f"{_today(hall):%Y-%m}")


def _before(hall: Hall, month: Period) -> Period | None:
    """The month before; None: nothing was received before this one."""
    return _ending(hall, month.begin) if hall.journal.papers.began_before(month.begin) else None


def _open_after(hall: Hall, month: Period | None) -> Period | None:
    """The next month in which paper waits, the first if that is None; None: there is none."""
    due = hall.journal.papers.next_due(KINDS, month.end if month else None)
    return None if due is None else _ending(hall, due)


def _ending(hall: Hall, end: datetime) -> Period:
    """The month in which the last instant before `end` lies."""
    return period_of(hall, f"{end - timedelta.resolution:%Y-%m}")
