"""Letters of authority (授权委托书) and qualification tests: entered, withdrawn, looked at (ROLE-03)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Final

from pydantic import Field

from hallctl.contracts.letter_looks import (
    AuthorisedView,
    LetterView,
    PassedView,
    letter_views,
    passed_tests,
    people_views,
)
from hallctl.domain.commands import Command, EndLetter, GrantLetter, RecordTest
from hallctl.domain.day import HallDay
from hallctl.domain.posts import Power
from hallctl.domain.setup import HallSetup
from web.api.answers import Seen
from web.api.bodies import Id, Reason
from web.callers import STAFF
from web.routing import Answer, Body, Call, Nothing, Routes

routes: Final = Routes("Letters")

MOST_ITEMS: Final = 500
Codes = Annotated[tuple[Id, ...], Field(min_length=1, max_length=MOST_ITEMS)]


class LetterBody(Body):
    """A letter as it was signed. `since` and `until` are its first and last day."""

    number: Reason
    department: Reason
    person: Id
    items: Codes
    powers: Annotated[tuple[Power, ...], Field(min_length=1)]
    signed_on: date
    since: date
    until: date


class EndBody(Body):
    """Why a letter is withdrawn."""

    reason: Reason


class TestBody(Body):
    """How a person did in the test for some items."""

    person: Id
    items: Codes
    passed: bool
    on: date


class LettersAnswer(Seen, frozen=True, kw_only=True):
    """Letters in force or to come, the tests that were passed, and what people may do by them now."""

    letters: tuple[LetterView, ...]
    tests: tuple[PassedView, ...]
    people: tuple[AuthorisedView, ...]


@routes.add("GET", "/letters", answers={200: LettersAnswer}, who=STAFF)
async def letters(call: Call[Nothing]) -> Answer:
    """Who may act for which department, on which items, until when."""
    seen = await call.hall.read(_answer)
    return Answer(seen.value)


@routes.add(
    "POST",
    "/letters",
    body=LetterBody,
    answers={201: LettersAnswer},
    who=STAFF,
    refusals=(
        "LETTER_INCOMPLETE", "LETTER_TAKEN", "LETTER_TERM", "LETTER_DEPARTMENT", "LETTER_POWER",
        "STAFF_UNKNOWN", "ITEM_UNKNOWN",
    ),
)  # fmt: skip
async def grant(call: Call[LetterBody]) -> Answer:
    """Enter a signed letter. Windows obey it from the first second of its first day."""
    return await _do(call, GrantLetter(**dict(call.body)), 201)


@routes.add(
    "POST",
    "/letters/{id}/end",
    body=EndBody,
    answers={200: LettersAnswer},
    who=STAFF,
    refusals=("LETTER_UNKNOWN", "REASON_NEEDED"),
)
async def end(call: Call[EndBody]) -> Answer:
    """Withdraw a letter before its term is over, from now on."""
    return await _do(call, EndLetter(letter=call.path("id"), reason=call.body.reason))


@routes.add(
    "POST",
    "/tests",
    body=TestBody,
    answers={201: LettersAnswer},
    who=STAFF,
    refusals=("STAFF_UNKNOWN", "ITEM_UNKNOWN", "TIME_AHEAD"),
)
async def test(call: Call[TestBody]) -> Answer:
    """Enter how a person did in a qualification test: without it, no letter helps."""
    return await _do(call, RecordTest(**dict(call.body)), 201)


async def _do(call: Call[Any], command: Command, status: int = 200) -> Answer:
    def look(day: HallDay, setup: HallSetup, now: datetime, *_: Any) -> LettersAnswer:
        return _answer(day, setup, now)

    _, content = await call.hall.do_and_look(command, call.caller.actor, look, key=call.key)
    return Answer(content, status)


def _answer(day: HallDay, setup: HallSetup, _now: datetime) -> LettersAnswer:
    return LettersAnswer(
        letters=tuple(letter_views(day, setup)),
        tests=tuple(passed_tests(day)),
        people=tuple(people_views(setup)),
        seq=day.seq,
    )
