"""One-card intake (一证通办): what is on record already, so that nobody is asked for it (INT-33)."""

from __future__ import annotations

import asyncio
from typing import Final

import msgspec
import structlog

from hallctl.contracts.lookups import LookupUnavailableError
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.refusals import Refused
from hallctl.hall import Hall
from web.api.answers import Seen
from web.api.case_bodies import PaperNumber
from web.api.said_acts import Id
from web.callers import STAFF
from web.routing import Answer, Call, Routes, Said

log = structlog.get_logger("web")
routes: Final = Routes("One-card intake")


class OneCardBody(Said, frozen=True, kw_only=True):
    """`card`: a reading of the window's reader; else `number`, as it was entered by hand."""

    item: Id
    situation: Id | None = None
    card: Id | None = None
    number: PaperNumber | None = None


class OneCardAnswer(Seen, frozen=True, kw_only=True):
    """`found`: to be registered as SHARED; `asked`: what the applicant still brings. `available`: it was."""

    found: tuple[str, ...]
    asked: tuple[str, ...]
    available: bool


class _Numbered(msgspec.Struct):
    number: str


@routes.add(
    "POST",
    "/one-card",
    body=OneCardBody,
    answers={200: OneCardAnswer},
    who=STAFF,
    refusals=("ITEM_UNKNOWN", "CARD_UNKNOWN", "CARD_NEEDED"),
)
async def one_card(call: Call[OneCardBody]) -> Answer:
    """Look up what is on record. Where that fails, or the item has no such intake, all is asked for."""
    hall, body = call.hall, call.body
    item = hall.setup.catalogue.at(body.item, hall.now())
    if item is None:
        raise Refused("ITEM_UNKNOWN", body.item)
    number = await _number(hall, body)
    wanted = tuple(material.code for material in item.materials_of(body.situation))
    found = await _found(call, item, number, wanted) if item.one_card else frozenset()
    return Answer(
        OneCardAnswer(
            found=tuple(code for code in wanted if code in (found or ())),
            asked=tuple(code for code in wanted if code not in (found or ())),
            available=item.one_card and found is not None,
            seq=hall.durable_seq,
        )
    )


async def _found(
    call: Call[OneCardBody], item: ItemVersion, number: str, wanted: tuple[str, ...]
) -> frozenset[str] | None:
    try:
        return await call.services.lookup.find(number, item.code, wanted)
    except LookupUnavailableError as error:
        log.warning("one_card.unavailable", item=item.code, error=type(error).__name__)
        return None


async def _number(hall: Hall, body: OneCardBody) -> str:
    if body.number is not None:
        return body.number.upper()
    if body.card is None:
        raise Refused("CARD_NEEDED")
    if body.card not in hall.day.state.readings:
        raise Refused("CARD_UNKNOWN")
    sealed = await asyncio.to_thread(hall.journal.unseal, body.card)
    if sealed is None:
        raise Refused("CARD_UNKNOWN")
    return msgspec.json.decode(sealed.clear, type=_Numbered).number.upper()
