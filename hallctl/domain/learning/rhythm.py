"""Rhythm (来访节律): how many a minute usually come to a zone, by department and quarter of an hour.

Few days are noisy: a quarter leans on its neighbours, a department's share of it on its share of the day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from hallctl.domain.hours import DAY_MIN, Hours
from hallctl.domain.learning.turnout import QUARTER_MIN, ByQuarter

QUARTERS: Final = DAY_MIN // QUARTER_MIN

NEIGHBOURS_DAYS: Final = 1.0
"""What the quarters beside one are worth, in days."""

SHARE_PRIOR: Final = 10.0
"""Visitors that a department's share of the whole day is worth against its share of one quarter."""

Spell = tuple[int, float]
"""(quarter, minutes of it)."""


class Rhythm:
    """`rates`: by department, people a minute in each quarter of a day in which numbers are given.

    Made from faded sums: `days` that were open by quarter, and visitors by department and quarter. A quarter
    that never was open is taken to be like the nearest that was.
    """

    def __init__(self, days: ByQuarter, visitors: Mapping[str, ByQuarter]) -> None:
        self._days = {quarter: n for quarter, n in days.items() if n > 0}
        self._zone: dict[int, float] = {}
        for series in visitors.values():
            for quarter, people in series.items():
                self._zone[quarter] = self._zone.get(quarter, 0.0) + people
        self.rates: dict[str, tuple[float, ...]] = {}
        whole = sum(self._zone.values())
        if not whole or not self._days:
            return
        nearest = [min(self._days, key=lambda q: (abs(q - quarter), q)) for quarter in range(QUARTERS)]
        smooth = {quarter: self._smooth(quarter) / QUARTER_MIN for quarter in self._days}
        for name, series in visitors.items():
            prior = SHARE_PRIOR * sum(series.values()) / whole
            share = {q: (series.get(q, 0.0) + prior) / (self._zone.get(q, 0.0) + SHARE_PRIOR) for q in smooth}
            self.rates[name] = tuple(smooth[q] * share[q] for q in nearest)

    def people(self, department: str, spells: list[Spell]) -> float:
        """How many of a department come in these minutes; nobody of one that never came."""
        rates = self.rates.get(department)
        return sum(rates[quarter] * minutes for quarter, minutes in spells) if rates else 0.0

    def everybody(self, spells: list[Spell]) -> float:
        """How many come in these minutes in all."""
        return sum(self.people(name, spells) for name in self.rates)

    def _smooth(self, quarter: int) -> float:
        """People in a quarter of an hour."""
        people, days = self._zone.get(quarter, 0.0), self._days[quarter]
        beside = [other for other in (quarter - 1, quarter + 1) if other in self._days]
        for other in beside:
            weight = NEIGHBOURS_DAYS / len(beside)
            people += weight * self._zone.get(other, 0.0) / self._days[other]
            days += weight
        return people / days


def quarters(start_min: float, end_min: float) -> Iterator[tuple[int, float, float]]:
    """(quarter, from, to) between two minutes of a day; the first and the last as far as they lie inside."""
    while start_min < end_min:
        quarter = int(start_min // QUARTER_MIN)
        stop = min(end_min, (quarter + 1.0) * QUARTER_MIN)
        yield quarter, start_min, stop
        start_min = stop


def open_spells(hours: Hours, start_min: float, end_min: float) -> list[Spell]:
    """The minutes between two minutes of a day in which numbers are given."""
    return [
        (quarter, given)
        for quarter, start, stop in quarters(start_min, end_min)
        if (given := open_min(hours, start, stop)) > 0
    ]


def open_min(hours: Hours, start_min: float, end_min: float) -> float:
    """For how many minutes numbers are given between two minutes of a day."""
    last = hours.open.end if hours.last_ticket is None else min(hours.open.end, hours.last_ticket)
    given = _overlap(start_min, end_min, hours.open.start, last)
    if hours.lunch is not None and not hours.lunch_open:
        lunch = hours.lunch
        given -= _overlap(start_min, end_min, max(lunch.start, hours.open.start), min(lunch.end, last))
    return given


def _overlap(start: float, end: float, other_start: float, other_end: float) -> float:
    return max(0.0, min(end, other_end) - max(start, other_start))
