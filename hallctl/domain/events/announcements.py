"""Announcements (公告). Their texts are public: the rules refuse those that name a person."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.announcements import AnnouncementPriority
from hallctl.domain.events.base import Event, event


@event(
    "announcement.made",
    shown="announcement zh en zones priority speak times show_until at prepared",
    public=True,
)
class AnnouncementMade(Event, frozen=True, kw_only=True):
    """It stands from now on and is due `at`. What is due at once has `announcement.due` in the same batch."""

    announcement: str
    zh: str
    en: str = ""
    zones: tuple[str, ...] = ()
    priority: AnnouncementPriority
    speak: bool
    times: int
    show_until: datetime | None = None
    at: datetime
    prepared: str | None = None


@event(
    "announcement.due",
    shown="announcement zh en zones priority speak times show_until",
    public=True,
)
class AnnouncementDue(Event, frozen=True, kw_only=True):
    """Speak and show it now: the one event for voice and walls, whether made at once or scheduled.

    `speak` is false where nothing is to be said, also because it is too late for that.
    """

    announcement: str
    zh: str
    en: str = ""
    zones: tuple[str, ...] = ()
    priority: AnnouncementPriority
    speak: bool
    times: int
    show_until: datetime | None = None


@event("announcement.withdrawn", shown="announcement", public=True)
class AnnouncementWithdrawn(Event, frozen=True, kw_only=True):
    """Whoever speaks or shows it stops."""

    announcement: str


@event("announcement.ended", shown="announcement", public=True)
class AnnouncementEnded(Event, frozen=True, kw_only=True):
    """Its time is over."""

    announcement: str
