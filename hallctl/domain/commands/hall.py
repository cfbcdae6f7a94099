"""What devices report, alarms, and whether numbers are given."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.commands.base import Command


class ReportDevice(Command, frozen=True, kw_only=True):
    """What a link or a device says of itself."""

    device: str
    state: str  # ONLINE, OFFLINE, DEGRADED
    health: str | None = None
    firmware: str | None = None


class RaiseAlarm(Command, frozen=True, kw_only=True):
    """Tell people of something that needs them."""

    code: str
    subject: str
    detail: str = ""


class ClearAlarm(Command, frozen=True, kw_only=True):
    """It is over."""

    code: str
    subject: str


class StopIntake(Command, frozen=True, kw_only=True):
    """Give no more numbers in a zone today: what waits already lasts until `finish_at` (QUE-28)."""

    zone: str
    because: str
    finish_at: datetime | None = None


class ReopenIntake(Command, frozen=True, kw_only=True):
    """Give numbers in the zone again."""

    zone: str
    because: str = ""
