"""Results that go by courier (邮政寄递)."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.commands.base import Command, OfApplication
from hallctl.domain.parcels import ParcelStatus


class RequestParcel(OfApplication, frozen=True, kw_only=True):
    """Let a mail terminal make a label; whom it is for is sealed with this command."""

    revision: int
    terminal: str
    recipient: str
    recipient_digest: str


class DispatchParcel(OfApplication, frozen=True, kw_only=True):
    """The terminal has made the label: `tracking` is its number."""

    parcel: str
    tracking: str


class FailParcel(Command, frozen=True, kw_only=True):
    """The terminal made no label."""

    parcel: str
    fault: str


class ReportParcel(OfApplication, frozen=True, kw_only=True):
    """The carrier says what became of a parcel, and when."""

    tracking: str
    status: ParcelStatus
    happened_at: datetime
