"""What devices report, alarms, and what time does."""

from __future__ import annotations

from datetime import date, datetime

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


class OpenDay(Command, frozen=True, kw_only=True):
    """Begin the local date `day`."""

    day: date


class NoteTimeJump(Command, frozen=True, kw_only=True):
    """Record that the machine's clock jumped."""

    seconds: float


class ExpireCall(Command, frozen=True, kw_only=True):
    """A called person has not come after the last call."""

    ticket: str
    due: datetime


class ExpireNoShow(Command, frozen=True, kw_only=True):
    """The time to queue again after a no-show has passed."""

    ticket: str
    due: datetime


class VacateWindow(Command, frozen=True, kw_only=True):
    """Nobody has come to stand in."""

    window: str
    due: datetime


class MissAppointment(Command, frozen=True, kw_only=True):
    """A booked visitor did not come."""

    appointment: str
    due: datetime
