"""Legal clocks under any calendar, length and interruption."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from hallctl.domain.applications import clocks
from hallctl.domain.applications.clock import Clock, ClockKind, ClockState, Level
from hallctl.domain.applications.clock_rules import CLOCKS, ClockRules
from hallctl.domain.applications.counting import days_between
from hallctl.domain.catalogue.kinds import Unit
from hallctl.domain.catalogue.versions import Period
from hallctl.domain.hours import Calendar, Hours, Span

ZONE = ZoneInfo("Asia/Shanghai")
YEAR = date(2026, 1, 1)
RULES = ClockRules()
DAY = timedelta(days=1)

DAYS = st.integers(0, 364).map(lambda number: YEAR + number * DAY)
MOMENTS = st.integers(0, 364 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=ZONE) + timedelta(minutes=minutes)
)
CALENDARS = st.dictionaries(DAYS, st.booleans(), max_size=60).map(
    lambda working: Calendar(Hours(Span(540, 1020)), working=working)
)
UNITS = st.sampled_from([Unit.WORKING_DAY, Unit.CALENDAR_DAY])
PERIODS = st.builds(Period, st.integers(1, 60), UNITS)
KINDS = st.sampled_from(list(ClockKind))
PAUSABLE = st.sampled_from([kind for kind in ClockKind if RULES.pausable(kind)])


def started(kind: ClockKind, since: datetime, period: Period | None, calendar: Calendar) -> Clock:
    return clocks.start(kind, since, period, calendar, RULES, number=1)


def end(clock: Clock) -> datetime:
    assert clock.due_at is not None
    return clock.due_at


@given(KINDS, MOMENTS, PERIODS, CALENDARS)
def test_the_first_day_never_counts_and_the_last_is_whole(
    kind: ClockKind, since: datetime, period: Period, calendar: Calendar
) -> None:
    clock = started(kind, since, period, calendar)
    last = end(clock) - DAY
    assert end(clock).time() == datetime.min.time()
    counted = [since.date() + n * DAY for n in range(1, (last.date() - since.date()).days + 1)]
    if period.unit is Unit.WORKING_DAY:
        assert sum(map(calendar.is_working_day, counted)) == period.value
    assert calendar.is_working_day(last.date())
    assert len(counted) >= period.value


@given(KINDS, MOMENTS, CALENDARS)
def test_a_clock_warns_before_it_ends_and_says_each_once(
    kind: ClockKind, since: datetime, calendar: Calendar
) -> None:
    clock = started(kind, since, None, calendar)
    said = []
    while (moment := clocks.next_at(clock)) is not None:
        assert clocks.level_at(clock, moment - timedelta.resolution) is None
        level = clocks.level_at(clock, moment)
        said.append((moment, level))
        if level is Level.YELLOW:
            clock = clocks.warned(clock, calendar, RULES)
        else:
            clock = clocks.expired(clock, moment)
    moments = [moment for moment, _ in said]
    assert moments == sorted(set(moments))
    assert moments[0] > since
    assert [level for _, level in said].count(Level.RED) == 1
    assert len(said) <= 2 + len(CLOCKS[kind].reminders)


@given(PAUSABLE, MOMENTS, PERIODS, CALENDARS, st.data())
def test_standing_still_moves_the_end_by_the_days_that_it_took(
    kind: ClockKind, since: datetime, period: Period, calendar: Calendar, data: st.DataObject
) -> None:
    clock = started(kind, since, Period(period.value), calendar)
    left_s = int((end(clock) - since).total_seconds())
    begun = since + timedelta(seconds=data.draw(st.integers(0, left_s - 1)))
    ended = begun + timedelta(hours=data.draw(st.integers(0, 24 * 40)))
    again = clocks.resumed(clocks.suspended(clock, begun, calendar), ended, calendar, RULES)
    took = [begun.date() + n * DAY for n in range((ended.date() - begun.date()).days)]
    expected = (end(clock) - DAY).date()
    for _ in range(sum(map(calendar.is_working_day, took))):
        expected += DAY
        while not calendar.is_working_day(expected):
            expected += DAY
    assert end(again).date() - DAY == expected
    assert again.yellow_at is None or again.yellow_at < end(again)


@given(KINDS, MOMENTS, PERIODS, CALENDARS, CALENDARS)
def test_counting_again_comes_to_what_a_new_clock_would(
    kind: ClockKind, since: datetime, period: Period, before: Calendar, after: Calendar
) -> None:
    clock = started(kind, since, period, before)
    assert clocks.remade(clock, before, RULES) == clock
    moved, fresh = clocks.remade(clock, after, RULES), started(kind, since, period, after)
    assert moved.due_at == fresh.due_at
    if clock.yellow_at is not None:
        assert moved.yellow_at == fresh.yellow_at


@given(PAUSABLE, MOMENTS, PERIODS, CALENDARS, st.integers(1, 30))
def test_an_extension_comes_to_what_a_longer_clock_would(
    kind: ClockKind, since: datetime, period: Period, calendar: Calendar, more: int
) -> None:
    clock = started(kind, since, Period(period.value), calendar)
    longer = clocks.extended(clock, Period(more), calendar, RULES)
    assert longer.due_at == started(kind, since, Period(period.value + more), calendar).due_at
    assert longer.state is ClockState.RUNNING


@given(DAYS, DAYS, CALENDARS)
def test_days_are_counted_as_if_one_by_one(first: date, last: date, calendar: Calendar) -> None:
    days = [first + offset * DAY for offset in range((last - first).days + 1)]
    working = sum(map(calendar.is_working_day, days))
    assert days_between(first, last, Unit.WORKING_DAY, calendar) == working
    assert days_between(first, last, Unit.CALENDAR_DAY, calendar) == len(days)
