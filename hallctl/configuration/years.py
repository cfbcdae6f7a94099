"""The hall's calendar (日历): legal holidays and adjusted workdays, market days, and days of its own.

A year is read from `<calendar folder>/<year>.toml`, then from the examples that travel with hallctl, then
from the `chinesecalendar` package. A hall's own file may list only its own days: what it leaves out of the
legal calendar comes from the next source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Self

import chinese_calendar
from pydantic import Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from hallctl.configuration.document import Document, read_document
from hallctl.configuration.explain import explain
from hallctl.configuration.fields import Flag, Section
from hallctl.configuration.findings import Finding, Severity
from hallctl.configuration.sections import HoursSection
from hallctl.domain.hours import DayKind

SHIPPED: Final = Path(__file__).parents[1] / "_shipped" / "config" / "calendar"
_CHECKOUT: Final = Path(__file__).parents[2] / "config" / "calendar"
_DECEMBER: Final = 12


class Weekday(StrEnum):
    """Days of the week, in the order of `date.weekday()`."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class DaySection(Section):
    """`[[day]]`: one date that is different: its kind, its hours, or both.

    With `zones` the hours are for these zones only and the kind of the day stays as it is.
    """

    date: date
    kind: DayKind | None = None
    hours: HoursSection | None = None
    zones: frozenset[str] = frozenset()
    name: str = ""


class MarketSection(Section):
    """`[[market]]`: market days (赶场日) by weekday, by day of the month, or every so many days."""

    weekdays: frozenset[Weekday] = frozenset()
    days_of_month: frozenset[Annotated[int, Field(strict=True, ge=1, le=31)]] = frozenset()
    every_days: Annotated[int, Field(strict=True, ge=2, le=60)] | None = None
    start: Annotated[date | None, Field(alias="from")] = None
    holidays: Flag = False
    hours: HoursSection | None = None

    @model_validator(mode="after")
    def _one_rule(self) -> Self:
        if sum(map(bool, (self.weekdays, self.days_of_month, self.every_days))) != 1:
            raise PydanticCustomError("market_rule", "one rule")
        if self.every_days and self.start is None:
            raise PydanticCustomError("start_needed", "a first day")
        return self

    def falls_on(self, day: date) -> bool:
        """Whether the rule makes `day` a market day."""
        if self.every_days and self.start:
            return (day - self.start).days % self.every_days == 0
        return day.day in self.days_of_month or list(Weekday)[day.weekday()] in self.weekdays


class YearFile(Section):
    """`calendar/<year>.toml`. `off` and `work` are the State Council's schedule (国务院办公厅放假安排)."""

    off: frozenset[date] | None = None
    work: frozenset[date] = frozenset()
    source: str = ""
    day: tuple[DaySection, ...] = ()
    market: tuple[MarketSection, ...] = ()


@dataclass
class Years:
    """What is known of some years, ready for the hall's calendar."""

    working: dict[date, bool] = field(default_factory=dict)
    kinds: dict[date, DayKind] = field(default_factory=dict)
    hours: dict[date, HoursSection] = field(default_factory=dict)
    zone_hours: dict[tuple[str, date], HoursSection] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


def read_years(folder: Path, today: date, zones: frozenset[str]) -> Years:
    """Last year, this year and the next. A missing next year is a warning in December (HAL-04).

    A file that names none of the hall's `zones` is an error.
    """
    years = Years()
    for year in range(today.year - 1, today.year + 2):
        files = list(_files(folder, year, years.findings))
        legal = _legal(year, [file for file, _ in files])
        if legal is None and (year == today.year or (year > today.year and today.month == _DECEMBER)):
            place = str(folder / f"{year}.toml")
            years.findings.append(
                Finding("CALENDAR_MISSING", key=str(year), file=place, severity=Severity.WARNING)
            )
        years.working.update(legal or {})
        if files:
            own, document = files[0]
            _own_days(year, own, years, legal or {})
            years.findings.extend(_foreign(own, document, year, zones))
    return years


def _files(folder: Path, year: int, findings: list[Finding]) -> Iterator[tuple[YearFile, Document]]:
    """The hall's file of `year` first, the shipped one second."""
    seen: set[Path] = set()
    own = folder / f"{year}.toml"
    if not own.is_file():
        yield YearFile(), Document(str(own))
    for path in (own, SHIPPED / own.name, _CHECKOUT / own.name):
        if path.is_file() and path.resolve() not in seen:
            seen.add(path.resolve())
            document, faults = read_document(path)
            findings.extend(faults)
            try:
                yield YearFile.model_validate(document.tables), document
            except ValidationError as error:
                findings.extend(explain(error, YearFile, document))


def _legal(year: int, files: Iterable[YearFile]) -> Mapping[date, bool] | None:
    for file in files:
        if file.off is not None:
            return dict.fromkeys(file.off, False) | dict.fromkeys(file.work, True)
    off = {day for day in chinese_calendar.holidays if day.year == year}
    work = {day for day in chinese_calendar.workdays if day.year == year}
    return dict.fromkeys(off, False) | dict.fromkeys(work, True) if off else None


def _own_days(year: int, file: YearFile, years: Years, legal: Mapping[date, bool]) -> None:
    for rule in file.market:
        for day in _days(year):
            if rule.falls_on(day) and (rule.holidays or legal.get(day, True)):
                years.kinds[day] = DayKind.MARKET_DAY
                if rule.hours:
                    years.hours[day] = rule.hours
    for entry in file.day:
        if entry.zones and entry.hours:
            years.zone_hours |= {(zone, entry.date): entry.hours for zone in entry.zones}
            continue
        years.kinds[entry.date] = entry.kind or DayKind.REGULAR
        years.hours.pop(entry.date, None)
        if entry.hours:
            years.hours[entry.date] = entry.hours


def _foreign(file: YearFile, document: Document, year: int, zones: frozenset[str]) -> Iterator[Finding]:
    """Days that name zones which the hall has not, or that belong to another year."""
    for index, entry in enumerate(file.day):
        if unknown := sorted(entry.zones - zones):
            found, allowed = ", ".join(unknown), ", ".join(sorted(zones))
            yield document.finding("UNKNOWN_REFERENCE", ("day", index, "zones"), found=found, allowed=allowed)
        if entry.date.year != year:
            yield document.finding("OTHER_YEAR", ("day", index, "date"), found=str(entry.date))


def _days(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)
