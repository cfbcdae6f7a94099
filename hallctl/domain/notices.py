"""Jobs that bring documents (文书) to paper (DEV-15). What they say is the document's."""

from __future__ import annotations

from enum import StrEnum

import msgspec


class NoticeState(StrEnum):
    """How far a job is."""

    REQUESTED = "REQUESTED"
    PRINTED = "PRINTED"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


class NoticeJob(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A document on its way to the printer. `copy`: it is marked as one (副本). Nothing here is personal."""

    id: str
    device: str
    template: str
    version: str
    application: str
    operator: str
    copies: int
    seal: str | None
    document: str = ""
    copy: bool = False
