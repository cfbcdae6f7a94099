"""Seals (印章): who has which in custody, taking one out, locking it away, and the log of their use."""

from __future__ import annotations

import asyncio
from typing import Final

from hallctl.contracts.document_views import CustodyView, SealUseView, SealView
from hallctl.domain.commands import CloseSeal, OpenSeal
from hallctl.domain.day import HallDay
from hallctl.domain.seals import Seal
from hallctl.hall import Hall
from hallctl.journal.rows import SealUseRow
from web.api.document_answers import SealsAnswer, SealUsesAnswer
from web.callers import STAFF
from web.routing import Answer, Call, Nothing, Parameter, Routes

routes: Final = Routes("Seals")

PAGE: Final = 200
NEWEST: Final = 2**62


@routes.add("GET", "/seals", answers={200: SealsAnswer}, who=STAFF)
async def seals(call: Call[Nothing]) -> Answer:
    """The seals of the hall, and in whose custody they are."""
    return await _answer(call.hall)


@routes.add(
    "POST",
    "/seals/{seal}/open",
    answers={200: SealsAnswer},
    who=STAFF,
    refusals=("SEAL_UNKNOWN", "NOT_CUSTODIAN", "SEAL_PLACE", "SEAL_SCOPE"),
)
async def take(call: Call[Nothing]) -> Answer:
    """Take a seal into custody at the own window."""
    await call.hall.do(OpenSeal(seal=call.path("seal")), call.caller.actor, key=call.key)
    return await _answer(call.hall)


@routes.add(
    "POST",
    "/seals/{seal}/close",
    answers={200: SealsAnswer},
    who=STAFF,
    refusals=("SEAL_UNKNOWN", "NOT_CUSTODIAN", "SEAL_SCOPE"),
)
async def lock(call: Call[Nothing]) -> Answer:
    """Lock a seal away."""
    await call.hall.do(CloseSeal(seal=call.path("seal")), call.caller.actor, key=call.key)
    return await _answer(call.hall)


@routes.add(
    "GET",
    "/seal-uses",
    answers={200: SealUsesAnswer},
    who=STAFF,
    parameters=(Parameter("before", "uses before this seq; anything else: the newest"),),
)
async def uses(call: Call[Nothing]) -> Answer:
    """The log of seals: every use, the newest first."""
    text = call.request.query.get("before", "")
    before = int(text[:18]) if text.isascii() and text.isdigit() else NEWEST
    rows = await asyncio.to_thread(call.hall.journal.seal_uses, before, PAGE)
    following = rows[-1].seq if len(rows) == PAGE else None
    views = tuple(map(_use, rows))
    return Answer(SealUsesAnswer(uses=views, before=following, seq=call.hall.durable_seq))


async def _answer(hall: Hall) -> Answer:
    seen = await hall.read(lambda day, setup, _now: tuple(_view(seal, day) for seal in setup.seals.values()))
    return Answer(SealsAnswer(seals=seen.value, seq=seen.seq))


def _view(seal: Seal, day: HallDay) -> SealView:
    sessions = [session for session in day.state.seals.values() if session.seal == seal.id]
    return SealView(
        seal=seal.id,
        kind=seal.kind.value,
        name=seal.name,
        caption=seal.caption,
        department=seal.department,
        windows=tuple(sorted(seal.windows)),
        custodians=tuple(sorted(seal.custodians)),
        custody=tuple(CustodyView(person=s.person, window=s.window, since=s.since) for s in sessions),
        automatic=seal.automatic,
    )


def _use(row: SealUseRow) -> SealUseView:
    return SealUseView(
        seq=row.seq,
        seal=row.seal,
        document=row.document,
        application=row.application,
        sha256=row.sha256,
        certificate=row.certificate,
        person=row.person,
        post=row.post,
        window=row.place,
        at=row.at,
    )
