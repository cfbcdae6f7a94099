"""Applications (办件) registered on the ticket being served."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Final

from hallctl.contracts.peripheral_views import MaterialView
from hallctl.contracts.views import ApplicationView
from hallctl.domain.applications.acts import Receive
from hallctl.domain.applications.application import CheckResult
from hallctl.domain.commands import ReceiveApplication
from hallctl.domain.events import ApplicationEvent
from hallctl.domain.refusals import Refused
from hallctl.hall import Done
from hallctl.journal.rows import ApplicationRow, MaterialRow
from web.api.answers import ApplicationAnswer
from web.api.bodies import ReceiveBody
from web.api.windows import EVERY_PRESS, actor_at
from web.callers import KNOWN, STAFF
from web.routing import Answer, Call, Nothing, Routes

routes: Final = Routes("Applications")


@routes.add(
    "POST",
    "/applications",
    body=ReceiveBody,
    answers={201: ApplicationAnswer},
    who=STAFF,
    refusals=(*EVERY_PRESS, "NO_TICKET", "ITEM_UNKNOWN"),
)
async def receive(call: Call[ReceiveBody]) -> Answer:
    """Register an application on the ticket being served."""
    body = call.body
    actor = await actor_at(call.hall, call.caller, body.window)
    checks = tuple(CheckResult(check, passed) for check, passed in body.checks.items())
    command = ReceiveApplication(
        window=body.window, item=body.item, expected_seq=body.expected_seq, receive=Receive(checks=checks)
    )
    return await _answer(call, await call.hall.do(command, actor, key=call.key), 201)


@routes.add(
    "GET",
    "/applications/{id}",
    answers={200: ApplicationAnswer},
    who=KNOWN,
    scope="read",
    refusals=("APPLICATION_UNKNOWN",),
)
async def application(call: Call[Nothing]) -> Answer:
    """An application as it stands."""
    row = await _row(call, call.path("id"))
    materials = await asyncio.to_thread(call.hall.journal.materials, row.id)
    return Answer(ApplicationAnswer(application=_view(row, materials), seq=row.seq))


async def _answer(call: Call[ReceiveBody], done: Done, status: int) -> Answer:
    event = done.first(ApplicationEvent)
    if event is None:
        raise Refused("APPLICATION_UNKNOWN")
    row = await _row(call, event.application)
    return Answer(ApplicationAnswer(application=_view(row), seq=done.seq), status)


async def _row(call: Call[Nothing] | Call[ReceiveBody], wanted: str) -> ApplicationRow:
    rows = await asyncio.to_thread(call.hall.journal.applications, (wanted,))
    if wanted not in rows:
        raise Refused("APPLICATION_UNKNOWN", wanted[:64])
    return rows[wanted]


def _view(row: ApplicationRow, materials: Iterable[MaterialRow] = ()) -> ApplicationView:
    return ApplicationView(
        id=row.id,
        item=row.item,
        ticket=row.ticket,
        window=row.window,
        state=row.state,
        revision=row.revision,
        received_at=row.received_at,
        channel=row.channel,
        device=row.device,
        tracking=row.tracking,
        delivered_at=row.delivered_at,
        materials=tuple(
            MaterialView(
                material=material.material,
                pages=material.pages,
                sha256=material.sha256,
                device=material.device,
                operator=material.operator,
                captured_at=material.at,
                capture=material.capture,
            )
            for material in materials
        ),
    )
