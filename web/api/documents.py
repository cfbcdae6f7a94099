"""Documents (文书): reading them, putting seals on them, and whether a paper is genuine."""

from __future__ import annotations

import asyncio
import hmac
from typing import Any, Final

from aiohttp import web
from pydantic import Field

from hallctl.contracts.document_views import DocumentCheck, DocumentView
from hallctl.domain.applications import Application, ApplicationState
from hallctl.domain.applications.documents import DOCUMENTS, INTERNAL, title_of
from hallctl.domain.applications.papers import DocumentKind
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.commands import ReadDocument, SealDocument
from hallctl.domain.decide.sealing import seals_for
from hallctl.domain.refusals import Refused
from hallctl.domain.seals import SEALABLE
from hallctl.domain.setup import HallSetup
from hallctl.hall import Hall
from hallctl.journal.rows import DocumentRow
from web.api.bodies import Id
from web.api.case_reading import known
from web.api.document_answers import CheckAnswer, DocumentAnswer, DocumentsAnswer
from web.callers import STAFF
from web.downloads import give
from web.routing import Answer, Body, Call, Nothing, Routes

routes: Final = Routes("Documents")

PDF: Final = "application/pdf"
UNDONE: Final = frozenset({DocumentKind.GRANT_DECISION, DocumentKind.CERTIFICATE})
"""What a revocation takes the force of."""


class SealBody(Body):
    """POST /applications/{id}/documents/{document}/seal: which seal."""

    seal: Id = Field(description="Id of the seal")


@routes.add(
    "GET",
    "/applications/{id}/documents",
    answers={200: DocumentsAnswer},
    who=STAFF,
    refusals=("APPLICATION_UNKNOWN",),
)
async def documents(call: Call[Nothing]) -> Answer:
    """The documents of an application, in the order in which they were made."""
    application = await known(call.hall, call.path("id"))
    rows = await call.hall.reads.do(call.hall.journal.documents, application.id)
    views = tuple(_view(row, application, call.hall.setup) for row in rows)
    return Answer(DocumentsAnswer(documents=views, seq=call.hall.durable_seq))


@routes.add(
    "GET",
    "/applications/{id}/documents/{document}",
    answers={200: bytes},
    who=STAFF,
    refusals=("APPLICATION_UNKNOWN", "ITEM_UNKNOWN", "DOCUMENT_UNKNOWN", "DOCUMENT_DRAWING"),
    media=PDF,
)
async def read(call: Call[Nothing]) -> web.StreamResponse:
    """A document as PDF; the look, and an attempt, stand in the access log and in the timeline."""
    row = await _row(call.hall, call.path("id"), call.path("document"))
    command = ReadDocument(application=row.application, document=row.id)
    await call.hall.do(command, call.caller.actor, key=call.key)
    return await _given(call, row)


@routes.add(
    "POST",
    "/applications/{id}/documents/{document}/seal",
    body=SealBody,
    answers={202: DocumentAnswer},
    who=STAFF,
    refusals=(
        "APPLICATION_UNKNOWN", "ITEM_UNKNOWN", "DOCUMENT_UNKNOWN", "SEAL_UNKNOWN", "SEAL_SCOPE",
        "SEAL_CLOSED", "SEALED_ALREADY", "DOCUMENT_PLACE",
    ),
)  # fmt: skip
async def put_seal(call: Call[SealBody]) -> Answer:
    """Put a seal on a document; `document.sealed` tells when it is there."""
    command = SealDocument(application=call.path("id"), document=call.path("document"), seal=call.body.seal)
    done = await call.hall.do(command, call.caller.actor, key=call.key)
    application = await known(call.hall, command.application)
    row = await _row(call.hall, application.id, command.document)
    return Answer(DocumentAnswer(document=_view(row, application, call.hall.setup), seq=done.seq), 202)


@routes.add(
    "GET",
    "/filings/{id}/{code}/documents",
    answers={200: DocumentsAnswer},
    refusals=("FILING_UNKNOWN",),
)
async def own(call: Call[Nothing]) -> Answer:
    """The documents that an application has for its applicant, by number and check code."""
    application = await _filed(call)
    rows = await call.hall.reads.do(call.hall.journal.documents, application.id)
    views = tuple(_view(row, application, call.hall.setup) for row in rows if _is_out(row))
    return Answer(DocumentsAnswer(documents=views, seq=call.hall.durable_seq))


