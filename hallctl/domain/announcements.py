"""Announcements (公告): free texts that the hall speaks and shows, made by people or prepared beforehand.

An announcement is public from the first: its texts never name a person (SEC-03, `personal_text`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

import msgspec

LONGEST_ZH: Final = 200
"""Characters of the Chinese text; it is spoken in less than a minute."""

LONGEST_EN: Final = 400
MOST_TIMES: Final = 10
MOST_STANDING: Final = 50
"""Announcements that may run or be scheduled at a time; an emergency always may."""

AHEAD: Final = timedelta(days=31)
"""So far ahead one may be scheduled, and so long it may be shown."""

LATE: Final = timedelta(minutes=2)
"""What falls due while the hall is down is not spoken later than this: `15 minutes left` would be wrong."""

SPOKEN_KEPT: Final = timedelta(minutes=10)
"""So long one that is only spoken may wait for its turn at a loudspeaker."""


class AnnouncementPriority(StrEnum):
    """How urgent it is."""

    EMERGENCY = "EMERGENCY"  # 应急: before everything, and what is being said stops
    NOTICE = "NOTICE"  # 公告: after the calls


class Anchor(StrEnum):
    """What of a day's opening hours a prepared announcement goes by."""

    OPENING = "opening"
    LUNCH = "lunch"
    LUNCH_OVER = "lunch_over"
    LAST_TICKET = "last_ticket"
    CLOSING = "closing"


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """One that stands: it is scheduled `at`, or runs since `due_at`.

    `zones`: where, none for the whole hall. `times`: how often it is spoken in a row. `show_until`: None
    where it is not shown. `prepared`: id of the configuration's text that it came from by itself.
    """

    id: str
    zh: str
    en: str = ""
    zones: tuple[str, ...] = ()
    priority: AnnouncementPriority = AnnouncementPriority.NOTICE
    speak: bool = True
    times: int = 1
    show_until: datetime | None = None
    at: datetime
    due_at: datetime | None = None
    made_at: datetime
    by: str
    prepared: str | None = None

    @property
    def ends_at(self) -> datetime:
        """When nothing is left of it to be shown or said, once it is due."""
        return self.show_until or (self.due_at or self.at) + SPOKEN_KEPT

    def is_shown(self, now: datetime) -> bool:
        """Whether walls show it now."""
        return self.due_at is not None and self.show_until is not None and now < self.show_until


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text of the configuration. With a time it is announced by itself, else whenever a person picks it.

    `at`: minute of the day; or `before_min` before `anchor`. `weekdays` as `date.weekday()` counts.
    `show_min`: how long it is shown; 0: not at all.
    """

    id: str
    zh: str
    en: str = ""
    zones: tuple[str, ...] = ()
    priority: AnnouncementPriority = AnnouncementPriority.NOTICE
    speak: bool = True
    times: int = 1
    show_min: int = 0
    at: int | None = None
    anchor: Anchor | None = None
    before_min: int = 0
    weekdays: frozenset[int] = frozenset(range(7))
