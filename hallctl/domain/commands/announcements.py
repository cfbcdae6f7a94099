"""Announcements (公告): what people say to the hall, and what time brings about."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.announcements import AnnouncementPriority
from hallctl.domain.commands.base import Command, FallsDue


class Announce(Command, frozen=True, kw_only=True):
    """Have a text spoken, shown or both, at once or `at` a time.

    `zones`: none for the whole hall. `show_until`: None where it is not shown.
    """

    zh: str
    en: str = ""
    zones: tuple[str, ...] = ()
    priority: AnnouncementPriority = AnnouncementPriority.NOTICE
    speak: bool = True
    times: int = 1
    show_until: datetime | None = None
    at: datetime | None = None


class WithdrawAnnouncement(Command, frozen=True, kw_only=True):
    """It is no longer so: not spoken, not shown from now on."""

    announcement: str


class BeginAnnouncement(FallsDue, frozen=True, kw_only=True):
    """The time of a scheduled announcement has come."""

    announcement: str


class EndAnnouncement(FallsDue, frozen=True, kw_only=True):
    """Nothing is left to be shown or said."""

    announcement: str


class AnnouncePrepared(FallsDue, frozen=True, kw_only=True):
    """The time of a prepared text has come in `zones`; none for the whole hall."""

    prepared: str
    zones: tuple[str, ...] = ()
