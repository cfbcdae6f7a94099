"""Counting days and opening hours (期间计算): the day on which a period begins is left out.

So say 行政许可法 Art.82 and Civil Code Art.201. The legal calendar says which days are working days, the
hall's own hours which hours count; a year whose calendar is not known yet counts with ordinary weekends.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Final

from hallctl.domain.catalogue.kinds import Unit
from hallctl.domain.hours import SATURDAY, Calendar, Span

DAY: Final = timedelta(days=1)
_MONTHS: Final = 12
_WEEK: Final = 7
_FARTHEST: Final = 4000
"""Days after which a hall that never opens is given up."""


def midnight(day: date, zone: tzinfo | None) -> datetime:
    """00:00 of `day`, which is 24:00 of the day before."""
    return datetime.combine(day, time(), zone)


def day_after(day: date, count: int, unit: Unit, calendar: Calendar) -> date:
    """The last of `count` days after `day`, which itself does not count. 0: `day` itself."""
    if unit is Unit.CALENDAR_DAY:
        return day + count * DAY
    if unit is Unit.MONTH:
        return _month_end(day, count, calendar)
    for _ in range(count):
        day = next_working_day(day + DAY, calendar)
    return day


def day_before(day: date, count: int, unit: Unit, calendar: Calendar) -> date:
    """So many days of `unit` earlier."""
    if unit is Unit.CALENDAR_DAY:
        return day - count * DAY
    for _ in range(count):
        day -= DAY
        while not calendar.is_working_day(day):
            day -= DAY
    return day


def days_between(first: date, last: date, unit: Unit, calendar: Calendar) -> int:
    """How many days of `unit` lie from `first` to `last`, both included."""
    length = max(0, (last - first).days + 1)
    if unit is Unit.CALENDAR_DAY:
        return length
    weeks, rest = divmod(length, _WEEK)
    ordinary = weeks * SATURDAY + sum((first.weekday() + day) % _WEEK < SATURDAY for day in range(rest))
    changed = ((day, works) for day, works in calendar.working.items() if first <= day <= last)
    return ordinary + sum(works - (day.weekday() < SATURDAY) for day, works in changed)


def next_working_day(day: date, calendar: Calendar) -> date:
    """`day`, or the first working day after it (行政许可法 Art.82, Civil Code Art.203)."""
    while not calendar.is_working_day(day):
        day += DAY
    return day


def after_opening(since: datetime, length: timedelta, calendar: Calendar) -> datetime:
    """When the hall has been open for `length` after `since`. Raises ValueError where it never opens."""
    day = since.date()
    for _ in range(_FARTHEST):
        for begins, ends in _open(day, calendar, since.tzinfo):
            start = max(begins, since)
            if start < ends:
                if start + length <= ends:
                    return start + length
                length -= ends - start
        day += DAY
    message = "the hall never opens"
    raise ValueError(message)


def at_minute(day: date, minute: int, zone: tzinfo | None) -> datetime:
    """The instant `minute` minutes after midnight of `day`; 1440 is the next midnight."""
    return midnight(day, zone) + timedelta(minutes=minute)


def _open(day: date, calendar: Calendar, zone: tzinfo | None) -> Iterator[tuple[datetime, datetime]]:
    spans: tuple[Span, ...] = calendar.open_spans(day)
    for span in spans:
        yield at_minute(day, span.start, zone), at_minute(day, span.end, zone)


def _month_end(day: date, later: int, calendar: Calendar) -> date:
    """The last working day of the month `later` months on, or of the one after where that is over."""
    years, month = divmod(day.month - 1 + later, _MONTHS)
    year = day.year + years
    last = date(year, month + 1, monthrange(year, month + 1)[1])
    while not calendar.is_working_day(last):
        last -= DAY
    return last if last >= day else _month_end(day, later + 1, calendar)
