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
from hallctl.domain.messages import Message
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.journal.journal import Journal
from web.api.answers import Seen
from web.api.bodies import Id
from web.callers import STAFF, CallerKind
from web.routing import Answer, Body, Call, Nothing, Routes

routes: Final = Routes("Messages")
GATEWAYS: Final = STAFF | frozenset({CallerKind.INTEGRATOR})
PAGE: Final = 100


class MessageBody(Body):
    """POST /messages/{id}: whether it was sent, which way, and why not."""

    sent: bool
    told_by: Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,20}$")]
    fault: Id | None = None


class MessagesAnswer(Seen, frozen=True, kw_only=True):
    """The messages that wait, the oldest first."""

    messages: tuple[OpenMessage, ...]


@routes.add("GET", "/messages", answers={200: MessagesAnswer}, who=GATEWAYS, scope="messages")
async def waiting(call: Call[Nothing]) -> Answer:
    """The oldest hundred that wait; a gateway learns the number to call, staff do not."""

    def look(day: HallDay, setup: HallSetup, _now: datetime) -> tuple[list[Message], HallSetup]:
        return list(day.state.messages.values())[:PAGE], setup

    seen = await call.hall.read(look)
    found, setup = seen.value
    gateway = call.caller.kind is CallerKind.INTEGRATOR
    shown = await asyncio.to_thread(_opened, call.hall.journal, setup, found, for_gateway=gateway)
    return Answer(MessagesAnswer(messages=shown, seq=seen.seq))


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
    return Answer(MessagesAnswer(messages=(), seq=done.seq))


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
    item = setup.items.get(case.item) if case else None
    zh, en = text_of(message.kind, setup.name, item.name if item else "", message.application)
    return OpenMessage(
        id=message.id,
        application=message.application,
        kind=message.kind.value,
        queued_at=message.queued_at,
        text=zh,
        text_en=en,
        phone=_phone(journal, case) if for_gateway else "",
    )


def _phone(journal: Journal, case: Application | None) -> str:
    """The applicant's number, as far as the hall has it."""
    sealed = journal.unseal(case.applicant.sealed) if case and case.applicant else None
    if sealed is None:
        return ""
    return msgspec.json.decode(sealed.clear, type=Applicant).phone
