"""Announcements (公告): who may make which, what a text may hold, and what falls due (DEV-06, SEC-03)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import ActorKind
from hallctl.domain.announcements import (
    AHEAD,
    LATE,
    LONGEST_EN,
    LONGEST_ZH,
    MOST_STANDING,
    MOST_TIMES,
    Announcement,
    AnnouncementPriority,
)
from hallctl.domain.decide.scene import Scene
from hallctl.domain.moments import local
from hallctl.domain.personal_text import names_person
from hallctl.domain.planning.announcing import is_said, show_until
from hallctl.domain.posts import Power
from hallctl.domain.refusals import Refused


def make(scene: Scene, command: c.Announce) -> list[e.Event]:
    """Announce a text, at once or at a time. Only supervision makes an emergency known."""
    _check_may(scene, command.priority)
    zh, en = text_of(command.zh, LONGEST_ZH, needed=True), text_of(command.en, LONGEST_EN, needed=False)
    if not command.speak and command.show_until is None:
        raise Refused("ANNOUNCEMENT_SILENT")
    if not 1 <= command.times <= MOST_TIMES:
        raise Refused("TIMES_INVALID", str(command.times))
    at = _when(scene, command)
    standing = len(scene.day.state.announcements)
    if standing >= MOST_STANDING and command.priority is not AnnouncementPriority.EMERGENCY:
        raise Refused("ANNOUNCEMENTS_FULL", str(standing))
    made = e.AnnouncementMade(
        announcement=f"ann_{scene.token}",
        zh=zh,
        en=en,
        zones=_zones(scene, command.zones),
        priority=command.priority,
        speak=command.speak,
        times=command.times,
        show_until=_local(scene, command.show_until),
        at=at,
    )
    return [made] if at > scene.now else [made, _due(made)]


def withdraw(scene: Scene, command: c.WithdrawAnnouncement) -> list[e.Event]:
    """It is not so any more."""
    standing = scene.day.state.announcements.get(command.announcement)
    _check_may(scene, standing.priority if standing else AnnouncementPriority.NOTICE)
    if standing is None:
        raise Refused("ANNOUNCEMENT_UNKNOWN", command.announcement)
    return [e.AnnouncementWithdrawn(announcement=standing.id)]


def begin(scene: Scene, command: c.BeginAnnouncement) -> list[e.Event]:
    """A scheduled one is due."""
    standing = scene.day.state.announcements.get(command.announcement)
    if standing is None or standing.due_at is not None or standing.at > command.due:
        return []
    return [_due(standing, late=_is_late(scene, command.due))]


def end(scene: Scene, command: c.EndAnnouncement) -> list[e.Event]:
    """Its time is over."""
    standing = scene.day.state.announcements.get(command.announcement)
    if standing is None or standing.due_at is None or standing.ends_at > command.due:
        return []
    return [e.AnnouncementEnded(announcement=standing.id)]


def prepared(scene: Scene, command: c.AnnouncePrepared) -> list[e.Event]:
    """A prepared text is due in some zones; once for each time of theirs."""
    text = scene.setup.announcements.get(command.prepared)
    if text is None or is_said(scene.day, text, command.zones, command.due):
        return []
    made = e.AnnouncementMade(
        announcement=f"ann_{scene.token}",
        zh=text.zh,
        en=text.en,
        zones=command.zones,
        priority=text.priority,
        speak=text.speak,
        times=text.times,
        show_until=show_until(text, command.due),
        at=command.due,
        prepared=text.id,
    )
    return [made, _due(made, late=_is_late(scene, command.due))]


def text_of(given: str, longest: int, *, needed: bool) -> str:
    """A text as it is journaled: one line. Raises TEXT_LENGTH, TEXT_PERSONAL."""
    text = " ".join("".join(char if char.isprintable() else " " for char in given).split())
    if len(text) > longest or (needed and not text):
        raise Refused("TEXT_LENGTH", f"{len(text)} of 1 to {longest}")
    if names_person(text):
        raise Refused("TEXT_PERSONAL")
    return text


def _check_may(scene: Scene, priority: AnnouncementPriority) -> None:
    if priority is not AnnouncementPriority.EMERGENCY:
        scene.check_dispatch()
    elif scene.actor.kind is not ActorKind.SYSTEM:
        scene.check(Power.ALERT)


def _zones(scene: Scene, names: Iterable[str]) -> tuple[str, ...]:
    """Ids in the order of the configuration. Raises ZONE_UNKNOWN."""
    wanted = {scene.zone(name).id for name in names}
    return tuple(zone for zone in scene.setup.zones if zone in wanted)


def _when(scene: Scene, command: c.Announce) -> datetime:
    """When it is due. Raises ANNOUNCEMENT_TIME where a time is past, too far ahead or in the wrong order."""
    latest = scene.now + AHEAD
    at, until = command.at or scene.now, command.show_until
    for each in (at, until):
        if each is not None and (each.tzinfo is None or each > latest):
            raise Refused("ANNOUNCEMENT_TIME", each.isoformat())
    if at < scene.now - LATE or (until is not None and until <= max(at, scene.now)):
        raise Refused("ANNOUNCEMENT_TIME", f"{at.isoformat()} - {until.isoformat() if until else ''}")
    return local(max(at, scene.now), scene.setup.timezone)


def _local(scene: Scene, at: datetime | None) -> datetime | None:
    return None if at is None else local(at, scene.setup.timezone)


def _is_late(scene: Scene, due: datetime) -> bool:
    return scene.now - due > LATE


def _due(what: e.AnnouncementMade | Announcement, *, late: bool = False) -> e.AnnouncementDue:
    return e.AnnouncementDue(
        announcement=what.id if isinstance(what, Announcement) else what.announcement,
        zh=what.zh,
        en=what.en,
        zones=what.zones,
        priority=what.priority,
        speak=what.speak and not late,
        times=what.times,
        show_until=what.show_until,
    )
