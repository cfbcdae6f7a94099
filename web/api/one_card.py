"""What is on record already, so that nobody is asked for it: with one-card intake all."""

from __future__ import annotations

from typing import Final

from hallctl.domain.refusals import Refused
from hallctl.hall import Hall
from web.api.answers import Seen
from web.api.case_bodies import PaperNumber
from web.api.said_acts import Id
from web.callers import STAFF
from web.on_record import Holder, holder_behind, holder_of, look_up
from web.routing import Answer, Call, Routes, Said

routes: Final = Routes("One-card intake")


class OneCardBody(Said, frozen=True, kw_only=True):
    """`card`: a reading of the window's reader; else `number`, as it was entered by hand."""

    item: Id
    situation: Id | None = None
    card: Id | None = None
    number: PaperNumber | None = None


class OneCardAnswer(Seen, frozen=True, kw_only=True):
    """`found`: nobody has to bring it, registering makes it SHARED; `asked`: what the applicant still brings.

    `available`: whether whoever keeps the data has answered; `failure`: UNAVAILABLE or SLOW where not.
    """

    found: tuple[str, ...]
    asked: tuple[str, ...]
    available: bool
    failure: str | None = None


@routes.add(
    "POST",
    "/one-card",
    body=OneCardBody,
    answers={200: OneCardAnswer},
    who=STAFF,
    refusals=("ITEM_UNKNOWN", "CARD_UNKNOWN", "CARD_NEEDED"),
)
async def one_card(call: Call[OneCardBody]) -> Answer:
    """Look up what is on record (一证通办, 免提交). Where that fails, the paper is asked for."""
    hall, body = call.hall, call.body
    item = hall.setup.catalogue.at(body.item, hall.now())
    if item is None:
        raise Refused("ITEM_UNKNOWN", body.item)
    looked = await look_up(call.services, item, body.situation, await _holder(hall, body))
    found = {one.code for one in looked.found} if looked else frozenset()
    wanted = [material.code for material in item.materials_of(body.situation)]
    failure = looked.failure if looked else None
    return Answer(
        OneCardAnswer(
            found=tuple(code for code in wanted if code in found),
            asked=tuple(code for code in wanted if code not in found),
            available=call.services.lookup.connected and failure is None,
            failure=failure.value if failure else None,
            seq=hall.durable_seq,
        )
    )


async def _holder(hall: Hall, body: OneCardBody) -> Holder:
    """Whose number was entered, or whose card was read. Raises CARD_NEEDED, CARD_UNKNOWN."""
    if body.number is not None:
        return holder_of(hall, body.number)
    if body.card is None:
        raise Refused("CARD_NEEDED")
    reading = hall.day.state.readings.get(body.card)
    holder = await holder_behind(hall, reading.identity) if reading else None
    if holder is None or holder.number is None:
        raise Refused("CARD_UNKNOWN")
    return holder
