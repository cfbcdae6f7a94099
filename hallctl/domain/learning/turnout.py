"""Turnout (来访人次): who came to a zone today, and who usually comes, as faded sums over days of one kind.

Only counts, by quarter of an hour (0 to 95) and code or department; nothing here names anybody.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from hallctl.domain.tickets import TicketClass

QUARTER_MIN: Final = 15
MEMORY_DAYS: Final = 20.0
"""After so many days of its kind an old one weighs a third."""

_FADE: Final = 1.0 - 1.0 / MEMORY_DAYS
_NOTHING: Final = 1e-3
_COUNTS: Final = ("extra", "called", "missed", "served", "booked", "kept")

ByQuarter = dict[int, float]


def quarter_of(at: datetime) -> int:
    """Which quarter of its day a local time lies in."""
    return at.hour * 4 + at.minute // QUARTER_MIN


class Habits(msgspec.Struct):
    """How people behave: counts of one day, or faded sums of days.

    `extra`: items beyond the first of a number. `called` for the first time, `missed` of them by not coming.
    `onward`: where people were sent from here, by code of the line. `booked` to come, `kept` of them.
    """

    classes: dict[str, float] = msgspec.field(default_factory=dict)
    extra: float = 0.0
    called: float = 0.0
    missed: float = 0.0
    served: float = 0.0
    onward: dict[str, float] = msgspec.field(default_factory=dict)
    booked: float = 0.0
    kept: float = 0.0

    def fade_in(self, other: Habits) -> None:
        """One day more; what was counted before fades."""
        for name in _COUNTS:
            setattr(self, name, round(getattr(self, name) * _FADE + getattr(other, name), 4))
        self.classes = _faded(self.classes, other.classes)
        self.onward = _faded(self.onward, other.onward)

    def plus(self, other: Habits) -> Habits:
        """Both together."""
        return Habits(
            classes=_sum(self.classes, other.classes),
            onward=_sum(self.onward, other.onward),
            **{name: getattr(self, name) + getattr(other, name) for name in _COUNTS},
        )


class Turnout(msgspec.Struct):
    """Who took a number in a zone today, by code (the first of several) and quarter."""

    walk_ins: dict[str, ByQuarter] = msgspec.field(default_factory=dict)
    booked: dict[str, ByQuarter] = msgspec.field(default_factory=dict)
    habits: Habits = msgspec.field(default_factory=Habits)

    def take(self, codes: tuple[str, ...], klass: TicketClass, at: datetime) -> None:
        """Somebody took a number."""
        booked = klass is TicketClass.BOOKED
        quarters = (self.booked if booked else self.walk_ins).setdefault(codes[0], {})
        quarter = quarter_of(at)
        quarters[quarter] = quarters.get(quarter, 0.0) + 1.0
        self.habits.extra += len(codes) - 1
        if not booked:
            self.habits.classes[klass.value] = self.habits.classes.get(klass.value, 0.0) + 1.0

    def send_on(self, code: str) -> None:
        """Somebody was sent on from here to the line of `code`."""
        self.habits.onward[code] = self.habits.onward.get(code, 0.0) + 1.0


class Usual(msgspec.Struct):
    """Who usually comes to a zone on a kind of day, as faded sums.

    `days`: by quarter, on how many days numbers were given then. `walk_ins` and `booked`: visitors by
    department and quarter; items of no department stand under their own code. `codes`: walk-ins by code.
    """

    days: ByQuarter = msgspec.field(default_factory=dict)
    walk_ins: dict[str, ByQuarter] = msgspec.field(default_factory=dict)
    booked: dict[str, ByQuarter] = msgspec.field(default_factory=dict)
    codes: dict[str, float] = msgspec.field(default_factory=dict)
    habits: Habits = msgspec.field(default_factory=Habits)

    def take(
        self, today: Turnout, groups: Mapping[str, str], opened: Mapping[int, float], bookings: Habits
    ) -> None:
        """A day is over. `groups`: code → department. `opened`: which share of each quarter was open."""
        for quarter, share in opened.items():
            self.days[quarter] = round(self.days.get(quarter, 0.0) * _FADE + share, 4)
        _take_series(self.walk_ins, today.walk_ins, groups, opened)
        _take_series(self.booked, today.booked, groups, opened)
        self.codes = _faded(self.codes, {code: sum(came.values()) for code, came in today.walk_ins.items()})
        self.habits.fade_in(today.habits.plus(bookings))


def _take_series(
    known: dict[str, ByQuarter],
    today: Mapping[str, ByQuarter],
    groups: Mapping[str, str],
    opened: Mapping[int, float],
) -> None:
    """Quarters in which nothing was open are left as they were: nobody could have come."""
    for series in known.values():
        for quarter in opened:
            if quarter in series:
                series[quarter] *= _FADE
    for code, came in today.items():
        series = known.setdefault(groups[code], {})
        for quarter, people in came.items():
            if quarter in opened:
                series[quarter] = series.get(quarter, 0.0) + people
    for group, series in list(known.items()):
        known[group] = {quarter: round(n, 4) for quarter, n in sorted(series.items()) if n > _NOTHING}
        if not known[group]:
            del known[group]


def _faded(known: Mapping[str, float], today: Mapping[str, float]) -> dict[str, float]:
    summed = {key: known.get(key, 0.0) * _FADE + today.get(key, 0.0) for key in {**known, **today}}
    return {key: round(n, 4) for key, n in summed.items() if n > _NOTHING}


def _sum(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    return {key: one.get(key, 0.0) + other.get(key, 0.0) for key in {**one, **other}}
