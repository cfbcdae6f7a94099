"""Messages to applicants (通知): what waits to be sent, for a gateway or for who telephones (DLV-04)."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Annotated, Final

import msgspec
from pydantic import Field

from hallctl.contracts.cards import Applicant
from hallctl.contracts.messages import OpenMessage, text_of
from hallctl.domain.applications import Application
from hallctl.domain.commands import ReportMessage
from hallctl.domain.day import HallDay
from hallctl.domain.messages import Message, MessageKind, MessageState
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.journal.journal import Journal
from hallctl.journal.rows import MessageRow
from web.api.answers import Seen
from web.api.bodies import Id
from web.api.paging import BEFORE, PAGE, before
from web.callers import STAFF, CallerKind
from web.problems import Rejected
from web.routing import Answer, Body, Call, Nothing, Parameter, Routes

routes: Final = Routes("Messages")
GATEWAYS: Final = STAFF | frozenset({CallerKind.INTEGRATOR})
OLDEST: Final = 100
ENDED: Final = (MessageState.SENT.value, MessageState.FAILED.value)
OF_APPLICATION: Final = Parameter("application", "only about this application")


class MessageBody(Body):
    """POST /messages/{id}: whether it was sent, which way, and why not."""

    sent: bool
    told_by: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,20}$")]
    fault: Id | None = None


class ToldMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message of which somebody said what became of it: `told_by` which way, `fault` why not."""

    id: str
    application: str
    kind: str
    state: str
    told_by: str | None
    fault: str | None
    queued_at: datetime
    ended_at: datetime | None
    text: str
    text_en: str


class ToldAnswer(Seen, frozen=True, kw_only=True):
    """A page of messages that are over, the newest first. `before`: of the next page; None: there is none."""

    messages: tuple[ToldMessage, ...]
    before: int | None


class MessagesAnswer(Seen, frozen=True, kw_only=True):
    """The messages that wait, the oldest first. `waiting`: how many there are in all."""

    messages: tuple[OpenMessage, ...]
    waiting: int


@routes.add(
    "GET",
    "/messages",
    answers={200: MessagesAnswer},
    who=GATEWAYS,
    scope="messages",
    parameters=(OF_APPLICATION,),
)
async def waiting(call: Call[Nothing]) -> Answer:
    """The oldest hundred that wait; a gateway learns the number to call, staff do not."""
    about = call.request.query.get("application")

    def look(day: HallDay, setup: HallSetup, _now: datetime) -> tuple[list[Message], HallSetup]:
        return [one for one in day.state.messages.values() if about in {None, "", one.application}], setup

    seen = await call.hall.read(look)
    every, setup = seen.value
    found = every[:OLDEST]
    gateway = call.caller.kind is CallerKind.INTEGRATOR
    shown = await asyncio.to_thread(_opened, call.hall.journal, setup, found, for_gateway=gateway)
    return Answer(MessagesAnswer(messages=shown, waiting=len(every), seq=seen.seq))


@routes.add(
    "GET",
    "/messages/told",
    answers={200: ToldAnswer},
    who=STAFF,
    parameters=(
        Parameter("state", "SENT or FAILED; both if not given"),
        OF_APPLICATION,
        BEFORE,
    ),
    refusals=("QUERY_INVALID",),
)
async def told(call: Call[Nothing]) -> Answer:
    """What was delivered and what failed, the newest first."""
    state = call.request.query.get("state", "")
    if state and state not in ENDED:
        raise Rejected("QUERY_INVALID", "state: SENT or FAILED")
    states, about = (state,) if state else ENDED, call.request.query.get("application")
    following: int | None = None
    if about:
        found = await call.hall.reads.do(call.hall.journal.messages, about)
        rows = [row for row in reversed(found) if row.state in states]
    else:
        desks = call.hall.journal.desks
        rows, following = await asyncio.to_thread(desks.messages, states, before(call), PAGE)
    views = await asyncio.to_thread(_told, call.hall.journal, call.hall.setup, rows)
    return Answer(ToldAnswer(messages=views, before=following, seq=call.hall.durable_seq))


@routes.add(
    "POST",
    "/messages/{id}",
    body=MessageBody,
    answers={200: MessagesAnswer},
    who=GATEWAYS,
    scope="messages",
    refusals=("MESSAGE_UNKNOWN", "APPLICATION_UNKNOWN", "APPLICATION_STATE"),
)
async def report(call: Call[MessageBody]) -> Answer:
    """Say what became of a message; who was told to collect a result then waits to collect it (T32)."""
    body, name = call.body, call.path("id")
    message = (await call.hall.read(lambda day, _setup, _now: day.state.messages.get(name))).value
    if message is None:
        raise Refused("MESSAGE_UNKNOWN", name[:64])
    command = ReportMessage(
        application=message.application,
        message=message.id,
        sent=body.sent,
        told_by=body.told_by,
        fault=body.fault,
    )
    done = await call.hall.do(command, call.caller.actor, key=call.key)
    left = (await call.hall.read(lambda day, _setup, _now: len(day.state.messages))).value
    return Answer(MessagesAnswer(messages=(), waiting=left, seq=done.seq))


def _told(journal: Journal, setup: HallSetup, rows: list[MessageRow]) -> tuple[ToldMessage, ...]:
    cases = journal.applications({row.application for row in rows})
    return tuple(_ended(setup, row, cases[row.application].item) for row in rows)


def _ended(setup: HallSetup, row: MessageRow, item: str) -> ToldMessage:
    zh, en = _words(setup, MessageKind(row.kind), row.application, item)
    return ToldMessage(
        id=row.id,
        application=row.application,
        kind=row.kind,
        state=row.state,
        told_by=row.told_by,
        fault=row.fault,
        queued_at=row.queued_at,
        ended_at=row.ended_at,
        text=zh,
        text_en=en,
    )


def _opened(
    journal: Journal, setup: HallSetup, messages: list[Message], *, for_gateway: bool
) -> tuple[OpenMessage, ...]:
    cases = journal.cases(tuple({message.application for message in messages}))
    return tuple(
        _shown(journal, setup, message, cases.get(message.application), for_gateway=for_gateway)
        for message in messages
    )


def _shown(
    journal: Journal, setup: HallSetup, message: Message, case: Application | None, *, for_gateway: bool
) -> OpenMessage:
    zh, en = _words(setup, message.kind, message.application, case.item if case else "")
    return OpenMessage(
        id=message.id,
        application=message.application,
        kind=message.kind.value,
        queued_at=message.queued_at,
        text=zh,
        text_en=en,
        phone=_phone(journal, case) if for_gateway else "",
    )


def _words(setup: HallSetup, kind: MessageKind, application: str, code: str) -> tuple[str, str]:
    item = setup.items.get(code)
    return text_of(kind, setup.name, item.name if item else "", application)


def _phone(journal: Journal, case: Application | None) -> str:
    """The applicant's number, as far as the hall has it."""
    sealed = journal.unseal(case.applicant.sealed) if case and case.applicant else None
    if sealed is None:
        return ""
    return msgspec.json.decode(sealed.clear, type=Applicant).phone
