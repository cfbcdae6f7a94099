"""Monthly lists of paper (材料移交单) for staff: looked at, and signed by the department (INT-23)."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Final

from hallctl.contracts.paper_list_looks import PaperListView, paper_lists
from hallctl.domain.applications.acts import SignList
from hallctl.domain.commands import ActOnApplication
from hallctl.hall import Hall
from web.api.answers import Seen
from web.api.bodies import Reason
from web.callers import STAFF
from web.problems import Rejected
from web.routing import Answer, Body, Call, Nothing, Parameter, Routes

routes: Final = Routes("Paper lists")

BEFORE: Final = timedelta(days=31)
"""What came on the last days of a month stands on the next one's list."""


class SignBody(Body):
    """Whose list is signed."""

    department: Reason


class PaperListsAnswer(Seen, frozen=True, kw_only=True):
    """The lists of a month, by department."""

    lists: tuple[PaperListView, ...]


@routes.add(
    "GET",
    "/paper-lists/{month}",
    answers={200: PaperListsAnswer},
    who=STAFF,
    refusals=("QUERY_INVALID",),
    parameters=(Parameter("department", "only of this department"),),
)
async def lists(call: Call[Nothing]) -> Answer:
    """The paper of a month such as `2026-03`, set by set; a list is open until its department has signed."""
    department = call.request.query.get("department") or None
    found = await _lists(call.hall, call.path("month"), department)
    return Answer(PaperListsAnswer(lists=found, seq=call.hall.durable_seq))


@routes.add(
    "POST",
    "/paper-lists/{month}/sign",
    body=SignBody,
    answers={200: PaperListsAnswer},
    who=STAFF,
    refusals=("QUERY_INVALID", "POWER_NOT_HELD", "VERSION_STALE"),
)
async def sign(call: Call[SignBody]) -> Answer:
    """Sign for every set of the list that nobody has signed for yet."""
    month, department = call.path("month"), call.body.department
    for one in await _lists(call.hall, month, department):
        waiting = [entry.application for entry in one.entries if not entry.signed]
        cases = await asyncio.to_thread(call.hall.journal.cases, waiting)
        for name, case in cases.items():
            command = ActOnApplication(application=name, act=SignList(), revision=case.revision)
            await call.hall.do(command, call.caller.actor)
    found = await _lists(call.hall, month, department)
    return Answer(PaperListsAnswer(lists=found, seq=call.hall.durable_seq))


async def _lists(hall: Hall, month: str, department: str | None) -> tuple[PaperListView, ...]:
    begin, end = _bounds(hall, month)

    def found() -> tuple[PaperListView, ...]:
        cases = hall.journal.papers.received(begin - BEFORE, end, department)
        return tuple(paper_lists(cases, hall.setup, month))

    return await asyncio.to_thread(found)


def _bounds(hall: Hall, month: str) -> tuple[datetime, datetime]:
    try:
        begin = datetime.strptime(f"{month}-01", "%Y-%m-%d").replace(tzinfo=hall.setup.timezone)
        return begin, (begin + timedelta(days=32)).replace(day=1)
    except (ValueError, OverflowError):
        raise Rejected("QUERY_INVALID", "month") from None
