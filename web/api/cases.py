"""Looking at applications (办件): one, a page of them, its course, and what is personal, which is logged."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Final

import msgspec

from hallctl.contracts.cards import Applicant
from hallctl.contracts.case_looks import case_row
from hallctl.contracts.peripheral_views import MaterialView
from hallctl.contracts.timelines import timeline
from hallctl.domain.applications import ApplicationState
from hallctl.domain.applications.words import words_in
from hallctl.domain.commands import Unseal
from hallctl.domain.identity import masked
from hallctl.domain.records import Record
from hallctl.domain.refusals import Refused
from hallctl.hall import Hall
from hallctl.journal.rows import CaseSearch, MaterialRow
from web.api import queries
from web.api.case_answers import (
    CaseAnswer,
    CasesAnswer,
    PersonAnswer,
    TimelineAnswer,
    UnsealedAnswer,
)
from web.api.case_bodies import PersonBody, UnsealBody
from web.api.case_reading import known, shown
from web.callers import KNOWN, STAFF
from web.problems import Rejected
from web.routing import Answer, Call, Nothing, Parameter, Routes

routes: Final = Routes("Cases")

PAGE: Final = 50
MOST: Final = 200
LONGEST: Final = 64
NAMED: Final = ("number", "item", "department", "owner")
_APPLICANT: Final = msgspec.json.Decoder(Applicant)


@routes.add(
    "GET",
    "/applications",
    answers={200: CasesAnswer},
    who=KNOWN,
    scope="read",
    refusals=("QUERY_INVALID",),
    parameters=(
        Parameter("number", "how the application's number begins"),
        Parameter("applicant", "whom it is of, as /applicants/look-up or a case names a person"),
        Parameter("item", "only of this item"),
        Parameter("state", "only in these states, with commas between them"),
        Parameter("department", "only of this department, or of a joint matter of which it has a part"),
        Parameter("owner", "only whose case it is now"),
        Parameter("due_before", "only where a clock ends before then, with its zone"),
        Parameter("before", "the next page: `next` of this one"),
        Parameter("limit", f"how many; {PAGE} if not given, {MOST} at most"),
    ),
)
async def search(call: Call[Nothing]) -> Answer:
    """Applications that fit, the newest first."""
    wanted = _search(call)
    hall = call.hall
    names, following = await hall.reads.do(hall.journal.casework.find, wanted)
    found = await hall.cases.all_on_disk(names)
    setup, now = hall.setup, hall.now()
    return Answer(
        CasesAnswer(
            applications=tuple(case_row(found[name], setup, now) for name in names if name in found),
            next=following,
            seq=hall.durable_seq,
        )
    )


@routes.add(
    "GET",
    "/applications/{id}",
    answers={200: CaseAnswer},
    who=KNOWN,
    scope="read",
    refusals=("APPLICATION_UNKNOWN",),
)
async def application(call: Call[Nothing]) -> Answer:
    """An application as it stands: everything but what is personal."""
    hall = call.hall
    found = await known(hall, call.path("id"))
    captures: tuple[MaterialView, ...] = ()
    if any(row.pages for row in found.materials):
        captures = tuple(map(_captured, await hall.reads.do(hall.journal.materials, found.id)))
    return Answer(CaseAnswer(application=shown(call, found), captures=captures, seq=hall.durable_seq))


@routes.add(
    "GET",
    "/applications/{id}/timeline",
    answers={200: TimelineAnswer},
    who=KNOWN,
    scope="read",
    refusals=("APPLICATION_UNKNOWN",),
)
async def course(call: Call[Nothing]) -> Answer:
    """Every act, its actor, its documents and what it did to clocks, in order (SUP-10)."""
    name = call.path("id")
    records = await asyncio.to_thread(_trace, call.hall, name)
    if not records:
        raise Refused("APPLICATION_UNKNOWN", name[:LONGEST])
    entries = tuple(timeline(records, call.hall.setup))
    return Answer(TimelineAnswer(application=name, entries=entries, seq=call.hall.durable_seq))


@routes.add(
    "POST",
    "/applications/{id}/unsealed",
    body=UnsealBody,
    answers={200: UnsealedAnswer},
    who=STAFF,
    refusals=("APPLICATION_UNKNOWN", "WORDS_UNKNOWN", "ITEM_UNKNOWN"),
)
async def unseal(call: Call[UnsealBody]) -> Answer:
    """Who applies, or words that were written: for those who handle the case; the look is logged."""
    found = await known(call.hall, call.path("id"))
    sealed = call.body.text or (found.applicant.sealed if found.applicant else None)
    if call.body.text is not None and call.body.text not in await asyncio.to_thread(
        _words, call.hall, found.id
    ):
        sealed = None
    if sealed is None:
        raise Refused("WORDS_UNKNOWN", found.id)
    done = await call.hall.do(Unseal(application=found.id, sealed=sealed), call.caller.actor, key=call.key)
    record = await call.hall.reads.do(call.hall.journal.unseal, sealed)
    if record is None:
        raise Refused("WORDS_UNKNOWN", found.id)
    if call.body.text is not None:
        text = record.clear.decode()
        return Answer(UnsealedAnswer(application=found.id, text=text, seq=done.seq))
    who = _APPLICANT.decode(record.clear)
    return Answer(
        UnsealedAnswer(application=found.id, name=who.name, number=who.number, phone=who.phone, seq=done.seq)
    )


@routes.add(
    "POST",
    "/applicants/look-up",
    body=PersonBody,
    answers={200: PersonAnswer},
    who=STAFF,
    keyed=False,
)
async def look_up(call: Call[PersonBody]) -> Answer:
    """Whom a number stands for, to look for the person's applications; nothing is kept of the question."""
    number = call.body.number.upper()
    person = call.hall.journal.subject_of(f"id:{number}")
    return Answer(PersonAnswer(person=person, mask=masked(number)))


# --- inside ---


def _search(call: Call[Nothing]) -> CaseSearch:
    asked = call.request.query
    if any("\x00" in text for text in asked.values()):
        raise Rejected("QUERY_INVALID", "a null character")
    states = tuple(state for state in asked.get("state", "").split(",") if state)
    unknown = set(states) - set(ApplicationState)
    if unknown:
        raise Rejected("QUERY_INVALID", f"state: {min(unknown)[:LONGEST]}")
    return CaseSearch(
        **{name: asked.get(name) or None for name in NAMED},
        person=asked.get("applicant") or None,
        states=states,
        due_before=queries.moment("due_before", asked.get("due_before")),
        before=queries.count(asked.get("before"), 2**53),
        limit=queries.count(asked.get("limit"), MOST) or PAGE,
    )


def _trace(hall: Hall, name: str) -> list[Record]:
    records: list[Record] = []
    while page := hall.journal.trace("application", name, records[-1].seq if records else 0):
        records += page
    return records


def _words(hall: Hall, name: str) -> Iterable[str]:
    """Ids of all sealed words that events of this application have left."""
    return {words.id for record in _trace(hall, name) for words in words_in(record.event)}


def _captured(material: MaterialRow) -> MaterialView:
    return MaterialView(
        material=material.material,
        pages=material.pages,
        sha256=material.sha256,
        device=material.device,
        operator=material.operator,
        captured_at=material.at,
        capture=material.capture,
    )
