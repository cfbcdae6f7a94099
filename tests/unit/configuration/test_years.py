"""The calendar of a hall: legal holidays, market days, days of its own, and the warning in December."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from halls_on_disk import HallOnDisk

from hallctl.configuration.findings import Severity
from hallctl.configuration.years import _CHECKOUT, MarketSection, YearFile, read_years
from hallctl.domain.hours import Calendar, DayKind, Hours, Span

NATIONAL_DAY, ADJUSTED_SATURDAY = date(2026, 10, 1), date(2026, 10, 10)
SATURDAY, SUNDAY, MONDAY = date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 9)


def calendar_of(hall: HallOnDisk, *sets: str, today: date = date(2026, 3, 2)) -> Calendar:
    loaded = hall.load(sets=sets, today=today)
    assert loaded.findings == ()
    return loaded.required().setup.calendar


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_shipped_schedules_are_those_of_the_calendar_package(year: int) -> None:
    shipped = read_years(_CHECKOUT, date(year, 1, 1), frozenset()).working
    days = [day for day in shipped if day.year == year]
    assert days
    assert all(shipped[day] == chinese_calendar.is_workday(day) for day in days)
    listed = {day for table in (chinese_calendar.holidays, chinese_calendar.workdays) for day in table}
    assert set(days) == {day for day in listed if day.year == year}


def test_legal_holidays_and_adjusted_workdays_are_known_without_a_file_of_the_hall(hall: HallOnDisk) -> None:
    calendar = calendar_of(hall)
    assert calendar.kind(NATIONAL_DAY) is DayKind.CLOSED
    assert calendar.kind(ADJUSTED_SATURDAY) is DayKind.REGULAR
    assert calendar.kind(SATURDAY) is DayKind.CLOSED


def test_years_without_a_file_come_from_the_calendar_package(hall: HallOnDisk) -> None:
    calendar = calendar_of(hall, today=date(2021, 5, 1))
    assert calendar.kind(date(2021, 10, 1)) is DayKind.CLOSED
    assert calendar.kind(date(2021, 10, 9)) is DayKind.REGULAR


def test_a_file_of_the_hall_wins_over_the_shipped_one(hall: HallOnDisk) -> None:
    hall.write("calendar/2026.toml", "off = [2026-03-09]\nwork = [2026-03-07]\n")
    calendar = calendar_of(hall)
    assert calendar.kind(MONDAY) is DayKind.CLOSED
    assert calendar.kind(SATURDAY) is DayKind.REGULAR
    assert calendar.kind(NATIONAL_DAY) is DayKind.REGULAR


def test_a_file_with_own_days_only_leaves_the_legal_calendar_as_it_is(hall: HallOnDisk) -> None:
    hall.write("calendar/2026.toml", '[[day]]\ndate = 2026-03-09\nkind = "CLOSED"\n')
    calendar = calendar_of(hall)
    assert calendar.kind(MONDAY) is DayKind.CLOSED
    assert calendar.kind(NATIONAL_DAY) is DayKind.CLOSED


def test_appointment_only_saturdays_have_their_own_hours_and_holidays_stay_closed(hall: HallOnDisk) -> None:
    calendar = calendar_of(
        hall, "hours.off_days=APPOINTMENT_ONLY", 'hours.off_day_hours={open="09:00-12:00"}'
    )
    assert calendar.kind(SATURDAY) is DayKind.APPOINTMENT_ONLY
    assert calendar.zone_open("A", SATURDAY) == Hours(Span(540, 720))
    assert calendar.kind(NATIONAL_DAY) is DayKind.CLOSED


def test_one_day_can_be_for_appointments_only_with_hours_of_its_own(hall: HallOnDisk) -> None:
    hall.write(
        "calendar/2026.toml",
        '[[day]]\ndate = 2026-03-09\nkind = "APPOINTMENT_ONLY"\nhours = { open = "13:00-17:00" }\n',
    )
    calendar = calendar_of(hall)
    assert calendar.kind(MONDAY) is DayKind.APPOINTMENT_ONLY
    assert calendar.zone_open("A", MONDAY) == Hours(Span(780, 1020))


def test_extended_hours_may_be_for_one_zone_only(hall: HallOnDisk) -> None:
    hall.append('[[zone]]\nid = "B"\nname = "二区"\nprefix = "B"\n')
    hall.write(
        "calendar/2026.toml", '[[day]]\ndate = 2026-03-09\nzones = ["B"]\nhours = { open = "09:00-20:00" }\n'
    )
    calendar = calendar_of(hall)
    assert calendar.kind(MONDAY) is DayKind.REGULAR
    assert calendar.zone_open("B", MONDAY) == Hours(Span(540, 1200))
    assert calendar.zone_open("A", MONDAY) == calendar.hours


@pytest.mark.parametrize(
    ("rule", "day", "kind"),
    [
        ('weekdays = ["sunday"]', SUNDAY, DayKind.MARKET_DAY),
        ('weekdays = ["sunday"]', SATURDAY, DayKind.CLOSED),
        ('weekdays = ["thursday"]', NATIONAL_DAY, DayKind.CLOSED),
        ('weekdays = ["thursday"]\nholidays = true', NATIONAL_DAY, DayKind.MARKET_DAY),
        ("days_of_month = [7, 17, 27]", SATURDAY, DayKind.MARKET_DAY),
        ("every_days = 6\nfrom = 2026-03-01", SATURDAY, DayKind.MARKET_DAY),
        ("every_days = 6\nfrom = 2026-03-01", SUNDAY, DayKind.CLOSED),
    ],
)
def test_market_days_open_a_weekend_as_usual(hall: HallOnDisk, rule: str, day: date, kind: DayKind) -> None:
    hall.write("calendar/2026.toml", f"[[market]]\n{rule}\n")
    calendar = calendar_of(hall)
    assert calendar.kind(day) is kind
    if kind is DayKind.MARKET_DAY:
        assert calendar.zone_open("A", day) == calendar.hours


def test_a_single_day_wins_over_a_market_rule(hall: HallOnDisk) -> None:
    hall.write(
        "calendar/2026.toml",
        '[[market]]\nweekdays = ["sunday"]\nhours = { open = "08:00-12:00" }\n'
        '[[day]]\ndate = 2026-03-08\nkind = "CLOSED"\n',
    )
    calendar = calendar_of(hall)
    assert calendar.zone_open("A", date(2026, 3, 15)) == Hours(Span(480, 720))
    assert calendar.zone_open("A", SUNDAY) is None


def test_the_legal_calendar_stands_in_a_folder_of_the_halls_choice(hall: HallOnDisk) -> None:
    hall.write("days/2026.toml", '[[day]]\ndate = 2026-03-09\nkind = "CLOSED"\n')
    assert calendar_of(hall, "hours.calendar=days").kind(MONDAY) is DayKind.CLOSED


@pytest.mark.parametrize(("today", "warned"), [(date(2026, 11, 30), False), (date(2026, 12, 1), True)])
def test_a_missing_next_year_is_a_warning_in_december(hall: HallOnDisk, today: date, warned: bool) -> None:
    findings = hall.findings(today=today)
    assert bool(findings) is warned
    for finding in findings:
        assert (finding.code, finding.key, finding.severity) == ("CALENDAR_MISSING", "2027", Severity.WARNING)


def test_no_warning_once_next_year_is_there(hall: HallOnDisk) -> None:
    hall.write("calendar/2027.toml", "off = [2027-01-01]\n")
    assert hall.findings(today=date(2026, 12, 1)) == []


def test_a_year_that_nothing_knows_is_a_warning_at_once(hall: HallOnDisk) -> None:
    findings = hall.findings(today=date(2041, 5, 1))
    assert [(finding.code, finding.key) for finding in findings] == [("CALENDAR_MISSING", "2041")]


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("[[day]]\ndate = 2026-03-09\nkind = 'SHUT'\n", "WRONG_VALUE", 3),
        ("[[day]]\ndate = 'soon'\n", "WRONG_VALUE", 2),
        (
            "[[day]]\ndate = 2026-03-09\nzones = ['Z']\nhours = {open = '09:00-10:00'}\n",
            "UNKNOWN_REFERENCE",
            3,
        ),
        ("[[day]]\ndate = 2025-03-09\n", "OTHER_YEAR", 2),
        ("[[market]]\nevery_days = 6\n", "WRONG_VALUE", 1),
        ("[[market]]\n", "WRONG_VALUE", 1),
        ("[[market]]\nweekdays = ['Sunday']\n", "WRONG_VALUE", 2),
        ("of = [2026-01-01]\n", "UNKNOWN_KEY", 1),
        ("off = [\n", "NOT_TOML", 1),
    ],
)
def test_errors_of_a_year_are_found_at_their_line(hall: HallOnDisk, text: str, code: str, line: int) -> None:
    hall.write("calendar/2026.toml", text)
    (finding,) = hall.findings()
    assert (finding.code, finding.line) == (code, line)
    assert finding.file.endswith("calendar/2026.toml")


def test_a_market_rule_before_its_first_day_keeps_the_rhythm() -> None:
    rule = MarketSection.model_validate({"every_days": 6, "from": date(2026, 3, 7)})
    assert rule.falls_on(date(2026, 3, 1))
    assert not rule.falls_on(date(2026, 3, 2))


def test_hours_hold_in_the_time_of_the_hall(hall: HallOnDisk) -> None:
    hours = calendar_of(hall).zone_open("A", MONDAY)
    assert hours is not None
    assert hours.gives_numbers(datetime(2026, 3, 9, 9, tzinfo=ZoneInfo("Asia/Shanghai")))


def test_a_year_file_may_be_empty() -> None:
    assert YearFile().off is None
