"""Opening hours and day kinds of the hall calendar."""

from datetime import UTC, date, datetime

import pytest

from hallctl.domain.hours import WHOLE_DAY, Calendar, DayKind, Hours, Span

FRIDAY, SATURDAY, SUNDAY = date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 8)
NORMAL = Hours(Span(540, 1020), lunch=Span(720, 810), last_ticket=1005)
SHORT = Hours(Span(540, 720))


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, 6, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "open_"), [(at(8, 59), False), (at(9), True), (at(16, 59), True), (at(17), False)]
)
def test_a_span_begins_with_its_first_minute_and_ends_before_its_last(moment: datetime, open_: bool) -> None:
    assert NORMAL.open.holds(moment) is open_


def test_a_span_until_midnight_holds_the_last_minute_of_the_day() -> None:
    assert WHOLE_DAY.holds(at(0))
    assert WHOLE_DAY.holds(at(23, 59))


@pytest.mark.parametrize(
    ("moment", "given"),
    [(at(8, 59), False), (at(12, 30), True), (at(16, 44), True), (at(16, 45), False), (at(17), False)],
)
def test_numbers_are_given_until_the_last_ticket(moment: datetime, given: bool) -> None:
    assert NORMAL.gives_numbers(moment) is given


def test_a_closed_lunch_stops_numbers_and_a_roster_does_not() -> None:
    closed = Hours(NORMAL.open, lunch=NORMAL.lunch, lunch_open=False)
    assert closed.lunch_break(at(12, 30))
    assert not closed.gives_numbers(at(12, 30))
    assert not NORMAL.lunch_break(at(12, 30))


def test_weekends_are_closed_unless_the_hall_says_otherwise() -> None:
    assert Calendar(NORMAL).kind(SATURDAY) is DayKind.CLOSED
    assert Calendar(NORMAL, off_days=DayKind.APPOINTMENT_ONLY).kind(SATURDAY) is DayKind.APPOINTMENT_ONLY
    assert Calendar(NORMAL).zone_open("A", SATURDAY) is None


def test_an_adjusted_workday_is_regular_and_a_legal_holiday_is_not() -> None:
    calendar = Calendar(
        NORMAL, off_days=DayKind.APPOINTMENT_ONLY, working={SATURDAY: True, FRIDAY: False, SUNDAY: False}
    )
    assert calendar.kind(SATURDAY) is DayKind.REGULAR
    assert calendar.kind(FRIDAY) is DayKind.CLOSED
    assert calendar.is_holiday(SUNDAY)
    assert not calendar.is_working_day(FRIDAY)


def test_a_market_day_on_a_weekend_has_normal_hours() -> None:
    calendar = Calendar(NORMAL, off_day_hours=SHORT, exceptions={SUNDAY: DayKind.MARKET_DAY})
    assert calendar.kind(SUNDAY) is DayKind.MARKET_DAY
    assert calendar.zone_open("A", SUNDAY) == NORMAL


def test_an_appointment_day_has_the_hours_of_free_days() -> None:
    calendar = Calendar(NORMAL, off_day_hours=SHORT, exceptions={SATURDAY: DayKind.APPOINTMENT_ONLY})
    assert calendar.zone_open("A", SATURDAY) == SHORT


def test_an_ordinary_weekend_that_is_open_has_the_hours_of_free_days_in_every_zone() -> None:
    calendar = Calendar(
        NORMAL, off_days=DayKind.REGULAR, off_day_hours=SHORT, zone_hours={"A": Hours(WHOLE_DAY)}
    )
    assert calendar.zone_open("A", SATURDAY) == SHORT
    assert calendar.zone_open("A", FRIDAY) == Hours(WHOLE_DAY)
    assert calendar.zone_open("B", FRIDAY) == NORMAL


def test_extended_hours_of_one_zone_win_over_those_of_the_day() -> None:
    late, day = Hours(Span(540, 1200)), Hours(Span(540, 1080))
    calendar = Calendar(NORMAL, exception_hours={FRIDAY: day}, zone_exception_hours={("A", FRIDAY): late})
    assert calendar.zone_open("A", FRIDAY) == late
    assert calendar.zone_open("B", FRIDAY) == day


def test_a_zone_can_open_late_on_a_day_that_is_closed_for_the_rest() -> None:
    calendar = Calendar(NORMAL, zone_exception_hours={("A", SUNDAY): SHORT})
    assert calendar.zone_open("A", SUNDAY) == SHORT
    assert calendar.zone_open("B", SUNDAY) is None


def test_the_self_service_zone_never_closes() -> None:
    calendar = Calendar(NORMAL, round_the_clock=frozenset({"S"}))
    assert calendar.zone_open("S", SUNDAY) == Hours(WHOLE_DAY)
