"""What the outside sees of facilities, repairs, calls, parcels, outputs and captured materials."""

from __future__ import annotations

from datetime import datetime

import msgspec


class FacilityView(msgspec.Struct, frozen=True, kw_only=True):
    """A facility (便民设施) as the map shows it: `ok` is false from the report of a fault to its repair."""

    id: str
    name: str
    zone: str | None
    ok: bool


class RepairView(msgspec.Struct, frozen=True, kw_only=True):
    """A maintenance task (报修)."""

    repair: str
    facility: str
    cause: str
    reporter: str
    since: datetime


class ConsultationView(msgspec.Struct, frozen=True, kw_only=True):
    """A consultation or complaint (咨询、投诉); who called is not in it."""

    id: str
    channel: str
    kind: str
    call: str
    item: str | None
    began_at: datetime
    ended_at: datetime | None
    recorded_at: datetime
    seq: int


class ParcelView(msgspec.Struct, frozen=True, kw_only=True):
    """A parcel (邮件); whom it is for is not in it."""

    parcel: str
    application: str
    terminal: str
    tracking: str | None
    status: str


class ChannelView(msgspec.Struct, frozen=True, kw_only=True):
    """An output of a relay module (继电器模块), as it was switched."""

    device: str
    channel: str
    name: str
    follows: str
    zone: str | None
    on: bool


class MaterialView(msgspec.Struct, frozen=True, kw_only=True):
    """A material (材料) that was captured: how many pages, and the SHA-256 of all of them in their order."""

    material: str
    pages: int
    sha256: str
    device: str
    operator: str
    captured_at: datetime
    capture: str


class NoticeView(msgspec.Struct, frozen=True, kw_only=True):
    """A document that somebody had printed: `state` is REQUESTED, PRINTED, FAILED or UNKNOWN.

    `copy`: it was printed before, so that this paper says that it is a copy (副本).
    """

    notice: str
    document: str
    copy: bool
    title: str
    template: str
    version: str
    application: str
    state: str
    device: str
    window: str
    operator: str
    copies: int
    seal: str | None
    fault: str | None
    requested_at: datetime
    ended_at: datetime | None
