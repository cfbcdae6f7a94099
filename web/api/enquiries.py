"""Enquiries (咨询件): asked at a window or online, taken, handed to a named person, answered (ROLE-12)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec
from pydantic import AwareDatetime

from hallctl.contracts.enquiry_looks import EnquiryView, enquiry_views
from hallctl.domain.applications.papers import SealedText
from hallctl.domain.commands import CloseEnquiry, Command, OpenEnquiry, TakeEnquiry, TransferEnquiry
from hallctl.domain.consultations import ConsultationChannel
from hallctl.domain.day import HallDay
from hallctl.domain.setup import HallSetup
from hallctl.journal.rows import Sealed
from web.api.answers import Seen
from web.api.bodies import Id, Phone, Text
from web.callers import STAFF, CallerKind
from web.personal import seal
from web.routing import Answer, Body, Call, Nothing, Routes

routes: Final = Routes("Enquiries")
ASKING: Final = frozenset({CallerKind.STAFF, CallerKind.PUBLIC})


class EnquiryBody(Body):
    """What is asked, by whom; for which item, if for one."""

    text: Text
    phone: Phone | None = None
    item: Id | None = None
    channel: ConsultationChannel | None = None


class HandOnBody(Body):
    """Who goes on with it, at which window, and when it is taken up."""

    person: Id
    window: Id
    pick_up_at: AwareDatetime


class AnswerBody(Body):
    """What was answered."""

    answer: Text | None = None


class EnquiriesAnswer(Seen, frozen=True, kw_only=True):
    """Enquiries that are not answered, the oldest first."""

    enquiries: tuple[EnquiryView, ...]


class AskedAnswer(Seen, frozen=True, kw_only=True):
    """The enquiry's id."""

    enquiry: str


@routes.add("GET", "/enquiries", answers={200: EnquiriesAnswer}, who=STAFF)
async def enquiries(call: Call[Nothing]) -> Answer:
    """What waits for an answer, and who answers for it."""
    seen = await call.hall.read(_answer)
    return Answer(seen.value)


@routes.add(
    "POST",
    "/enquiries",
    body=EnquiryBody,
    answers={201: AskedAnswer},
    who=ASKING,
    refusals=("ITEM_UNKNOWN", "POWER_NOT_HELD"),
)
async def ask(call: Call[EnquiryBody]) -> Answer:
    """Ask online, or write down what somebody asks at the window: from then on the clerk answers for it."""
    body = call.body
    staff = call.caller.kind is CallerKind.STAFF
    usual = ConsultationChannel.ONSITE if staff else ConsultationChannel.ONLINE
    clear = msgspec.json.encode({"phone": body.phone, "text": body.text}).decode()
    subject = f"phone:{body.phone}" if body.phone else f"enquiry:{body.text}"
    row, digest = seal(call.hall, "enquiry", clear, subject)
    command = OpenEnquiry(channel=body.channel or usual, item=body.item, text=SealedText(row.id, digest))
    done = await call.hall.do(command, call.caller.actor, key=call.key, sealed=(row,))
    return Answer(AskedAnswer(enquiry=done.records[0].event.enquiry, seq=done.seq), 201)  # type: ignore[attr-defined]


@routes.add(
    "POST",
    "/enquiries/{id}/take",
    answers={200: EnquiriesAnswer},
    who=STAFF,
    refusals=("ENQUIRY_UNKNOWN", "ENQUIRY_OWNED"),
)
async def take(call: Call[Nothing]) -> Answer:
    """Begin with a question that nobody has looked at."""
    return await _do(call, TakeEnquiry(enquiry=call.path("id")))


@routes.add(
    "POST",
    "/enquiries/{id}/transfer",
    body=HandOnBody,
    answers={200: EnquiriesAnswer},
    who=STAFF,
    refusals=(
        *("ENQUIRY_UNKNOWN", "ENQUIRY_OWNED", "STAFF_UNKNOWN"),
        *("WINDOW_UNKNOWN", "PICK_UP_PAST", "NOTHING_TO_DO"),
    ),
)
async def transfer(call: Call[HandOnBody]) -> Answer:
    """Hand it to a named person, who answers for it from now on."""
    return await _do(call, TransferEnquiry(enquiry=call.path("id"), **dict(call.body)))


@routes.add(
    "POST",
    "/enquiries/{id}/close",
    body=AnswerBody,
    answers={200: EnquiriesAnswer},
    who=STAFF,
    refusals=("ENQUIRY_UNKNOWN", "ENQUIRY_OWNED", "ENQUIRY_UNANSWERED"),
)
async def close(call: Call[AnswerBody]) -> Answer:
    """Answer it."""
    name, text = call.path("id"), call.body.answer
    if text is None:
        return await _do(call, CloseEnquiry(enquiry=name))
    row, digest = seal(call.hall, "answer", text, f"enquiry:{name}")
    return await _do(call, CloseEnquiry(enquiry=name, answer=SealedText(row.id, digest)), (row,))


async def _do(call: Call[Any], command: Command, sealed: tuple[Sealed, ...] = ()) -> Answer:
    def look(day: HallDay, setup: HallSetup, now: datetime, *_: Any) -> EnquiriesAnswer:
        return _answer(day, setup, now)

    _, content = await call.hall.do_and_look(command, call.caller.actor, look, key=call.key, sealed=sealed)
    return Answer(content)


def _answer(day: HallDay, setup: HallSetup, _now: datetime) -> EnquiriesAnswer:
    return EnquiriesAnswer(enquiries=tuple(enquiry_views(day, setup)), seq=day.seq)