@routes.add(
    "GET",
    "/filings/{id}/{code}/documents/{document}",
    answers={200: bytes},
    refusals=("FILING_UNKNOWN", "DOCUMENT_UNKNOWN"),
    media=PDF,
)
async def read_own(call: Call[Nothing]) -> web.StreamResponse:
    """A document for the applicant, as PDF, as soon as it bears the seal that it needs."""
    application = await _filed(call)
    row = await _row(call.hall, application.id, call.path("document"))
    if not _is_out(row):
        raise Refused("DOCUMENT_UNKNOWN", row.id)
    return await _given(call, row)


@routes.add("GET", "/documents/{code}", answers={200: CheckAnswer}, refusals=("DOCUMENT_UNKNOWN",))
async def check(call: Call[Nothing]) -> Answer:
    """Whether a paper is genuine, by the code on it. Tells nothing that names somebody."""
    row = await call.hall.reads.do(call.hall.journal.document_by_code, call.path("code"))
    if row is None:
        raise Refused("DOCUMENT_UNKNOWN")
    application = await known(call.hall, row.application)
    uses = await call.hall.reads.do(call.hall.journal.seal_uses_of, row.application)
    sealed_at = next((use.at for use in uses if use.document == row.id), None)
    setup = call.hall.setup
    item = setup.catalogue.version(application.item, application.item_version)
    seal = setup.seals.get(row.seal or "")
    kind = DocumentKind(row.kind)
    found = DocumentCheck(
        state=_state(row, application, stamped=_is_stamped(setup, item, kind)),
        kind=kind.name,
        title=title_of(kind, setup.paperwork.profile),
        number=row.number,
        hall=setup.name,
        department=item.department if item else "",
        item=item.name if item else application.item,
        at=row.at,
        applicant=application.applicant.mask if application.applicant else "",
        seal=seal.name + seal.caption if seal else row.seal,
        sealed_at=sealed_at,
        sha256=row.sha256,
    )
    return Answer(CheckAnswer(document=found, seq=call.hall.durable_seq))


def _state(row: DocumentRow, application: Application, *, stamped: bool) -> str:
    kind = DocumentKind(row.kind)
    if application.state is ApplicationState.REVOKED and kind in UNDONE:
        return "REVOKED"
    if _counts(row):
        return "VALID"
    return "STAMPED" if row.file and stamped else "UNSEALED"


def _is_stamped(setup: HallSetup, item: ItemVersion | None, kind: DocumentKind) -> bool:
    """Whether the hall has no electronic seal for it: its paper is stamped by hand."""
    return item is not None and not seals_for(setup, item, kind)


def _counts(row: DocumentRow) -> bool:
    """Whether it is drawn, and sealed where it must be."""
    return bool(row.file) and (row.seal is not None or not SEALABLE[_need(row)])


def _is_out(row: DocumentRow) -> bool:
    """Whether the applicant may have it."""
    return _counts(row) and DocumentKind(row.kind) not in INTERNAL


def _need(row: DocumentRow) -> Any:
    return DOCUMENTS[DocumentKind(row.kind)].seal


def _view(row: DocumentRow, application: Application, setup: HallSetup) -> DocumentView:
    kind = DocumentKind(row.kind)
    own = next((each for each in application.documents if each.id == row.id), None)
    return DocumentView(
        document=row.id,
        kind=kind.name,
        title=title_of(kind, setup.paperwork.profile),
        number=row.number,
        at=row.at,
        drawn=bool(row.file),
        needs_seal=bool(SEALABLE[_need(row)]),
        seal=row.seal,
        printed=own.printed if own else 0,
        pages=row.pages,
        size=row.size,
        sha256=row.sha256,
    )


async def _row(hall: Hall, application: str, name: str) -> DocumentRow:
    row = await hall.reads.do(hall.journal.document, name)
    if row is None or row.application != application:
        raise Refused("DOCUMENT_UNKNOWN", name[:80])
    return row


async def _filed(call: Call[Nothing]) -> Application:
    """The application whose number and check code are given. Raises FILING_UNKNOWN."""
    found = await call.hall.cases.on_disk(call.path("id"))
    given = call.path("code").strip().upper().encode()
    if found is None or found.code is None or not hmac.compare_digest(found.code.encode(), given):
        raise Refused("FILING_UNKNOWN")
    return found


async def _given(call: Call[Any], row: DocumentRow) -> web.StreamResponse:
    files = call.services.documents
    if not row.file:
        raise Refused("DOCUMENT_DRAWING", row.id)
    pieces = None if files is None else await asyncio.to_thread(files.pieces, row.file, row.key)
    if pieces is None:
        raise Refused("DOCUMENT_UNKNOWN", row.id)
    return await give(call.request, pieces, name=f"{row.id}.pdf", content=PDF, size=row.size)
