"""The paper of a ticket (号票): everything that it says, in words, before any printer's language."""

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
