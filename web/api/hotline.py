"""Calls to the hotline (便民热线、12345), as its system tells of them, and the entries they make (DEV-18)."""

from __future__ import annotations

import asyncio
from typing import Final

import msgspec

from hallctl.contracts.peripheral_views import ConsultationView
from hallctl.domain.commands import RecordCall
from hallctl.domain.refusals import Refused
from hallctl.journal.rows import ConsultationRow, Sealed
from web.api.answers import ConsultationAnswer, ConsultationsAnswer
from web.api.bodies import CallRecordBody
from web.callers import STAFF, CallerKind
from web.personal import seal
from web.problems import Fault, Rejected
from web.routing import Answer, Call, Nothing, Parameter, Routes

routes: Final = Routes("Hotline")
HOTLINES: Final = frozenset({CallerKind.INTEGRATOR})
MOST: Final = 200


@routes.add(
    "POST",
    "/hotline/calls",
    body=CallRecordBody,
    answers={201: ConsultationAnswer, 200: ConsultationAnswer},
    who=HOTLINES,
    scope="hotline",
    refusals=("ITEM_UNKNOWN", "TIME_AHEAD"),
)
async def record(call: Call[CallRecordBody]) -> Answer:
    """Record a call; one that is known already, also under another key, gives its entry with 200."""
    body = call.body
    if body.ended_at is not None and body.ended_at < body.began_at:
        fault = Fault("ended_at", "before began_at")
        raise Rejected("BODY_INVALID", f"{fault.path}: {fault.message}", errors=(fault,))
    known = await _of_call(call, body.call)
    if known is not None:
        return Answer(ConsultationAnswer(consultation=_view(known), seq=known.seq))
    sealed: tuple[Sealed, ...] = ()
    name = digest = None
    if body.phone or body.text:
        clear = msgspec.json.encode({"phone": body.phone, "text": body.text}).decode()
        row, digest = seal(call.hall, "hotline", clear, f"phone:{body.phone}" if body.phone else body.call)
        sealed, name = (row,), row.id
    command = RecordCall(
        call=body.call,
        kind=body.kind,
        began_at=body.began_at,
        ended_at=body.ended_at,
        item=body.item,
        sealed=name,
        sealed_digest=digest,
    )
    done = await call.hall.do(command, call.caller.actor, key=call.key, sealed=sealed)
    entry = await _of_call(call, body.call)
    if entry is None:
        raise Refused("CALL_UNKNOWN", body.call)
    status = 201 if done.records else 200
    return Answer(ConsultationAnswer(consultation=_view(entry), seq=done.seq), status)


@routes.add(
    "GET",
    "/consultations",
    answers={200: ConsultationsAnswer},
    who=STAFF,
    parameters=(Parameter("before", "entries before this seq; anything else: the newest"),),
)
async def consultations(call: Call[Nothing]) -> Answer:
    """Entries, the newest first; who called and what was said stays sealed."""
    text = call.request.query.get("before", "")
    before = int(text[:18]) if text.isascii() and text.isdigit() else None
    rows = await asyncio.to_thread(call.hall.journal.consultations, before, MOST)
    return Answer(ConsultationsAnswer(consultations=tuple(map(_view, rows)), seq=call.hall.durable_seq))


async def _of_call(call: Call[CallRecordBody], number: str) -> ConsultationRow | None:
    return await call.hall.reads.do(call.hall.journal.consultation_of_call, number)


def _view(row: ConsultationRow) -> ConsultationView:
    return ConsultationView(
        id=row.id,
        channel=row.channel,
        kind=row.kind,
        call=row.call,
        item=row.item,
        began_at=row.began_at,
        ended_at=row.ended_at,
        recorded_at=row.at,
        seq=row.seq,
    )
