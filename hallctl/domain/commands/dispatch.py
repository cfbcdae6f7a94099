"""What the dispatcher (调度岗) orders for today, each with a reason, and reminders."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.commands.base import AtWindow, Command
from hallctl.domain.hours import Span


class MoveWindow(AtWindow, frozen=True, kw_only=True):
    """The window works in another zone until the day ends; its own zone brings it back (QUE-19)."""

    zone: str
    reason: str


class ReassignTicket(Command, frozen=True, kw_only=True):
    """Let a waiting ticket wait elsewhere: exactly one of zone and window, other items if need be."""

    ticket: str
    zone: str | None = None
    window: str | None = None
    items: tuple[str, ...] = ()
    reason: str


class OpenTemporary(AtWindow, frozen=True, kw_only=True):
    """Open a window, temporary or not, for `person` until then, or prolong it (QUE-16).

    `zone`: where it works today if None.
    """

    person: str
    until: datetime
    zone: str | None = None
    reason: str


class ChangeHours(Command, frozen=True, kw_only=True):
    """Other hours today for one zone or one window (QUE-20); without `open`: as configured again.

    Lunch stays as it is. Without `last_ticket` (minute of the day) the last number is given as long before
    closing as usual.
    """

    zone: str | None = None
    window: str | None = None
    open: Span | None
    last_ticket: int | None = None
    reason: str


class ChangeRoster(Command, frozen=True, kw_only=True):
    """Another lunch group (0: none), shifts or breaks for a person today (QUE-15).

    What is None stays as it is today; with None for all three the person's day is as configured again.
    """

    person: str
    lunch: int | None = None
    shifts: tuple[Span, ...] | None = None
    breaks: tuple[Span, ...] | None = None
    reason: str


class ChangeReminding(Command, frozen=True, kw_only=True):
    """Remind people with so many ahead today, 0 nobody, None as configured (QUE-10)."""

    ahead: int | None
    reason: str


class RemindTicket(Command, frozen=True, kw_only=True):
    """The turn of a waiting ticket is near."""

    ticket: str
    ahead: int
