"""Opening hours (办公时间) and the day kinds of the hall calendar (HAL-04).

All times are local to the hall. A span ends before its `end`; "24:00" is written as minute 1440.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

SATURDAY = 5


class DayKind(StrEnum):
    """What a date is for the public."""

    REGULAR = "REGULAR"
    MARKET_DAY = "MARKET_DAY"  # 赶场: a weekend day with normal opening
    APPOINTMENT_ONLY = "APPOINTMENT_ONLY"  # booked visits only
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a day in minutes after local midnight, `start` inclusive, `end` exclusive."""

    start: int
    end: int

    def holds(self, at: datetime) -> bool:
        """Whether the local time of `at` lies inside."""
        return self.start <= at.hour * 60 + at.minute < self.end


@dataclass(frozen=True, slots=True)
class Hours:
    """When one zone is open on one kind of day.

    `lunch` is a break of intake only where `lunch_open` is false: most halls stay open in two groups.
    `last_ticket` is the minute from which no number is given any more.
    """

    open: Span
    lunch: Span | None = None
    lunch_open: bool = True
    last_ticket: int | None = None


@dataclass(frozen=True, slots=True)
class Calendar:
    """The hall's days.

    `exceptions` come from `calendar/<year>.toml` and win; `working` says for a date whether the legal
    calendar makes it a working day; other days are of kind `off_days`.
    """

    hours: Hours
    off_days: DayKind = DayKind.CLOSED
    off_day_hours: Hours | None = None
    zone_hours: Mapping[str, Hours] = field(default_factory=dict)
    exceptions: Mapping[date, DayKind] = field(default_factory=dict)
    exception_hours: Mapping[date, Hours] = field(default_factory=dict)
    working: Mapping[date, bool] = field(default_factory=dict)

    def kind(self, day: date) -> DayKind:
        """The kind of `day`."""
        if day in self.exceptions:
            return self.exceptions[day]
        if self.working.get(day, day.weekday() < SATURDAY):
            return DayKind.REGULAR
        return self.off_days

    def zone_open(self, zone: str, day: date) -> Hours | None:
        """The hours of `zone` on `day`, or None where it is closed."""
        kind = self.kind(day)
        if kind is DayKind.CLOSED:
            return None
        if day in self.exception_hours:
            return self.exception_hours[day]
        if zone in self.zone_hours:
            return self.zone_hours[zone]
        if kind is DayKind.REGULAR or kind is DayKind.MARKET_DAY:
            return self.hours
        return self.off_day_hours or self.hours
