"""What a document says, ready to be drawn: everything is in words, nothing is looked up any more."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from hallctl.domain.applications.documents import Profile
from hallctl.domain.applications.papers import DocumentFacts, DocumentKind


@dataclass(frozen=True, slots=True)
class SealLook:
    """A seal (印章) as it is drawn: `name` runs along its edge, `caption` stands below the star."""

    name: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class TransferLine:
    """A set of paper on a list. `papers`: name, originals, copies. `signed`: it was taken over already."""

    application: str
    item: str
    received_at: datetime
    papers: tuple[tuple[str, int, int], ...]
    signed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferPage:
    """A list of paper that is handed over (材料移交单, D25). It names no applicant.

    `number`: of the list; `day`: by whose end it is signed; `same_day`: paper for a review, not for filing.
    """

    number: str
    hall: str
    department: str
    day: date
    same_day: bool
    lines: tuple[TransferLine, ...]
    printed_at: datetime
    timezone: tzinfo
    profile: Profile = Profile.STANDARD
    folder: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """One document. It may name its applicant, so it is never logged, and it crosses no wire.

    `issuer`: who signs the document. `applicant`: whom it is for. `officer`: who acts, as people call them.
    `words`: the officer's own. `step`: the row of the transition table that made it. `promised`: what is
    missing was promised with it. `check`: what its QR code holds. `copied_at`: when a copy (副本) was
    made. `folder`: where a hall keeps templates of its own.
    """

    kind: DocumentKind
    title: str
    number: str
    version: int
    hall: str
    issuer: str
    department: str
    applicant: str = field(repr=False)
    application: str
    item: str
    licence: bool
    facts: DocumentFacts = field(repr=False)
    at: datetime
    timezone: tzinfo
    profile: Profile = Profile.STANDARD
    officer: str = ""
    words: str = field(default="", repr=False)
    government: str = ""
    court: str = ""
    phone: str = ""
    step: str = ""
    deemed: bool = False
    promised: bool = False
    check: str = ""
    seal: SealLook | None = None
    copied_at: datetime | None = None
    folder: str | None = None
