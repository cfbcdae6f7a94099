"""Ratings (好差评): by the visitor, at the window or with the paper in hand, never by staff."""

from __future__ import annotations

from typing import Final

from hallctl.domain.commands import GiveRating
from hallctl.domain.events import RatingGiven
from hallctl.domain.refusals import Refused
from hallctl.journal.rows import Sealed
from web.api.answers import RatingAnswer
from web.api.bodies import RatingBody
from web.api.tickets import resolve
from web.personal import seal
from web.problems import Fault, Rejected
from web.routing import Answer, Call, Routes

routes: Final = Routes("Ratings")


@routes.add(
    "POST",
    "/ratings",
    body=RatingBody,
    answers={201: RatingAnswer},
    scope="ratings",
    refusals=("TICKET_UNKNOWN", "LEVEL_INVALID", "NOT_RATEABLE", "ALREADY_EVALUATED", "SELF_RATING"),
)
async def rate(call: Call[RatingBody]) -> Answer:
    """Rate a visit from 1 to 5, 5 best. The public names the ticket by the token of its paper.

    Staff never rate: who tries is refused, and supervision is told (EVA-10).
    """
    body = call.body
    named = body.ticket or body.prompt
    if named is None or (body.ticket and body.prompt):
        fault = Fault("ticket", "give either ticket or prompt")
        raise Rejected("BODY_INVALID", f"{fault.path}: {fault.message}", errors=(fault,))
    ticket = await resolve(call, named)
    sealed: tuple[Sealed, ...] = ()
    text = digest = None
    if body.text is not None:
        row, digest = seal(call.hall, "rating-text", body.text, f"ticket:{ticket}")
        sealed, text = (row,), row.id
    done = await call.hall.do(
        GiveRating(ticket=ticket, level=body.level, reasons=body.reasons, text=text, text_digest=digest),
        call.caller.actor,
        key=call.key,
        sealed=sealed,
    )
    given = done.first(RatingGiven)
    if given is None:
        raise Refused("NOT_RATEABLE")
    content = RatingAnswer(
        ticket=given.ticket,
        applications=given.applications,
        level=given.level,
        bad=given.bad,
        seq=done.seq,
    )
    return Answer(content, 201)
