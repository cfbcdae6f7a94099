"""The delivery ledger (送达台账) for staff, as a page and as a spreadsheet (DLV-01)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Final

import msgspec
from aiohttp import web

from hallctl.contracts.cards import Applicant
from hallctl.contracts.delivery_looks import DeliveryView, as_csv
from hallctl.domain.applications import Application
from hallctl.domain.applications.papers import Document, DocumentKind
from hallctl.domain.events import ApplicationMoved
from hallctl.domain.identity import masked_name
from hallctl.domain.records import Record
from hallctl.domain.setup import HallSetup
from hallctl.journal.journal import Journal
from web.api.answers import Seen
from web.callers import STAFF
from web.problems import Rejected
from web.routing import Answer, Call, Nothing, Parameter, Routes

routes: Final = Routes("Deliveries")

PAGE: Final = 200
EXPORT: Final = 10_000
"""Lines of a spreadsheet at most."""
_APPLICANT: Final = msgspec.json.Decoder(Applicant)


class DeliveriesAnswer(Seen, frozen=True, kw_only=True):
    """A page of the ledger, the newest first. `next`: asks for the following page."""

    deliveries: tuple[DeliveryView, ...]
    next: int | None


@routes.add(
    "GET",
    "/deliveries",
    answers={200: DeliveriesAnswer},
    who=STAFF,
    refusals=("QUERY_INVALID",),
    parameters=(Parameter("before", "the next page: `next` of this one"),),
)
async def deliveries(call: Call[Nothing]) -> Answer:
    """What has left the hall."""
    given = call.request.query.get("before")
    if given is not None and not (given.isascii() and given.isdigit() and len(given) < len(str(2**53))):
        raise Rejected("QUERY_INVALID", "before")
    before = None if given is None else int(given)
    rows, following = await asyncio.to_thread(_page, call.hall.journal, call.hall.setup, before, PAGE)
    return Answer(DeliveriesAnswer(deliveries=rows, next=following, seq=call.hall.durable_seq))


@routes.add("GET", "/deliveries/export", answers={200: bytes}, who=STAFF, media="text/csv")
async def export(call: Call[Nothing]) -> web.StreamResponse:
    """The newest ten thousand lines of the ledger."""
    rows, _ = await asyncio.to_thread(_page, call.hall.journal, call.hall.setup, None, EXPORT)
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="deliveries.csv"'}
    return web.Response(text=as_csv(rows), content_type="text/csv", headers=headers)


def _page(
    journal: Journal, setup: HallSetup, before: int | None, limit: int
) -> tuple[tuple[DeliveryView, ...], int | None]:
    found = journal.results.deliveries(before, limit)
    cases = journal.cases(
        record.event.application for _, record in found if isinstance(record.event, ApplicationMoved)
    )
    rows = tuple(view for _, record in found for view in _views(journal, setup, record, cases))
    return rows, found[-1][0] if len(found) == limit else None


def _views(
    journal: Journal, setup: HallSetup, record: Record, cases: dict[str, Application]
) -> Iterator[DeliveryView]:
    event = record.event
    case = cases.get(event.application) if isinstance(event, ApplicationMoved) else None
    if case is None or not isinstance(event, ApplicationMoved):
        return
    item = setup.catalogue.version(case.item, case.item_version)
    for document in event.documents:
        if document.kind is DocumentKind.DELIVERY_RECEIPT:
            at = document.facts.at or record.at
            yield DeliveryView(
                number=document.number,
                application=case.id,
                item_name=item.name if item else case.item,
                result=" ".join(filter(None, (case.outcome, document.facts.certificate))),
                mode=document.facts.mode,
                receiver=_receiver(journal, document, case),
                decided_at=case.decided_at or at,
                ready_at=case.ready_at or at,
                delivered_at=at,
                carrier=document.facts.authority or f"窗口 {record.actor.window}",
                proof=document.facts.proof,
            )


def _receiver(journal: Journal, document: Document, case: Application) -> str:
    """Whoever signed, or whoever applied; a dash where the name has been erased."""
    words = document.facts.text
    said = journal.unseal(words.id) if words else None
    if said is not None:
        return masked_name(said.clear.decode("utf-8", "replace")) or "-"
    sealed = journal.unseal(case.applicant.sealed) if case.applicant else None
    try:
        return masked_name(_APPLICANT.decode(sealed.clear).name) if sealed else "-"
    except msgspec.ValidationError:
        return "-"
