"""Announcements that stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import msgspec

from hallctl.domain import events as e
from hallctl.domain.announcements import Announcement
from hallctl.domain.records import Record

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


def _made(day: HallDay, event: e.AnnouncementMade, record: Record) -> None:
    day.state.announcements[event.announcement] = Announcement(
        id=event.announcement,
        zh=event.zh,
        en=event.en,
        zones=event.zones,
        priority=event.priority,
        speak=event.speak,
        times=event.times,
        show_until=event.show_until,
        at=event.at,
        made_at=record.at,
        by=record.actor.person,
        prepared=event.prepared,
    )
    if event.prepared is not None:
        for zone in event.zones or ("",):
            day.state.announced[said_key(event.prepared, zone)] = event.at


def said_key(prepared: str, zone: str) -> str:
    """By what it is known when a prepared text was last announced in a zone; "" for the whole hall."""
    return f"{prepared}/{zone}"


def _due(day: HallDay, event: e.AnnouncementDue, record: Record) -> None:
    standing = day.state.announcements[event.announcement]
    day.state.announcements[event.announcement] = msgspec.structs.replace(
        standing, due_at=record.at, speak=event.speak
    )


def _over(day: HallDay, event: e.AnnouncementWithdrawn | e.AnnouncementEnded, _record: Record) -> None:
    day.state.announcements.pop(event.announcement, None)


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    e.AnnouncementMade: _made,
    e.AnnouncementDue: _due,
    e.AnnouncementWithdrawn: _over,
    e.AnnouncementEnded: _over,
}
