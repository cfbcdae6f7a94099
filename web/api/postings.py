"""Postings (派驻): who is sent to the hall by which department, for how long (ROLE-15, ROLE-18)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Final

from pydantic import Field

from hallctl.contracts.enquiry_looks import PostingView, posting_views
from hallctl.domain.commands import PostStaff
from hallctl.domain.day import HallDay
from hallctl.domain.setup import HallSetup
from web.api.answers import Seen
from web.api.bodies import Id, Reason
from web.callers import STAFF
from web.routing import Answer, Body, Call, Nothing, Routes

routes: Final = Routes("Postings")


class PostingBody(Body):
    """From when until when; two years where no end is given. `filing`: needed where it replaces somebody."""

    person: Id
    since: date
    until: date | None = None
    filing: Reason | None = None
    replaces: Id | None = None
    duties: Annotated[tuple[Reason, ...], Field(max_length=10)] = ()


class PostingsAnswer(Seen, frozen=True, kw_only=True):
    """Postings as they were entered last, with what supervision should see of them."""

    postings: tuple[PostingView, ...]


@routes.add("GET", "/postings", answers={200: PostingsAnswer}, who=STAFF)
async def postings(call: Call[Nothing]) -> Answer:
    """Who is posted to the hall."""
    seen = await call.hall.read(_answer)
    return Answer(seen.value)


@routes.add(
    "POST",
    "/postings",
    body=PostingBody,
    answers={201: PostingsAnswer},
    who=STAFF,
    refusals=("STAFF_UNKNOWN", "POSTING_TERM"),
)
async def post(call: Call[PostingBody]) -> Answer:
    """Enter a posting. What breaks a rule is stored with a warning."""

    def look(day: HallDay, setup: HallSetup, now: datetime, *_: Any) -> PostingsAnswer:
        return _answer(day, setup, now)

    given = dict(call.body) | {"filing": call.body.filing or ""}
    _, content = await call.hall.do_and_look(PostStaff(**given), call.caller.actor, look, key=call.key)
    return Answer(content, 201)


def _answer(day: HallDay, setup: HallSetup, _now: datetime) -> PostingsAnswer:
    return PostingsAnswer(postings=tuple(posting_views(day, setup)), seq=day.seq)
