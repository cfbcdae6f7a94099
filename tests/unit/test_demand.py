"""Who is still to come: from former days of the kind, as today compares with them, and from today alone."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from halls import NINE, Stage, a_calendar, a_setup

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.hours import DayKind, Hours, Span
from hallctl.domain.learning.demand import Arrivals, baseline, expected_arrivals
from hallctl.domain.learning.manners import KEPT, NO_SHOW, manners_of
from hallctl.domain.learning.turnout import MEMORY_DAYS
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import ZoneIntake
from hallctl.domain.tickets import TicketClass

MARKET = date(2026, 3, 7)
"""A Saturday."""


MONDAY = NINE.date()


def at(hour: float, day: date = MONDAY) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=NINE.tzinfo) + timedelta(hours=hour)


class Days(Stage):
    """A hall over several days, each begun at midnight."""

    def __init__(self, setup: HallSetup | None = None) -> None:
        super().__init__(setup, at(0))

    def come(self, times: Iterable[float], *codes: str) -> None:
        for hour in times:
            self.clock.time = at(hour, self.day.date)
            self.do(c.IssueTicket(items=codes or ("A1",)))

    def next(self, days: int = 1) -> None:
        self.clock.time = at(0, self.day.date + timedelta(days=days))
        self.open_day()

    def weeks(self, count: int, hours: list[float]) -> None:
        """Regular days, each with a number of A1 at every one of `hours`."""
        for _ in range(count):
            for _ in range(5):
                self.come(hours)
                self.next(3 if self.day.date.weekday() == 4 else 1)

    def expected(self, since: float, until: float, zone: str = "A") -> Arrivals:
        day = self.day.date
        self.clock.time = at(since, day)
        return expected_arrivals(
            self.day, self.setup, zone, self.now, self.now + timedelta(hours=until - since)
        )


def spread(start: float, end: float, count: int) -> list[float]:
    return [start + (end - start) * (n + 0.5) / count for n in range(count)]


@pytest.fixture
def days() -> Days:
    return Days()


# --- without history ----------------------------------------------------------------------------------------


def test_nobody_is_expected_where_nobody_has_come_yet(days: Days) -> None:
    found = days.expected(9, 11)
    assert found.people == 0
    assert found.codes == ()
    assert len(found.edges_s) == len(found.per_min) + 1
    assert baseline(days.day, days.setup, "人社局", days.now) == 0


def test_without_history_today_goes_on_as_it_was(days: Days) -> None:
    days.come(spread(8, 10, 24), "A1")
    days.come(spread(9.9, 10, 6), "B1")
    assert days.expected(10, 11).people == pytest.approx(12)
    assert days.expected(10, 11, "B").people == pytest.approx(3)


def test_the_first_visitor_of_a_hall_is_no_rush(days: Days) -> None:
    days.come([8.01])
    assert days.expected(8.02, 9.02).people == pytest.approx(2)


# --- with history -------------------------------------------------------------------------------------------


def test_the_usual_shape_of_the_day_is_known(days: Days) -> None:
    days.weeks(4, [*spread(9, 10, 40), *spread(14, 15, 10)])
    assert days.expected(8, 9).people < 3
    assert days.expected(9, 10).people == pytest.approx(40, rel=0.1)
    assert days.expected(8, 18).people == pytest.approx(50, rel=0.05)
    days.come(spread(9, 10, 40))
    assert days.expected(14, 15).people == pytest.approx(10, rel=0.2)


def test_stretches_end_with_the_quarters_and_rates_say_for_what(days: Days) -> None:
    for _ in range(5):
        days.come(spread(8, 17.75, 60), "A1")
        days.come(spread(8, 17.75, 20), "A3")
        days.come(spread(8, 17.75, 40), "A2")
        days.next()
    days.next(2)
    found = days.expected(9.1, 10)
    assert found.edges_s == pytest.approx((0, 540, 1440, 2340, 3240))
    by_code = {
        code: sum(
            rates[column] * (b - a) / 60
            for rates, a, b in zip(found.per_min, found.edges_s, found.edges_s[1:], strict=False)
        )
        for column, code in enumerate(found.codes)
    }
    assert by_code["A1"] == pytest.approx(3 * by_code["A3"])
    assert by_code["A2"] == pytest.approx(by_code["A1"] * 2 / 3, rel=0.1)
    assert found.people == pytest.approx(sum(by_code.values()))


def test_a_busy_morning_makes_a_busy_afternoon(days: Days) -> None:
    usual = [*spread(8, 12, 100), *spread(13, 17, 100)]
    days.weeks(3, usual)
    quiet = days.expected(13, 17).people
    assert quiet < 80, "nobody came this morning"
    days.come(spread(8, 12, 100))
    assert days.expected(13, 17).people == pytest.approx(100, rel=0.03)
    days.come(spread(12, 12.9, 100))
    assert days.expected(13, 17).people == pytest.approx(100 * (300 / 200) * (260 / 210), rel=0.1)


def test_a_new_department_is_expected_as_it_comes_today(days: Days) -> None:
    days.weeks(1, spread(8, 17, 50))
    days.come(spread(8, 10, 20), "A2")
    found = days.expected(10, 11)
    column = found.codes.index("A2")
    assert sum(rates[column] for rates in found.per_min) / len(found.per_min) == pytest.approx(10 / 60)


def test_items_that_are_no_more_are_not_expected(days: Days) -> None:
    days.weeks(1, spread(8, 17, 50))
    gone = replace(days.setup, items={code: item for code, item in days.setup.items.items() if code != "A1"})
    found = expected_arrivals(days.day, gone, "A", at(10, days.day.date), at(11, days.day.date))
    assert "A1" not in found.codes


def test_old_days_fade(days: Days) -> None:
    days.weeks(6, spread(10, 11, 20))
    days.weeks(6, spread(10, 11, 60))
    usual = baseline(days.day, days.setup, "人社局", at(11, days.day.date), minutes=60)
    assert 50 < usual < 58
    assert MEMORY_DAYS == 20


# --- which days count ---------------------------------------------------------------------------------------


def test_a_day_on_which_the_zone_was_closed_does_not_count(days: Days) -> None:
    days.weeks(1, spread(9, 10, 30))
    before = days.day.state.learned.demand
    days.next(5)
    days.next(2)
    assert days.day.state.learned.demand == before, "nobody was there, nobody came, or the hall was closed"
    assert days.expected(9, 10).people == pytest.approx(30, rel=0.15)


def test_a_staffed_day_without_visitors_counts(days: Days) -> None:
    days.weeks(1, spread(9, 10, 30))
    days.clock.time = at(8.5, days.day.date)
    days.open("1")
    days.next()
    assert days.expected(9, 10).people < 28


def test_market_days_have_a_shape_of_their_own() -> None:
    market = [MARKET + timedelta(weeks=week) for week in range(4)]
    days = Days(a_setup(calendar=a_calendar(exceptions=dict.fromkeys(market, DayKind.MARKET_DAY))))
    for _ in range(3):
        for _ in range(5):
            days.come(spread(14, 15, 20))
            days.next()
        days.come(spread(9, 10, 60))
        days.next(2)
    assert days.expected(9, 10).people < 5
    assert days.expected(14, 15).people == pytest.approx(20, rel=0.2)
    days.next(5)
    assert days.day.date in market
    assert days.expected(9, 10).people == pytest.approx(60, rel=0.15)


def test_a_market_day_without_history_begins_with_the_regular_one() -> None:
    days = Days(a_setup(calendar=a_calendar(exceptions={MARKET: DayKind.MARKET_DAY})))
    for _ in range(5):
        days.come(spread(9, 10, 20))
        days.next()
    assert days.day.date == MARKET
    assert days.expected(9, 10).people == pytest.approx(20, rel=0.2)


def test_hours_before_the_hall_was_started_teach_nothing() -> None:
    days = Days()
    days.next()
    days.clock.time = at(12, days.day.date)
    late = Stage(days.setup, days.clock.time)
    late.clock.time = at(13, days.day.date)
    late.open("1")
    for hour in spread(13, 17, 40):
        late.clock.time = at(hour, days.day.date)
        late.do(c.IssueTicket(items=("A1",)))
    late.clock.time = at(0, days.day.date + timedelta(days=1))
    late.open_day()
    usual = late.day.state.learned.demand["REGULAR"]["A"]
    assert min(usual.days) == 12 * 4
    morning = expected_arrivals(late.day, late.setup, "A", at(9, late.day.date), at(10, late.day.date))
    assert morning.people == pytest.approx(0, abs=0.1), "the nearest quarter that is known was empty"


# --- when numbers are given ---------------------------------------------------------------------------------


def test_nobody_comes_before_opening_over_a_closed_lunch_or_after_the_last_number() -> None:
    hours = Hours(Span(540, 1020), lunch=Span(720, 810), lunch_open=False, last_ticket=1005)
    days = Days(a_setup(calendar=replace(a_calendar(), hours=hours)))
    days.weeks(2, [*spread(9, 12, 60), *spread(13.5, 16.75, 60)])
    assert days.expected(8, 9).people == 0
    assert days.expected(12, 13.5).people == 0
    assert days.expected(16.75, 24).people == 0
    assert days.expected(8, 24).people == pytest.approx(120, rel=0.03)
    assert days.expected(23, 30).edges_s[-1] == 3600, "a day ends at midnight"


def test_nobody_comes_where_numbers_are_stopped_or_by_appointment_only(days: Days) -> None:
    days.weeks(1, spread(9, 10, 30))
    days.day.state.intake["A"] = ZoneIntake(is_open=False, since=days.now, because="full")
    assert days.expected(9, 10).people == 0
    off = replace(days.setup, calendar=a_calendar(exceptions={days.day.date: DayKind.APPOINTMENT_ONLY}))
    days.day.state.intake.clear()
    assert expected_arrivals(days.day, off, "A", days.now, days.now + timedelta(hours=1)).people == 0


def test_longer_hours_than_ever_are_like_the_last_known_quarter(days: Days) -> None:
    days.weeks(2, spread(8, 17.75, 117))
    longer = replace(days.setup, calendar=replace(a_calendar(), hours=Hours(Span(480, 1200))))
    found = expected_arrivals(days.day, longer, "A", at(18, days.day.date), at(20, days.day.date))
    assert found.people == pytest.approx(24 * 100 / 217 * 60 / 114, rel=0.03), "nobody came all day"


# --- manners ------------------------------------------------------------------------------------------------


def test_manners_come_from_former_days_and_today(days: Days) -> None:
    days.clock.time = at(9)
    days.open("1", "2", "5")
    for n in range(40):
        days.issue("A1", klass=TicketClass.CARE if n % 4 == 0 else TicketClass.NORMAL)
        days.call("1")
        if n % 4 == 1:
            days.miss("1")
            continue
        days.at("1", c.StartService)
        if n % 4 == 2:
            zone = "A" if n % 8 == 2 else "B"
            days.at("1", c.TransferTicket, to_zone=zone, reason="another errand", items=(f"{zone}2",))
            days.serve("2" if zone == "A" else "5")
        else:
            days.at("1", c.CompleteService, outcome="enquiry_only")
    today = manners_of(days.day, days.setup, "A")
    days.next()
    assert manners_of(days.day, days.setup, "A") == today
    assert today.classes == {TicketClass.CARE: 0.25, TicketClass.NORMAL: 0.75}
    assert today.no_show == pytest.approx((10 + 20 * NO_SHOW) / (40 + 20))
    assert today.second == pytest.approx(5 / 35)
    assert today.onward == {"A2": 1.0}


def test_items_beyond_the_first_are_counted(days: Days) -> None:
    days.come([9, 9.1], "A1", "A2")
    days.come([9.2, 9.3], "A3")
    assert manners_of(days.day, days.setup, "A").extra == 0.5


def test_bookings_that_are_kept_are_counted_and_come_on_top(days: Days) -> None:
    days.clock.time = at(8)
    booked = [days.do(c.BookAppointment(item="A1", slot=at(hour)))[0] for hour in (9, 9, 9.25, 9.25, 9.5)]
    ids = [event.appointment for event in booked if isinstance(event, e.AppointmentBooked)]
    days.do(c.CancelAppointment(appointment=ids[4]))
    days.clock.time = at(8.9)
    for one in ids[:3]:
        days.do(c.CheckInAppointment(appointment=one))
    assert days.expected(9, 10).people == 0, "walk-ins only"
    days.wait(hours=24)
    assert manners_of(days.day, days.setup, "A").kept == pytest.approx((3 + 20 * KEPT) / 24)
    assert baseline(days.day, days.setup, "人社局", at(9, days.day.date), minutes=30) > 1


def test_who_comes_for_no_item_is_a_group_of_its_own(days: Days) -> None:
    for hour in spread(9, 10, 12):
        days.clock.time = at(hour)
        days.do(c.IssueTicket(type="CONSULT"))
    days.next()
    usual = baseline(days.day, days.setup, "", at(10, days.day.date), minutes=60)
    assert usual == pytest.approx(12, rel=0.15)
    assert days.expected(9, 10, "C").codes == ("type:CONSULT",)


# --- kept ---------------------------------------------------------------------------------------------------


def test_the_memory_is_small_and_survives_a_restart(days: Days) -> None:
    chance = random.Random(4)
    for _ in range(30):
        for hour in sorted(chance.uniform(8, 17.7) for _ in range(80)):
            days.come([hour], chance.choice(["A1", "A2", "A3", "B1", "B2"]))
        days.next(3 if days.day.date.weekday() == 4 else 1)
    assert days.replayed().snapshot() == days.day.snapshot()
    assert days.replayed(from_latest_day=True).state.learned == days.day.state.learned
    assert len(days.day.snapshot()) < 8000
    assert days.expected(8, 18).people == pytest.approx(48, rel=0.05)
