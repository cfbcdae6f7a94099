"""Who is planned when (轮值): lunch groups and the rota of windows that are not staffed every day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from hallctl.domain.hours import Span

WORKWEEK: Final = range(5)
"""Monday to Friday, as `date.weekday()` counts."""


class Rotation(StrEnum):
    """How often the lunch groups change places."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"


@dataclass(frozen=True, slots=True)
class Lunch:
    """Lunch groups (午间轮班): the span of each, group 1 first. With a rotation they take turns."""

    groups: tuple[Span, ...] = ()
    rotate: Rotation = Rotation.NEVER

    def span(self, group: int, day: date) -> Span | None:
        """When the group is at lunch on `day`; None for group 0 and where there is no such group."""
        if not 1 <= group <= len(self.groups):
            return None
        days = day.toordinal() - 1  # 1 January of the year 1 was a Monday
        turn = {Rotation.NEVER: 0, Rotation.DAILY: days, Rotation.WEEKLY: days // 7}[self.rotate]
        return self.groups[(group - 1 + turn) % len(self.groups)]


@dataclass(frozen=True, slots=True)
class RotaEntry:
    """A person who comes to a window on some weekdays or dates (非常驻窗口轮值, QUE-30)."""

    window: str
    staff: str
    weekdays: frozenset[int] = frozenset()
    dates: frozenset[date] = frozenset()

    def falls_on(self, day: date) -> bool:
        """Whether the person is on duty there on `day`."""
        return day in self.dates or day.weekday() in self.weekdays
