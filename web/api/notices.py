"""Notices (通知书) on paper: which there are, having one printed, and what became of it (DEV-15)."""

from __future__ import annotations

import asyncio
from typing import Final

from hallctl.contracts.peripheral_views import NoticeView, TemplateView
from hallctl.domain.commands import PrintNotice
from hallctl.domain.events import NoticeRequested
from hallctl.domain.notices import TEMPLATES
from hallctl.domain.refusals import Refused
from hallctl.journal.rows import NoticeRow
from web.api.answers import NoticeAnswer, NoticesAnswer, TemplatesAnswer
from web.api.bodies import NoticeBody
from web.callers import STAFF
from web.routing import Answer, Call, Nothing, Routes

routes: Final = Routes("Notices")


@routes.add("GET", "/notice-templates", answers={200: TemplatesAnswer}, who=STAFF)
async def templates(call: Call[Nothing]) -> Answer:
    """What can be printed. `sealed`: only under a seal (印章)."""
    views = tuple(
        TemplateView(template=each.code, title=each.title, version=each.version, sealed=each.sealed)
        for each in TEMPLATES.values()
    )
    return Answer(TemplatesAnswer(templates=views, seq=call.hall.durable_seq))


@routes.add(
    "POST",
    "/applications/{id}/notices",
    body=NoticeBody,
    answers={202: NoticeAnswer},
    who=STAFF,
    refusals=(
        "APPLICATION_UNKNOWN", "ITEM_UNKNOWN", "TEMPLATE_UNKNOWN", "DEVICE_UNKNOWN", "SEAL_NEEDED",
        "COPIES_INVALID",
    ),
)  # fmt: skip
async def order(call: Call[NoticeBody]) -> Answer:
    """Have a notice printed, each time another paper. `notice.printed` tells what became of it."""
    body = call.body
    command = PrintNotice(
        application=call.path("id"),
        template=body.template,
        device=body.device,
        copies=body.copies,
        seal=body.seal,
    )
    done = await call.hall.do(command, call.caller.actor, key=call.key)
    asked = done.first(NoticeRequested)
    rows = await asyncio.to_thread(call.hall.journal.notices, command.application)
    row = next((each for each in rows if asked is not None and each.id == asked.notice), None)
    if row is None:
        raise Refused("APPLICATION_UNKNOWN", command.application[:64])
    return Answer(NoticeAnswer(notice=_view(row), seq=done.seq), 202)


@routes.add("GET", "/applications/{id}/notices", answers={200: NoticesAnswer}, who=STAFF)
async def notices(call: Call[Nothing]) -> Answer:
    """The notices about an application, in order."""
    rows = await asyncio.to_thread(call.hall.journal.notices, call.path("id"))
    return Answer(NoticesAnswer(notices=tuple(map(_view, rows)), seq=call.hall.durable_seq))


def _view(row: NoticeRow) -> NoticeView:
    template = TEMPLATES.get(row.template)
    return NoticeView(
        notice=row.id,
        title=template.title if template else row.template,
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
