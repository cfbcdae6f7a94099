"""Ratings (好差评): by visitors, at the window or with the paper in hand; by applicants with their code."""

from __future__ import annotations

from typing import Final

from hallctl.domain.commands import GiveRating
from hallctl.domain.events import RatingGiven
from hallctl.domain.refusals import Refused
from hallctl.journal.rows import Sealed
from web.api.answers import RatingAnswer
from web.api.bodies import RatingBody
from web.api.tickets import resolve
from web.callers import CallerKind
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
    refusals=(
        *("TICKET_UNKNOWN", "FILING_UNKNOWN", "LEVEL_INVALID", "NOT_RATEABLE", "ALREADY_EVALUATED"),
        *("RATED_WITH_VISIT", "RATING_OVER", "SELF_RATING"),
    ),
)
async def rate(call: Call[RatingBody]) -> Answer:
    """Rate a visit, or an application that came without one, from 1 to 5, 5 best.

    The public names the ticket by the token of its paper, and an application by its number with the check
    code. Staff never rate: who tries is refused, and supervision is told (EVA-10).
    """
    body = call.body
    named, subject = await _subject(call)
    sealed: tuple[Sealed, ...] = ()
    text = digest = None
    if body.text is not None:
        row, digest = seal(call.hall, "rating-text", body.text, subject)
        sealed, text = (row,), row.id
    done = await call.hall.do(
        GiveRating(
            ticket=named,
            code=body.code.strip().upper() if body.code else None,
            level=body.level,
            reasons=body.reasons,
            text=text,
            text_digest=digest,
        ),
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


async def _subject(call: Call[RatingBody]) -> tuple[str, str]:
    """The id of what is rated, and of whose sealed records the words become one."""
    body = call.body
    named = [name for name in (body.ticket, body.prompt, body.application) if name is not None]
    if len(named) != 1:
        raise _wrong("ticket", "give one of ticket, prompt and application")
    if body.application is None:
        if body.code is not None:
            raise _wrong("code", "is that of an application")
        found = await resolve(call, named[0])
        filed = found in call.hall.day.state.filings
        return found, f"{'application' if filed else 'ticket'}:{found}"
    if body.code is None and call.caller.kind is not CallerKind.STAFF:
        raise _wrong("code", "an application is rated with its check code")
    return body.application, f"application:{body.application}"


def _wrong(field: str, message: str) -> Rejected:
    fault = Fault(field, message)
    return Rejected("BODY_INVALID", f"{fault.path}: {fault.message}", errors=(fault,))
