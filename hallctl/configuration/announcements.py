"""`[[announcement]]`: texts that are prepared (预备公告), and when the hall announces them by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from hallctl.configuration.document import Document
from hallctl.configuration.fields import Flag, Identifier, Section
from hallctl.configuration.findings import Finding
from hallctl.configuration.spans import ClockMinute
from hallctl.configuration.years import Weekday
from hallctl.domain.announcements import (
    LONGEST_EN,
    LONGEST_ZH,
    MOST_TIMES,
    Anchor,
    AnnouncementPriority,
    Prepared,
)
from hallctl.domain.hours import DAY_MIN
from hallctl.domain.personal_text import names_person


def _english(text: str) -> str:
    if len(text) > LONGEST_EN:
        raise PydanticCustomError("english_long", "at most 400 characters")
    return text


class AnnouncementSection(Section):
    """`[[announcement]]`: `at` a time or `before_min` before an `anchor`; else a person picks it."""

    id: Identifier
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_ZH)]
    text_en: Annotated[str, AfterValidator(_english)] = ""
    priority: AnnouncementPriority = AnnouncementPriority.NOTICE
    at: ClockMinute | None = None
    anchor: Anchor | None = None
    before_min: Annotated[int, Field(strict=True, ge=0, le=240)] = 0
    weekdays: Annotated[frozenset[Weekday], Field(min_length=1)] = frozenset(Weekday)
    zones: tuple[str, ...] = ()
    speak: Flag = True
    times: Annotated[int, Field(strict=True, ge=1, le=MOST_TIMES)] = 1
    show_min: Annotated[int, Field(strict=True, ge=0, le=DAY_MIN)] = 0

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.at is not None and self.anchor is not None:
            raise PydanticCustomError("announcement_time", "at or anchor")
        timed = self.at is not None or self.anchor is not None
        if timed and self.priority is AnnouncementPriority.EMERGENCY:
            raise PydanticCustomError("emergency_time", "no time for an emergency")
        if not (self.speak or self.show_min):
            raise PydanticCustomError("announcement_silent", "speak or show_min")
        return self


def prepared_of(section: AnnouncementSection) -> Prepared:
    """The text as the hall knows it."""
    return Prepared(
        id=section.id,
        zh=section.text,
        en=section.text_en,
        zones=section.zones,
        priority=section.priority,
        speak=section.speak,
        times=section.times,
        show_min=section.show_min,
        at=section.at,
        anchor=section.anchor,
        before_min=section.before_min,
        weekdays=frozenset(list(Weekday).index(day) for day in section.weekdays),
    )


def check_announcements(sections: tuple[AnnouncementSection, ...], document: Document) -> Iterator[Finding]:
    """Texts that name a person (SEC-03). What was found there is not repeated."""
    for index, section in enumerate(sections):
        for key in ("text", "text_en"):
            if names_person(getattr(section, key)):
                yield document.finding("TEXT_PERSONAL", ("announcement", index, key))
