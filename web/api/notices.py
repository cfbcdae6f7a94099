"""Documents (文书) on paper: having one printed, and what became of it (DEV-15)."""

from __future__ import annotations

from typing import Final

from hallctl.contracts.peripheral_views import NoticeView
from hallctl.domain.applications.documents import title_of
from hallctl.domain.applications.papers import DocumentKind
from hallctl.domain.commands import PrintNotice
from hallctl.domain.events import NoticeRequested
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.journal.rows import NoticeRow
from web.api.answers import NoticeAnswer, NoticesAnswer
from web.api.bodies import NoticeBody
from web.callers import STAFF
from web.routing import Answer, Call, Nothing, Routes

routes: Final = Routes("Notices")


@routes.add(
    "POST",
    "/applications/{id}/notices",
    body=NoticeBody,
    answers={202: NoticeAnswer},
    who=STAFF,
    refusals=(
        "APPLICATION_UNKNOWN", "ITEM_UNKNOWN", "DOCUMENT_UNKNOWN", "DOCUMENT_PLACE", "DEVICE_UNKNOWN",
        "SEAL_NEEDED", "SEAL_UNKNOWN", "SEAL_SCOPE", "SEAL_CLOSED", "COPIES_INVALID",
    ),
)  # fmt: skip
async def order(call: Call[NoticeBody]) -> Answer:
    """Have a document printed, each time another paper. `notice.printed` tells what became of it."""
    body = call.body
    command = PrintNotice(
        application=call.path("id"),
        document=body.document,
        device=body.device,
        copies=body.copies,
        seal=body.seal,
    )
    done = await call.hall.do(command, call.caller.actor, key=call.key)
    asked = done.first(NoticeRequested)
    rows = await call.hall.reads.do(call.hall.journal.notices, command.application)
    row = next((each for each in rows if asked is not None and each.id == asked.notice), None)
    if row is None:
        raise Refused("APPLICATION_UNKNOWN", command.application[:64])
    return Answer(NoticeAnswer(notice=_view(row, call.hall.setup), seq=done.seq), 202)


@routes.add("GET", "/applications/{id}/notices", answers={200: NoticesAnswer}, who=STAFF)
async def notices(call: Call[Nothing]) -> Answer:
    """What was printed about an application, in order."""
    rows = await call.hall.reads.do(call.hall.journal.notices, call.path("id"))
    views = tuple(_view(row, call.hall.setup) for row in rows)
    return Answer(NoticesAnswer(notices=views, seq=call.hall.durable_seq))


def _view(row: NoticeRow, setup: HallSetup) -> NoticeView:
    return NoticeView(
        notice=row.id,
        document=row.document,
        copy=row.copy,
        title=_title(row.template, setup),
        template=row.template,
        version=row.version,
        application=row.application,
        state=row.state,
        device=row.device,
        window=row.window,
        operator=row.operator,
        copies=row.copies,
        seal=row.seal,
        fault=row.fault,
        requested_at=row.requested_at,
        ended_at=row.ended_at,
    )


def _title(template: str, setup: HallSetup) -> str:
    """Of a kind of document; what earlier releases printed is named as they did."""
    kind = DocumentKind.__members__.get(template)
    return title_of(kind, setup.paperwork.profile) if kind else template
