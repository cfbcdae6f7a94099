"""Announcements (公告) as those see them who make them: what runs, what is scheduled, what is prepared."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from hallctl.domain.announcements import Announcement, AnnouncementPriority, Prepared
from hallctl.domain.day import HallDay
from hallctl.domain.planning.announcing import moments
from hallctl.domain.setup import HallSetup


class AnnouncementState(StrEnum):
    """Where an announcement is."""

    SCHEDULED = "SCHEDULED"
    RUNNING = "RUNNING"


class AnnouncementView(msgspec.Struct, frozen=True, kw_only=True):
    """One that stands. `zones`: none for the whole hall. `by`: who made it, a person's name or `system`.

    `show_until`: None where it is only spoken. `prepared`: the text of the configuration that it is.
    """

    id: str
    state: AnnouncementState
    zh: str
    en: str
    zones: tuple[str, ...]
    priority: AnnouncementPriority
    speak: bool
    times: int
    at: datetime
    show_until: datetime | None
    made_at: datetime
    by: str
    prepared: str | None


class PreparedView(msgspec.Struct, frozen=True, kw_only=True):
    """A text of the configuration. `today`: when it is still announced today by itself."""

    id: str
    zh: str
    en: str
    zones: tuple[str, ...]
    priority: AnnouncementPriority
    speak: bool
    times: int
    show_min: int
    today: tuple[datetime, ...]


def announcement_views(day: HallDay, setup: HallSetup) -> tuple[AnnouncementView, ...]:
    """Emergencies first, then what runs, then what is scheduled, in the order of time."""
    standing = sorted(day.state.announcements.values(), key=_order)
    return tuple(_view(setup, each) for each in standing)


def prepared_views(day: HallDay, setup: HallSetup, now: datetime) -> tuple[PreparedView, ...]:
    """The prepared texts in the order of the configuration."""
    return tuple(_prepared(day, setup, text, now) for text in setup.announcements.values())


def _order(standing: Announcement) -> tuple[bool, bool, datetime]:
    urgent = standing.priority is AnnouncementPriority.EMERGENCY
    return not urgent, standing.due_at is None, standing.at


def _view(setup: HallSetup, standing: Announcement) -> AnnouncementView:
    person = setup.staff.get(standing.by)
    return AnnouncementView(
        id=standing.id,
        state=AnnouncementState.SCHEDULED if standing.due_at is None else AnnouncementState.RUNNING,
        zh=standing.zh,
        en=standing.en,
        zones=standing.zones,
        priority=standing.priority,
        speak=standing.speak,
        times=standing.times,
        at=standing.at,
        show_until=standing.show_until,
        made_at=standing.made_at,
        by=person.name if person else standing.by,
        prepared=standing.prepared,
    )


def _prepared(day: HallDay, setup: HallSetup, text: Prepared, now: datetime) -> PreparedView:
    return PreparedView(
        id=text.id,
        zh=text.zh,
        en=text.en,
        zones=text.zones,
        priority=text.priority,
        speak=text.speak,
        times=text.times,
        show_min=text.show_min,
        today=tuple(at for at, _ in moments(day, setup, text) if at > now),
    )
