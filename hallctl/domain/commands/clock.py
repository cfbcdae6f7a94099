"""What time brings about."""

from __future__ import annotations

from datetime import date

from hallctl.domain.commands.base import Command, FallsDue


class OpenDay(Command, frozen=True, kw_only=True):
    """Begin the local date `day`."""

    day: date


class NoteTimeJump(Command, frozen=True, kw_only=True):
    """Record that the machine's clock jumped."""

    seconds: float


class ExpireCall(FallsDue, frozen=True, kw_only=True):
    """A called person has not come after the last call."""

    ticket: str


class ExpireNoShow(FallsDue, frozen=True, kw_only=True):
    """The time to queue again after a no-show has passed."""

    ticket: str


class VacateWindow(FallsDue, frozen=True, kw_only=True):
    """Nobody has come to stand in."""

    window: str


class MissAppointment(FallsDue, frozen=True, kw_only=True):
    """A booked visitor did not come."""

    appointment: str


class EndTemporary(FallsDue, frozen=True, kw_only=True):
    """The time of a temporary window is over."""

    window: str


class RemindAppointment(FallsDue, frozen=True, kw_only=True):
    """A booked visit is near."""

    appointment: str
