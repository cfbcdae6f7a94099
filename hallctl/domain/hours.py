"""Opening hours (办公时间) and the day kinds of the hall calendar (HAL-04).

All times are local to the hall. A span ends before its `end`; "24:00" is written as minute 1440.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Final

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
        return self.start <= minute_of_day(at) < self.end

    @property
    def text(self) -> str:
        """As people write it: `09:00-17:00`."""
        return f"{self.start // 60:02}:{self.start % 60:02}-{self.end // 60:02}:{self.end % 60:02}"

    def covers(self, other: Span) -> bool:
        """Whether all of `other` lies inside."""
        return self.start <= other.start and other.end <= self.end


DAY_MIN: Final = 24 * 60
WHOLE_DAY: Final = Span(0, DAY_MIN)


def minute_of_day(at: datetime) -> int:
    """Whole minutes from local midnight to the wall-clock time of `at`."""
    return at.hour * 60 + at.minute


def exact_minute_of_day(at: datetime) -> float:
    """The same with the seconds."""
    return minute_of_day(at) + at.second / 60


def minutes_of(text: str) -> int:
    """Minutes after midnight of `HH:MM`, which need not be a time of day: 99:99 is far behind it."""
    hour, minute = text.split(":")
    return int(hour) * 60 + int(minute)


def span_of(text: str) -> Span:
    """The span of `HH:MM-HH:MM`; whether it is one of a day is for others to say."""
    start, end = text.split("-")
    return Span(minutes_of(start), minutes_of(end))


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

    def lunch_break(self, at: datetime) -> bool:
        """Whether nobody is served at `at` because of lunch."""
        return self.lunch is not None and not self.lunch_open and self.lunch.holds(at)

    def past_last_ticket(self, at: datetime) -> bool:
        """Whether no number is given any more at `at`, although the zone may still be open."""
        return self.last_ticket is not None and minute_of_day(at) >= self.last_ticket

    def gives_numbers(self, at: datetime) -> bool:
        """Whether a walk-in visitor may take a number at `at`."""
        return self.open.holds(at) and not self.lunch_break(at) and not self.past_last_ticket(at)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The hall's days.

    `exceptions` come from `calendar/<year>.toml` and win; `working` says for a date whether the legal
    calendar makes it a working day. Legal holidays are of kind `holidays`, other free days of kind
    `off_days`. Hours that are set for one zone on one date (extended hours, 延时服务) win over those of the
    date, these over those of the zone. Zones in `round_the_clock` (24小时自助区) never close.
    """

    hours: Hours
    off_days: DayKind = DayKind.CLOSED
    off_day_hours: Hours | None = None
    zone_hours: Mapping[str, Hours] = field(default_factory=dict)
    exceptions: Mapping[date, DayKind] = field(default_factory=dict)
    exception_hours: Mapping[date, Hours] = field(default_factory=dict)
    zone_exception_hours: Mapping[tuple[str, date], Hours] = field(default_factory=dict)
    working: Mapping[date, bool] = field(default_factory=dict)
    round_the_clock: frozenset[str] = frozenset()
    holidays: DayKind = DayKind.CLOSED

    def knows(self, year: int) -> bool:
        """Whether the legal holidays and adjusted workdays of `year` are known."""
        return any(day.year == year for day in self.working)

    def is_working_day(self, day: date) -> bool:
        """Whether the law makes `day` a working day: legal holidays and adjusted workdays count."""
        return self.working.get(day, day.weekday() < SATURDAY)

    def is_holiday(self, day: date) -> bool:
        """Whether the law makes `day` a holiday (法定节假日); an ordinary weekend is none."""
        return self.working.get(day) is False

    def kind(self, day: date) -> DayKind:
        """The kind of `day`."""
        if day in self.exceptions:
            return self.exceptions[day]
        if self.is_working_day(day):
            return DayKind.REGULAR
        return self.holidays if self.is_holiday(day) else self.off_days

    def zone_open(self, zone: str, day: date) -> Hours | None:
        """The hours of `zone` on `day`, or None where it is closed."""
        if zone in self.round_the_clock:
            return Hours(WHOLE_DAY)
        own = self.zone_exception_hours.get((zone, day))
        if own is not None:
            return own
        if self.kind(day) is DayKind.CLOSED:
            return None
        return self._hours_of_date(day) or self.zone_hours.get(zone, self.hours)

    def open_spans(self, day: date) -> tuple[Span, ...]:
        """When the hall itself is open on `day`, without a lunch in which it closes; ordered."""
        if self.kind(day) is DayKind.CLOSED:
            return ()
        hours = self._hours_of_date(day) or self.hours
        if hours.lunch is None or hours.lunch_open:
            return (hours.open,)
        return (Span(hours.open.start, hours.lunch.start), Span(hours.lunch.end, hours.open.end))

    def closes(self, day: date) -> int:
        """The minute at which the hall closes on `day`; as on other days where it does not open."""
        hours = self._hours_of_date(day) or self.hours
        return hours.open.end

    def _hours_of_date(self, day: date) -> Hours | None:
        """Hours that the date itself brings, or None for a day with normal opening."""
        if day in self.exception_hours:
            return self.exception_hours[day]
        normal = day in self.exceptions and self.exceptions[day] is not DayKind.APPOINTMENT_ONLY
        return None if normal or self.is_working_day(day) else self.off_day_hours
