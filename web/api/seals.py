"""Seals (印章): who has which in custody, taking one out, locking it away, and the log of their use."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from typing import Final

from hallctl.contracts.document_views import CustodyView, SealUseView, SealView
from hallctl.contracts.seal_looks import NEEDING, UnsealedView, departments_near, fitting, kept_by
from hallctl.domain.applications.documents import title_of
from hallctl.domain.applications.papers import DocumentKind
from hallctl.domain.commands import CloseSeal, OpenSeal
from hallctl.domain.day import HallDay
from hallctl.domain.refusals import Refused
from hallctl.domain.seals import DrawingJob, Seal
from hallctl.domain.setup import HallSetup
from hallctl.hall import Hall
from hallctl.journal.rows import ApplicationRow, DocumentRow, SealUseRow
from web.api.document_answers import SealsAnswer, SealUsesAnswer, UnsealedAnswer
from web.api.paging import BEFORE, PAGE, before
from web.callers import STAFF
from web.routing import Answer, Call, Nothing, Routes

routes: Final = Routes("Seals")


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
    parameters=(BEFORE,),
)
async def uses(call: Call[Nothing]) -> Answer:
    """The log of seals: every use, the newest first."""
    rows = await call.hall.reads.do(call.hall.journal.seal_uses, before(call), PAGE)
    following = rows[-1].seq if len(rows) == PAGE else None
    return Answer(
        SealUsesAnswer(
            uses=tuple(map(_use, rows)),
            names=_names(call.hall.setup, {row.person for row in rows}),
            before=following,
            seq=call.hall.durable_seq,
        )
    )


@routes.add(
    "GET",
    "/seals/waiting",
    answers={200: UnsealedAnswer},
    who=STAFF,
    parameters=(BEFORE,),
    refusals=("NOT_CUSTODIAN",),
)
async def waiting(call: Call[Nothing]) -> Answer:
    """Documents without a seal that the caller may put one on: of the own window and department."""
    actor, setup = call.caller.actor, call.hall.setup
    seals = kept_by(setup, actor.person)
    if not seals:
        raise Refused("NOT_CUSTODIAN")
    rows = await asyncio.to_thread(
        call.hall.journal.desks.unsealed,
        tuple(kind.value for kind in NEEDING),
        before(call),
        PAGE,
        window=actor.window,
        departments=departments_near(setup, actor.person, seals),
    )
    cases = await call.hall.reads.do(call.hall.journal.applications, {row.application for row in rows})
    drawing = (await call.hall.read(lambda day, _setup, _now: dict(day.state.drawing))).value
    views = (_unsealed(row, setup, cases[row.application], seals, drawing, actor.window) for row in rows)
    following = rows[-1].made_seq if len(rows) >= PAGE else None
    found = tuple(view for view in views if view.seals)
    return Answer(UnsealedAnswer(documents=found, before=following, seq=call.hall.durable_seq))


def _unsealed(
    row: DocumentRow,
    setup: HallSetup,
    case: ApplicationRow,
    seals: tuple[Seal, ...],
    drawing: Mapping[str, DrawingJob],
    window: str,
) -> UnsealedView:
    kind = DocumentKind(row.kind)
    item = setup.catalogue.version(case.item, case.item_version)
    job = drawing.get(row.id)
    return UnsealedView(
        document=row.id,
        kind=kind.name,
        title=title_of(kind, setup.paperwork.profile),
        number=row.number,
        at=row.at,
        application=case.id,
        item=item.name if item else case.item,
        department=item.department if item else "",
        pages=row.pages,
        seals=() if item is None else fitting(setup, seals, kind, item, window),
        sealing=job is not None and job.seal is not None,
    )


async def _answer(hall: Hall) -> Answer:
    seen = await hall.read(lambda day, setup, _now: tuple(_view(seal, day) for seal in setup.seals.values()))
    people = {person for seal in seen.value for person in seal.custodians}
    return Answer(SealsAnswer(seals=seen.value, names=_names(hall.setup, people), seq=seen.seq))


def _names(setup: HallSetup, people: Iterable[str]) -> dict[str, str]:
    return {person: setup.staff[person].name for person in sorted(people) if person in setup.staff}


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
