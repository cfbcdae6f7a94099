"""Tickets (号票) and receipts (收件凭条): all that they say, in words, before any printer's language."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import msgspec

from hallctl.contracts.views import TicketView
from hallctl.domain.papers import PaperStyle


class Name(NamedTuple):
    """A name in both languages; `en` may be empty."""

    zh: str
    en: str = ""


class TicketPaper(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed. `ticket` is what machines read; `copy`: which reprint it is, 0 for the first paper."""

    ticket: TicketView
    hall: str
    zone: Name
    services: tuple[Name, ...]
    klass: Name | None
    taken_at: datetime
    slot: datetime | None
    style: PaperStyle
    copy: int = 0


class ReceiptPaper(msgspec.Struct, frozen=True, kw_only=True):
    """What an applicant takes home from a kiosk. `applicant`: the mask of the card; nobody's name."""

    hall: str
    application: str
    item: Name
    applicant: str
    code: str
    received_at: datetime
    style: PaperStyle
