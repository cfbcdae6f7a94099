"""Supervision (电子监察): what was tried beyond the rules, and who is liable for it (ROLE-04)."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Final

import msgspec

from hallctl.domain.events import SupervisionNoted
from hallctl.domain.posts import Power
from hallctl.domain.records import Record
from hallctl.domain.refusals import CATALOGUE, Refused
from hallctl.domain.setup import HallSetup
from web.api.answers import Seen
from web.api.paging import BEFORE, PAGE, before
from web.callers import STAFF
from web.language import Language, language_of
from web.routing import Answer, Call, Nothing, Routes

routes: Final = Routes("Supervision")


class NotedView(msgspec.Struct, frozen=True, kw_only=True):
    """An attempt that was refused. `rule`: code of the refusal, `title` in words; `power`: what was lacking.

    `subject`: id of what it was about. `liable_party`: `clerk` for what goes beyond an authorisation.
    """

    seq: int
    at: datetime
    rule: str
    title: str
    power: str
    subject: str
    person: str
    name: str
    post: str
    window: str
    liable_party: str


class NotedAnswer(Seen, frozen=True, kw_only=True):
    """A page of attempts, the newest first; `before`: what the next page is asked for with."""

    noted: tuple[NotedView, ...]
    before: int | None


@routes.add(
    "GET",
    "/supervision",
    answers={200: NotedAnswer},
    who=STAFF,
    parameters=(BEFORE,),
    refusals=("POWER_NOT_HELD",),
)
async def noted(call: Call[Nothing]) -> Answer:
    """Refused attempts that supervision was told of; for who supervises the hall."""
    if Power.AUTHORISE not in call.caller.powers:
        raise Refused("POWER_NOT_HELD", Power.AUTHORISE.value)
    language = language_of(call.request.headers.get("Accept-Language", ""))
    records = await asyncio.to_thread(call.hall.journal.desks.supervised, before(call), PAGE)
    views = tuple(
        _view(record, record.event, call.hall.setup, language)
        for record in records
        if isinstance(record.event, SupervisionNoted)
    )
    following = records[-1].seq if len(records) == PAGE else None
    return Answer(NotedAnswer(noted=views, before=following, seq=call.hall.durable_seq))


def _view(record: Record, event: SupervisionNoted, setup: HallSetup, language: Language) -> NotedView:
    person = setup.staff.get(event.liable)
    words = CATALOGUE[event.rule]
    return NotedView(
        seq=record.seq,
        at=record.at,
        rule=event.rule,
        title=words.zh if language == "zh" else words.en,
        power=event.power,
        subject=event.subject,
        person=event.liable,
        name=person.name if person else event.liable,
        post=event.post,
        window=event.window,
        liable_party=event.liable_party,
    )
