"""Legal clocks, by the dates that the requirements name."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from halls import Stage, a_calendar, a_setup

from hallctl.domain.applications import clocks
from hallctl.domain.applications.clock import Clock, ClockKind, ClockState, Level
from hallctl.domain.applications.clock_rules import Begins, ClockRules, CutOff
from hallctl.domain.catalogue.kinds import Unit
from hallctl.domain.catalogue.versions import Period
from hallctl.domain.hours import Calendar, DayKind, Hours, Span
from hallctl.domain.tickets import TicketState

ZONE = ZoneInfo("Asia/Shanghai")
OPEN = Hours(Span(540, 1020))
PLAIN = Calendar(OPEN)
RULES = ClockRules()
YEAR_2026 = Calendar(
    OPEN,
    working={
        **{date(2026, 2, day): False for day in range(15, 24)},
        **{date(2026, 2, day): True for day in (14, 28)},
    },
)


def at(day: str, hour: int = 10, minute: int = 0) -> datetime:
    """A day of 2026, `03-02`."""
    month, number = map(int, day.split("-"))
    return datetime(2026, month, number, hour, minute, tzinfo=ZONE)


def midnight(day: str) -> datetime:
    return at(day, 0)


def clock(
    kind: ClockKind,
    day: str,
    value: int | None = None,
    unit: Unit = Unit.WORKING_DAY,
    calendar: Calendar = PLAIN,
    rules: ClockRules = RULES,
) -> Clock:
    period = None if value is None else Period(value, unit)
    return clocks.start(kind, at(day), period, calendar, rules, number=1)


@pytest.mark.req("CLK-01")
@pytest.mark.parametrize(
    ("since", "calendar", "due"),
    [
        ("03-02", PLAIN, "03-10"),
        ("03-02", replace(PLAIN, working={date(2026, 3, 5): False}), "03-11"),
        ("02-12", YEAR_2026, "02-27"),
        ("02-24", YEAR_2026, "03-03"),
    ],
)
def test_five_working_days_leave_out_the_first_and_follow_the_years_calendar(
    since: str, calendar: Calendar, due: str
) -> None:
    assert clock(ClockKind.INTAKE, since, calendar=calendar).due_at == midnight(due)


@pytest.mark.req("CLK-02")
def test_on_a_market_day_numbers_are_given_and_the_intake_clock_stands() -> None:
    market = a_calendar(exceptions={date(2026, 3, 7): DayKind.MARKET_DAY})
    stage = Stage(a_setup(calendar=market), at("03-07", 9))
    assert stage.issue("A1").state is TicketState.WAITING
    assert clock(ClockKind.INTAKE, "03-02", calendar=market).due_at == midnight("03-10")


@pytest.mark.parametrize(
    ("since", "unit", "due"),
    [
        ("03-06", Unit.CALENDAR_DAY, "03-12"),
        ("03-02", Unit.CALENDAR_DAY, "03-10"),
        ("03-06", Unit.WORKING_DAY, "03-14"),
    ],
)
def test_a_calendar_period_that_ends_on_a_day_off_moves_on(since: str, unit: Unit, due: str) -> None:
    rule = replace(clocks.CLOCKS[ClockKind.INTAKE], period=Period(5, unit))
    rules = ClockRules({**clocks.CLOCKS, ClockKind.INTAKE: rule})
    assert clock(ClockKind.INTAKE, since, rules=rules).due_at == midnight(due)


@pytest.mark.parametrize(
    ("kind", "since", "value", "due"),
    [
        (ClockKind.PROMISE, "03-12", 10, "03-27"),  # CLK-04
        (ClockKind.HAND_OVER, "03-06", None, "03-10"),  # CLK-07
        (ClockKind.DELIVERY, "03-02", None, "03-17"),  # CLK-08
        (ClockKind.SIGNED, "03-02", None, "03-17"),
        (ClockKind.SUPPLEMENT, "03-05", 10, "03-20"),  # CLK-09
        (ClockKind.SUPPLEMENT_CHECK, "03-19", None, "03-27"),
        (ClockKind.LOWER_REVIEW, "03-02", None, "03-31"),  # CLK-15
        (ClockKind.JOINT, "03-02", 15, "03-24"),
        (ClockKind.PROMISE, "03-02", 10, "03-17"),  # CLK-16
        (ClockKind.STATUTORY, "03-02", 20, "03-31"),
        (ClockKind.PAPER_TRANSFER, "03-02", None, "03-03"),  # the same day (X36)
        (ClockKind.PAPER_FILING, "03-02", None, "04-01"),  # the month's last working day
        (ClockKind.PAPER_FILING, "05-30", None, "07-01"),  # a Saturday after the last one of May
        (ClockKind.RETURN, "03-02", None, "04-02"),
        (ClockKind.UNCOLLECTED, "03-02", None, "05-02"),
    ],
)
def test_each_clock_ends_when_its_length_is_over(
    kind: ClockKind, since: str, value: int | None, due: str
) -> None:
    assert clock(kind, since, value).due_at == midnight(due)


@pytest.mark.parametrize(
    ("begins", "ends", "due"),
    [
        ("03-05", "03-16", "03-26"),  # CLK-05
        ("03-05", "03-05", "03-17"),
        ("03-02", "03-05", "03-20"),  # on the first day, which does not count
        ("03-05", "03-07", "03-19"),  # taken up again on a Saturday
        ("03-16", "03-17", "03-18"),
    ],
)
@pytest.mark.parametrize(
    "kind", [ClockKind.PROMISE, ClockKind.STATUTORY, ClockKind.LOWER_REVIEW, ClockKind.JOINT]
)
def test_a_special_procedure_moves_the_end_by_the_working_days_that_it_took(
    kind: ClockKind, begins: str, ends: str, due: str
) -> None:
    paused = clocks.suspended(clock(kind, "03-02", 10), at(begins), PLAIN)
    assert (paused.due_at, clocks.next_at(paused)) == (None, None)
    again = clocks.resumed(paused, at(ends), PLAIN, RULES)
    assert (again.state, again.due_at) == (ClockState.RUNNING, midnight(due))


def test_a_clock_that_stood_still_twice_has_lost_nothing() -> None:
    running = clock(ClockKind.PROMISE, "03-02", 10)
    for begins, ends in (("03-05", "03-16"), ("03-18", "03-20")):
        running = clocks.resumed(clocks.suspended(running, at(begins), PLAIN), at(ends), PLAIN, RULES)
    assert running.due_at == midnight("03-28")


def test_only_what_runs_in_days_can_stand_still() -> None:
    sweep = clock(ClockKind.STAGE, "03-02", 3, Unit.OPENING_HOUR)
    with pytest.raises(ValueError, match="cannot be suspended"):
        clocks.suspended(sweep, at("03-02", 11), PLAIN)


def test_an_extension_counts_from_the_last_day() -> None:
    longer = clocks.extended(clock(ClockKind.PROMISE, "03-02", 10), Period(10), PLAIN, RULES)
    assert (longer.due_at, longer.extended, longer.value) == (midnight("03-31"), 10, 20)


def test_an_extension_of_a_clock_that_stood_still_counts_from_its_last_day() -> None:
    paused = clocks.suspended(clock(ClockKind.PROMISE, "03-02", 10), at("03-05"), PLAIN)
    again = clocks.resumed(paused, at("03-16"), PLAIN, RULES)
    assert clocks.extended(again, Period(2), PLAIN, RULES).due_at == midnight("03-28")


@pytest.mark.parametrize(
    ("since", "length", "due"),
    [
        (at("03-02", 9, 10), 3, at("03-02", 12, 10)),  # CLK-10
        (at("03-02", 15), 3, at("03-03", 10)),
        (at("03-06", 16), 4, at("03-09", 12)),
        (at("03-02", 7), 8, at("03-02", 17)),
    ],
)
def test_opening_hours_pass_while_the_hall_is_open(since: datetime, length: int, due: datetime) -> None:
    assert clocks.due(since, Period(length, Unit.OPENING_HOUR), PLAIN) == due


def test_a_lunch_in_which_the_hall_closes_is_no_opening_hour() -> None:
    calendar = Calendar(Hours(Span(540, 1020), lunch=Span(720, 780), lunch_open=False))
    assert clocks.due(at("03-02", 11), Period(2, Unit.OPENING_HOUR), calendar) == at("03-02", 14)


def test_a_hall_that_never_opens_has_no_opening_hours() -> None:
    shut = Calendar(OPEN, working={date(2026, 1, 1) + timedelta(days=n): False for n in range(6000)})
    with pytest.raises(ValueError, match="never opens"):
        clocks.due(at("03-02"), Period(1, Unit.OPENING_HOUR), shut)


def test_three_working_days_for_a_hard_question() -> None:
    assert clocks.due(at("03-02"), Period(3), PLAIN) == midnight("03-06")


def test_a_last_day_may_end_when_the_hall_closes() -> None:
    rule = replace(clocks.CLOCKS[ClockKind.INTAKE], cut_off=CutOff.CLOSING)
    rules = ClockRules({**clocks.CLOCKS, ClockKind.INTAKE: rule})
    assert clock(ClockKind.INTAKE, "03-02", rules=rules).due_at == at("03-09", 17)


@pytest.mark.parametrize(
    ("kind", "value", "unit", "yellow"),
    [
        (ClockKind.PROMISE, 10, Unit.WORKING_DAY, midnight("03-13")),  # CLK-14
        (ClockKind.DELIVERY, 10, Unit.WORKING_DAY, midnight("03-13")),  # CLK-08
        (ClockKind.INTAKE, 5, Unit.WORKING_DAY, midnight("03-07")),
        (ClockKind.HAND_OVER, 1, Unit.WORKING_DAY, midnight("03-03")),
        (ClockKind.STAGE, 3, Unit.WORKING_DAY, midnight("03-05")),
        (ClockKind.PAPER_TRANSFER, 0, Unit.WORKING_DAY, None),
        (ClockKind.PAPER_FILING, 0, Unit.MONTH, midnight("03-31")),
        (ClockKind.RETURN, 30, Unit.CALENDAR_DAY, midnight("03-28")),  # five days before (X51)
        (ClockKind.STAGE, 5, Unit.OPENING_HOUR, at("03-02", 14)),
    ],
)
def test_a_warning_comes_when_four_fifths_are_used_or_the_last_day_begins(
    kind: ClockKind, value: int, unit: Unit, yellow: datetime | None
) -> None:
    assert clock(kind, "03-02", value, unit).yellow_at == yellow


@pytest.mark.req("CLK-14")
def test_yellow_and_red_come_once_each() -> None:
    running = clock(ClockKind.PROMISE, "03-02", 10)
    before = midnight("03-13") - timedelta.resolution
    assert clocks.level_at(running, before) is None
    assert clocks.level_at(running, midnight("03-13")) is Level.YELLOW
    running = clocks.warned(running, PLAIN, RULES)
    assert clocks.level_at(running, midnight("03-17") - timedelta.resolution) is None
    assert clocks.level_at(running, midnight("03-17")) is Level.RED
    over = clocks.expired(running, midnight("03-17"))
    assert clocks.level_at(over, midnight("03-18")) is None
    assert (over.state, over.ended_at) == (ClockState.EXPIRED, midnight("03-17"))


def test_a_clock_that_has_warned_does_not_warn_again_after_standing_still() -> None:
    told = clocks.warned(clock(ClockKind.PROMISE, "03-02", 10), PLAIN, RULES)
    again = clocks.resumed(clocks.suspended(told, at("03-13"), PLAIN), at("03-20"), PLAIN, RULES)
    assert (again.yellow_at, clocks.next_at(again)) == (None, again.due_at)


def test_a_clock_that_stood_still_warns_by_its_new_end() -> None:
    paused = clocks.suspended(clock(ClockKind.PROMISE, "03-02", 10), at("03-05"), PLAIN)
    assert clocks.resumed(paused, at("03-16"), PLAIN, RULES).yellow_at == midnight("03-24")


def test_who_does_not_collect_is_reminded_after_ten_and_thirty_days() -> None:
    waiting = clock(ClockKind.UNCOLLECTED, "03-02")
    moments = []
    while waiting.yellow_at is not None:
        moments.append(waiting.yellow_at)
        waiting = clocks.warned(waiting, PLAIN, RULES)
    assert moments == [midnight("03-13"), midnight("04-02")]
    assert clocks.next_at(waiting) == midnight("05-02")


def test_a_stopped_clock_says_nothing_more() -> None:
    done = clocks.stopped(clock(ClockKind.PROMISE, "03-02", 10), at("03-04"))
    assert (done.state, done.ended_at, clocks.next_at(done)) == (ClockState.STOPPED, at("03-04"), None)


def test_a_clock_inside_another_does_not_end_later() -> None:
    intake = clock(ClockKind.INTAKE, "03-02")
    inside = clocks.start(
        ClockKind.PRE_REVIEW_OF_DEPARTMENT,
        at("03-05"),
        None,
        PLAIN,
        RULES,
        number=1,
        not_after=intake.due_at,
    )
    assert inside.due_at == intake.due_at


def test_a_changed_calendar_moves_what_runs() -> None:
    changed = replace(PLAIN, working={date(2026, 3, 5): False, date(2026, 3, 14): True})
    moved = clocks.remade(clock(ClockKind.PROMISE, "03-02", 5), changed, RULES)
    assert (moved.due_at, moved.yellow_at) == (midnight("03-11"), midnight("03-10"))


def test_a_changed_calendar_moves_what_was_taken_up_again() -> None:
    paused = clocks.suspended(clock(ClockKind.PROMISE, "03-02", 10), at("03-05"), PLAIN)
    again = clocks.resumed(paused, at("03-16"), PLAIN, RULES)
    changed = replace(PLAIN, working={date(2026, 3, 20): False})
    assert clocks.remade(again, changed, RULES).due_at == midnight("03-27")


def test_a_changed_calendar_leaves_what_is_over_or_stands_still() -> None:
    changed = replace(PLAIN, working={date(2026, 3, 5): False})
    running = clock(ClockKind.PROMISE, "03-02", 10)
    for row in (
        clocks.stopped(running, at("03-04")),
        clocks.expired(running, midnight("03-17")),
        clocks.suspended(running, at("03-04"), PLAIN),
    ):
        assert clocks.remade(row, changed, RULES) == row


@pytest.mark.parametrize(("day", "left"), [("03-17", 2), ("03-19", 0), ("03-05", 10), ("03-14", 4)])
def test_days_that_are_left_at_hand_in(day: str, left: int) -> None:
    assert clocks.days_left(clock(ClockKind.SUPPLEMENT, "03-05", 10), at(day), PLAIN) == left


def test_every_kind_has_a_rule_and_says_something_at_its_end() -> None:
    assert clocks.CLOCKS.keys() == set(ClockKind)
    assert all(rule.red or rule.act for rule in clocks.CLOCKS.values())


def test_promise_law_and_joint_clocks_stand_still_in_special_procedures() -> None:
    pausable = {kind for kind in ClockKind if RULES.pausable(kind)}
    assert pausable == {
        ClockKind.PROMISE,
        ClockKind.STATUTORY,
        ClockKind.LOWER_REVIEW,
        ClockKind.JOINT,
        ClockKind.STAGE,
    }
    assert not ClockRules(joint_pause=False).pausable(ClockKind.JOINT)


def test_clocks_of_acceptance_count_from_it() -> None:
    assert clocks.CLOCKS[ClockKind.PROMISE].begins is Begins.ACCEPTANCE
