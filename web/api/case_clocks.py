"""Correcting a clock (时限更正): a new row replaces one that was wrong; before that, what it comes to."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

from msgspec import Meta

from hallctl.contracts.clock_looks import CaseClockView, clock_view
from hallctl.domain.commands import CorrectClock
from hallctl.domain.decide.expiry import counted_anew
from hallctl.domain.decide.scene import Scene
from web.api import queries
from web.api.answers import Seen
from web.api.case_answers import CaseAnswer
from web.api.case_bodies import Revision
from web.api.case_reading import known, shown
from web.api.said_acts import Line, Moment
from web.callers import STAFF
from web.routing import Answer, Call, Nothing, Parameter, Routes, Said

routes: Final = Routes("Clocks")

LONGEST: Final = 3650
REFUSALS: Final = (
    *("APPLICATION_UNKNOWN", "POWER_NOT_HELD", "CLOCK_UNKNOWN", "CLOCK_DONE", "CLOCK_RUNS", "CLOCK_SINCE"),
)


class CorrectClockBody(Said, frozen=True, kw_only=True):
    """What shall count instead; not given: as before. `value`: how many of the clock's unit.

    `revision`: of the application, that was seen. `reason`: names nobody; everybody inside may read it.
    """

    revision: Revision
    reason: Line
    since: Moment | None = None
    value: Annotated[int, Meta(ge=0, le=LONGEST)] | None = None


class CorrectedAnswer(Seen, frozen=True, kw_only=True):
    """A clock as it stands, and what would take its place."""

    clock: CaseClockView
    corrected: CaseClockView


@routes.add(
    "GET",
    "/applications/{id}/clocks/{clock}/corrected",
    answers={200: CorrectedAnswer},
    who=STAFF,
    refusals=(*REFUSALS, "QUERY_INVALID"),
    parameters=(
        Parameter("since", "from when it shall count, with its zone; not given: as before"),
        Parameter("value", "how many of its unit; not given: as before"),
    ),
)
async def corrected(call: Call[Nothing]) -> Answer:
    """What a correction would come to: until when the clock runs now, until when it would."""
    hall, actor, asked = call.hall, call.caller.actor, call.request.query
    application = await known(hall, call.path("id"))
    since = queries.moment("since", asked.get("since"))
    value = queries.count(asked.get("value"), LONGEST)

    def views(scene: Scene, now: datetime) -> tuple[CaseClockView, CaseClockView]:
        scene.check_dispatch()
        clock, fresh = counted_anew(scene, application, call.path("clock"), since, value)
        return clock_view(clock, scene.setup, now), clock_view(fresh, scene.setup, now)

    seen = await hall.read(lambda day, setup, now: views(Scene(day, setup, hall.router, actor, now, ""), now))
    clock, fresh = seen.value
    return Answer(CorrectedAnswer(clock=clock, corrected=fresh, seq=seen.seq))


@routes.add(
    "POST",
    "/applications/{id}/clocks/{clock}/correct",
    body=CorrectClockBody,
    answers={200: CaseAnswer},
    who=STAFF,
    refusals=(*REFUSALS, "VERSION_STALE", "REASON_NEEDED", "REASON_PERSONAL", "LIMIT_NEEDED"),
)
async def correct(call: Call[CorrectClockBody]) -> Answer:
    """Count a clock anew: the old row is over and keeps the reason, the new one says what it corrects."""
    body, name = call.body, call.path("id")
    command = CorrectClock(
        application=name,
        clock=call.path("clock"),
        revision=body.revision,
        reason=body.reason,
        since=body.since,
        value=body.value,
    )
    done = await call.hall.do(command, call.caller.actor, key=call.key)
    return Answer(CaseAnswer(application=shown(call, await known(call.hall, name)), seq=done.seq))
