"""Working days counted by hand from the calendar files, by nothing of hallctl: what deadlines should be."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

CALENDARS = Path(__file__).parents[2] / "config" / "calendar"
SHANGHAI = ZoneInfo("Asia/Shanghai")
ONE = timedelta(days=1)


@cache
def _year(year: int) -> tuple[frozenset[date], frozenset[date]]:
    told = tomllib.loads((CALENDARS / f"{year}.toml").read_text(encoding="utf-8"))
    return frozenset(told["off"]), frozenset(told["work"])


def works(day: date) -> bool:
    """Whether offices work on that day of 2025 or 2026: Saturdays and Sundays, but for what is announced."""
    off, work = _year(day.year)
    if day in off:
        return False
    return day in work or day.isoweekday() < 6


def after(day: date, count: int) -> date:
    """The `count`-th working day after `day`."""
    while count:
        day += ONE
        count -= works(day)
    return day


def at_work(day: date) -> date:
    """That day, or the next working day."""
    while not works(day):
        day += ONE
    return day


def over(last: date) -> datetime:
    """The first instant after the last day."""
    return datetime.combine(last + ONE, time(), SHANGHAI)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """A time of that day."""
    return datetime.combine(day, time(hour, minute), SHANGHAI)


def month_end(day: date) -> date:
    """The last working day of its month."""
    last = (day.replace(day=1) + timedelta(days=32)).replace(day=1) - ONE
    while not works(last):
        last -= ONE
    return last


def moved(last: date, since: date, until: date) -> date:
    """The last day of a limit in working days that stood still from `since` to before `until` (CLK-05)."""
    still = sum(works(since + timedelta(days=count)) for count in range((until - since).days))
    return after(last, still)
