"""Documents (文书) and seals (印章) as the API and the pages show them."""

from __future__ import annotations

from datetime import datetime

import msgspec


class DocumentView(msgspec.Struct, frozen=True, kw_only=True):
    """A document. `drawn`: it can be read. `needs_seal`: without one it does not count; `seal`: its own."""

    document: str
    kind: str
    title: str
    number: str
    at: datetime
    drawn: bool
    needs_seal: bool
    seal: str | None
    printed: int
    pages: int
    size: int
    sha256: str


class CustodyView(msgspec.Struct, frozen=True, kw_only=True):
    """A seal that somebody has out at a window."""

    person: str
    window: str
    since: datetime


class SealView(msgspec.Struct, frozen=True, kw_only=True):
    """A seal; `custody`: who has it out now. `automatic`: it goes on by itself while it is out."""

    seal: str
    kind: str
    name: str
    caption: str
    department: str | None
    windows: tuple[str, ...]
    custodians: tuple[str, ...]
    custody: tuple[CustodyView, ...] = ()
    automatic: bool = False


class SealUseView(msgspec.Struct, frozen=True, kw_only=True):
    """A use of a seal: on which file, by whom, where (SEC-06)."""

    seq: int
    seal: str
    document: str
    application: str
    sha256: str
    certificate: str
    person: str
    post: str
    window: str
    at: datetime


class DocumentCheck(msgspec.Struct, frozen=True, kw_only=True):
    """What anybody may know who holds a paper. `applicant`: a mask.

    `state`: VALID, UNSEALED (it does not count yet), REVOKED, or STAMPED: the hall issued it and seals by
    hand, it is the stamp on the paper that counts. `sha256`: of the file, to compare an electronic one with.
    """

    state: str
    kind: str
    title: str
    number: str
    hall: str
    department: str
    item: str
    at: datetime
    applicant: str
    seal: str | None
    sealed_at: datetime | None
    sha256: str
