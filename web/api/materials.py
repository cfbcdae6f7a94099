"""Materials (材料) as pictures: captured with a device at hand, looked at by who may, each look logged."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from aiohttp import web

from hallctl.domain.commands import RequestCapture, ViewPage
from hallctl.domain.events import ApplicationCaptured, CaptureRequested
from hallctl.domain.refusals import Refused
from hallctl.domain.scans import ScannedFile
from hallctl.hall import Hall
from web.api.answers import CaptureAnswer
from web.api.bodies import CaptureBody, PageBody
from web.callers import STAFF
from web.downloads import give
from web.routing import Answer, Call, Routes

routes: Final = Routes("Materials")
UNNAMED: Final = "none"
"""The capture in the access log where there is no such material."""


@routes.add(
    "POST",
    "/applications/{id}/captures",
    body=CaptureBody,
    answers={202: CaptureAnswer},
    who=STAFF,
    refusals=("APPLICATION_UNKNOWN", "APPLICATION_STATE", "DEVICE_UNKNOWN", "DEVICE_BUSY", "ITEM_UNKNOWN"),
)
async def capture(call: Call[CaptureBody]) -> Answer:
    """Let a document camera or scanner take the pages of a material (DEV-10)."""
    body = call.body
    command = RequestCapture(application=call.path("id"), material=body.material, device=body.device)
    done = await call.hall.do(command, call.caller.actor, key=call.key)
    asked = done.first(CaptureRequested)
    if asked is None:
        raise Refused("CAPTURE_UNKNOWN")
    content = CaptureAnswer(
        capture=asked.capture,
        application=asked.application,
        material=asked.material,
        device=asked.device,
        seq=done.seq,
    )
    return Answer(content, 202)


@routes.add(
    "POST",
    "/applications/{id}/pages",
    body=PageBody,
    answers={200: bytes},
    who=STAFF,
    refusals=("APPLICATION_UNKNOWN", "ITEM_UNKNOWN", "PAGE_UNKNOWN"),
    media="application/octet-stream",
)
async def page(call: Call[PageBody]) -> web.StreamResponse:
    """A page of a material as it was last captured; the look, and an attempt, stand in the access log."""
    application, body = call.path("id"), call.body
    captured = await asyncio.to_thread(_captured, call.hall, application, body.material)
    command = ViewPage(
        application=application, capture=captured.capture if captured else UNNAMED, page=body.page
    )
    await call.hall.do(command, call.caller.actor, key=call.key)
    wanted = f"{body.material} {body.page}"
    if captured is None or body.page > len(captured.files):
        raise Refused("PAGE_UNKNOWN", wanted)
    file = captured.files[body.page - 1]
    return await _given(call, file, wanted)


def _captured(hall: Hall, application: str, material: str) -> ApplicationCaptured | None:
    """The event that names the files of a material; a second capture has taken the place of the first."""
    row = next((each for each in hall.journal.materials(application) if each.material == material), None)
    if row is None:
        return None
    (record,) = hall.journal.records(row.seq - 1, 1)
    return record.event if isinstance(record.event, ApplicationCaptured) else None


async def _given(call: Call[Any], file: ScannedFile, wanted: str) -> web.StreamResponse:
    scans = call.services.scans
    pieces = None if scans is None else await asyncio.to_thread(scans.pieces, file)
    if pieces is None:
        raise Refused("PAGE_UNKNOWN", wanted)
    name = file.file.removesuffix(".sealed")
    return await give(call.request, pieces, name=name, content=file.content, size=file.size)
