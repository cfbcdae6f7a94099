"""Results that are public (结果公开), grants and refusals: for everybody, with masked names (DLV-06)."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Final

import msgspec

from hallctl.contracts.cards import Applicant
from hallctl.contracts.result_looks import PublicResultView
from hallctl.domain.identity import masked_name
from hallctl.domain.setup import HallSetup
from hallctl.journal.journal import Journal
from hallctl.journal.result_rows import ResultRow, ResultSearch
from web.api.answers import Seen
from web.problems import Rejected
from web.routing import Answer, Call, Nothing, Parameter, Routes

routes: Final = Routes("Results")

PAGE: Final = 50
LONGEST: Final = 80
OUTCOMES: Final = frozenset({"GRANTED", "REFUSED"})
_APPLICANT: Final = msgspec.json.Decoder(Applicant)


class ResultsAnswer(Seen, frozen=True, kw_only=True):
    """A page of public results, the newest decisions first. `next`: asks for the following page."""

    results: tuple[PublicResultView, ...]
    next: str | None


@routes.add(
    "GET",
    "/results",
    answers={200: ResultsAnswer},
    refusals=("QUERY_INVALID",),
    parameters=(
        Parameter("item", "only of this item"),
        Parameter("outcome", "GRANTED or REFUSED"),
        Parameter("number", "of the application or the certificate"),
        Parameter("before", "the next page: `next` of this one"),
    ),
)
async def public_results(call: Call[Nothing]) -> Answer:
    """What was decided and is public."""
    search = _search(call)
    journal, setup = call.hall.journal, call.hall.setup
    found = await asyncio.to_thread(journal.results.public, search)
    shown = await asyncio.to_thread(lambda: tuple(_view(journal, setup, row) for row in found))
    full = len(found) == search.limit
    following = f"{found[-1].decided_at.isoformat()}/{found[-1].id}" if full else None
    return Answer(ResultsAnswer(results=shown, next=following, seq=call.hall.durable_seq))


def _search(call: Call[Nothing]) -> ResultSearch:
    given = {name: call.request.query.get(name) or None for name in ("item", "outcome", "number", "before")}
    for name, value in given.items():
        if value is not None and (len(value) > LONGEST or "\0" in value):
            raise Rejected("QUERY_INVALID", name)
    if given["outcome"] not in {None, *OUTCOMES}:
        raise Rejected("QUERY_INVALID", "outcome")
    return ResultSearch(
        item=given["item"],
        outcome=given["outcome"],
        number=given["number"],
        before=_before(given["before"]),
        limit=PAGE,
    )


def _before(given: str | None) -> tuple[datetime, str] | None:
    if given is None:
        return None
    at, _, name = given.partition("/")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise Rejected("QUERY_INVALID", "before") from None
    if moment.tzinfo is None or not name:
        raise Rejected("QUERY_INVALID", "before")
    return moment, name


def _view(journal: Journal, setup: HallSetup, row: ResultRow) -> PublicResultView:
    item = setup.catalogue.version(row.item, row.item_version)
    return PublicResultView(
        application=row.id,
        item=row.item,
        item_name=item.name if item else row.item,
        department=row.department,
        applicant=_name(journal, row.applicant),
        outcome=row.outcome,
        decided_at=row.decided_at,
        published_at=row.published_at or row.decided_at,
        status="VALID" if row.valid else "REVOKED",
        certificate=row.certificate,
        certificate_number=row.certificate_number,
    )


def _name(journal: Journal, sealed: str | None) -> str:
    """The masked name; empty where the record is erased, or is none of a person."""
    record = journal.unseal(sealed) if sealed else None
    if record is None:
        return ""
    try:
        return masked_name(_APPLICANT.decode(record.clear).name)
    except msgspec.ValidationError:
        return ""
