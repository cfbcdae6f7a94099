"""Lists of paper (材料移交单) for staff: looked at, printed, signed by the department (INT-22, INT-23)."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Final

from aiohttp import web

from hallctl.contracts.paper_list_looks import PaperEntryView, PaperListView
from hallctl.domain.applications.states import ApplicationState
from hallctl.domain.commands import SeenCase, SignPaperList, TransferKind
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.hall import Hall
from hallctl.paperwork.page import TransferLine, TransferPage
from hallctl.side_process import SideProcessLost
from web.api import queries
from web.api.answers import Seen
from web.api.bodies import Reason
from web.api.paper_periods import lists_in, period_of
from web.callers import STAFF
from web.routing import Answer, Body, Call, Nothing, Parameter, Routes

routes: Final = Routes("Paper lists")

PDF: Final = "application/pdf"


class SignBody(Body):
    """Whose list is signed."""

    department: Reason


class PaperListsAnswer(Seen, frozen=True, kw_only=True):
    """The lists of a month or day, by department."""

    lists: tuple[PaperListView, ...]


@routes.add(
    "GET",
    "/paper-lists/{period}",
    answers={200: PaperListsAnswer},
    who=STAFF,
    refusals=("QUERY_INVALID",),
    parameters=(Parameter("department", "only of this department"),),
)
async def lists(call: Call[Nothing]) -> Answer:
    """The paper of a month such as `2026-03` for filing, or of a day such as `2026-03-02` for the review.

    Set by set; a list is open until its department has signed.
    """
    department = queries.word("department", call.request.query.get("department"))
    found = await _lists(call.hall, call.path("period"), department)
    return Answer(PaperListsAnswer(lists=found, seq=call.hall.durable_seq))


@routes.add(
    "GET",
    "/paper-lists/{period}/document",
    answers={200: bytes},
    who=STAFF,
    refusals=("QUERY_INVALID", "NOT_ON_LIST", "PAPERWORK_DOWN"),
    parameters=(Parameter("department", "whose list"),),
    media=PDF,
)
async def document(call: Call[Nothing]) -> web.Response:
    """The list of a department on paper (D25), with lines and room for signatures, as PDF."""
    period = call.path("period")
    department = queries.word("department", call.request.query.get("department")) or ""
    found = await _lists(call.hall, period, department)
    if not found or call.services.press is None:
        raise Refused("NOT_ON_LIST" if not found else "PAPERWORK_DOWN", f"{period} {department[:80]}")
    try:
        drawn = await call.services.press.draw(_page(call.hall.setup, found[0], period, call.hall.now()))
    except (OSError, SideProcessLost) as error:
        raise Refused("PAPERWORK_DOWN", str(error)) from None
    headers = {"Content-Disposition": f'inline; filename="{period}.pdf"', "Cache-Control": "no-store"}
    return web.Response(body=drawn.pdf, content_type=PDF, headers=headers)


@routes.add(
    "POST",
    "/paper-lists/{period}/sign",
    body=SignBody,
    answers={200: PaperListsAnswer},
    who=STAFF,
    refusals=("QUERY_INVALID", "APPLICATION_UNKNOWN", "POWER_NOT_HELD", "VERSION_STALE", "NOT_ON_LIST"),
)
async def sign(call: Call[SignBody]) -> Answer:
    """Sign for every set of the list that nobody has signed for yet: for all of them, or for none.

    What is archived is left out: of that file nobody moves anything any more.
    """
    period, department = call.path("period"), call.body.department
    for one in await _lists(call.hall, period, department):
        left = [entry.application for entry in one.entries if not entry.signed]
        cases = await asyncio.to_thread(call.hall.journal.cases, left)
        live = (cases[name] for name in left if cases[name].state is not ApplicationState.ARCHIVED)
        seen = tuple(SeenCase(case.id, case.revision) for case in live)
        if seen:
            command = SignPaperList(kind=one.kind, department=department, cases=seen)
            await call.hall.do(command, call.caller.actor, key=call.key)
    found = await _lists(call.hall, period, department)
    return Answer(PaperListsAnswer(lists=found, seq=call.hall.durable_seq))


async def _lists(hall: Hall, text: str, department: str | None) -> tuple[PaperListView, ...]:
    period = period_of(hall, text)
    return await asyncio.to_thread(lists_in, hall, period, department, period.kind)


def _page(setup: HallSetup, one: PaperListView, period: str, now: datetime) -> TransferPage:
    return TransferPage(
        number=f"{setup.numbered_as}移 {period} {one.department}",
        hall=setup.name,
        department=one.department,
        day=one.day,
        same_day=one.kind is TransferKind.SAME_DAY,
        lines=tuple(map(_line, one.entries)),
        printed_at=now,
        timezone=setup.timezone,
        profile=setup.paperwork.profile,
        folder=setup.paperwork.templates,
    )


def _line(entry: PaperEntryView) -> TransferLine:
    papers = tuple((paper.name, paper.originals, paper.copies) for paper in entry.papers)
    return TransferLine(entry.application, entry.item_name, entry.received_at, papers, entry.signed)
