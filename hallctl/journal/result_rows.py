"""Results (结果) as they are looked for: what is public, and the library of certificates (DLV-10)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Final

from hallctl.domain.applications.application import Application
from hallctl.domain.applications.papers import DocumentKind
from hallctl.journal.bulk import Row
from hallctl.journal.shapes import STORES


@dataclass(frozen=True, slots=True)
class ResultRow:
    """The result of the application `id`. `published_at`: None as long as it is not public.

    `certificate`: its class, `certificate_number` that of the paper, where one was made. `valid`: it was not
    revoked. `applicant`: the sealed record of whoever applied.
    """

    id: str
    seq: int
    item: str
    item_version: int
    department: str
    outcome: str
    decided_at: datetime
    valid: bool
    published_at: datetime | None
    certificate: str | None
    certificate_number: str | None
    applicant: str | None


RESULT_COLUMNS: Final = tuple(field.name for field in fields(ResultRow))


@dataclass(frozen=True, slots=True)
class ResultSearch:
    """Which public results are looked for; None: any. `before`: the last one of the page before."""

    item: str | None = None
    outcome: str | None = None
    number: str | None = None
    before: tuple[datetime, str] | None = None
    limit: int = 50


def result_row(application: Application, seq: int) -> Row | None:
    """In the order of `RESULT_COLUMNS`; None where nothing is decided."""
    if application.decided_at is None or not application.outcome:
        return None
    made = [
        document.number for document in application.documents if document.kind is DocumentKind.CERTIFICATE
    ]
    row = ResultRow(
        id=application.id,
        seq=seq,
        item=application.item,
        item_version=application.item_version,
        department=application.department,
        outcome=application.outcome,
        decided_at=application.decided_at,
        valid=not application.has(DocumentKind.REVOCATION),
        published_at=application.published_at,
        certificate=application.certificate.value if application.certificate else None,
        certificate_number=made[-1] if made else None,
        applicant=application.applicant.sealed if application.applicant else None,
    )
    values = (getattr(row, name) for name in RESULT_COLUMNS)
    return tuple([STORES[value.__class__](value) for value in values])
