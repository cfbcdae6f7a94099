"""Who is planned to be away, and lunch that somebody covers."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from halls import DISPATCHER, NINE, STAFF, Stage, a_calendar, a_setup, clerk

from hallctl.domain import commands as c
from hallctl.domain.hours import Calendar, DayKind, Hours, Span
from hallctl.domain.planning import roster
from hallctl.domain.planning.rota import Lunch, Rotation
from hallctl.domain.setup import HallSetup, Staff

GROUPS = Lunch((Span(720, 780), Span(780, 840)))
LUNCH = Calendar(Hours(Span(480, 1080), lunch=Span(720, 840), last_ticket=1065))
SATURDAY = date(2026, 3, 7)


def group(person: Staff, lunch: int) -> Staff:
    return replace(person, lunch=lunch)


def two_groups() -> HallSetup:
    """Everybody serves in group 1, but u05 to u09 in group 2."""
    staff = [group(person, 2 if person.id >= "u05" else 1) for person in STAFF]
    return replace(a_setup(staff=staff, calendar=LUNCH), lunch=GROUPS)


# --- away ---------------------------------------------------------------------------------------------------


def test_without_a_plan_nobody_is_away() -> None:
    stage = Stage()
    assert [roster.away(stage.day, stage.setup, person) for person in ("u01", "nobody")] == [(), ()]


def test_a_person_is_away_outside_the_shifts_in_breaks_and_at_lunch() -> None:
    person = clerk("u01", lunch=2, shifts=(Span(510, 720), Span(750, 1020)), breaks=(Span(600, 615),))
    stage = Stage(replace(a_setup(staff=[person]), lunch=GROUPS))
    assert [span.text for span in roster.away(stage.day, stage.setup, "u01")] == [
        "00:00-08:30", "10:00-10:15", "12:00-12:30", "13:00-14:00", "17:00-24:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rotate", "first", "next_day", "next_week"),
    [
        (Rotation.NEVER, 720, 720, 720),
        (Rotation.DAILY, 720, 780, 780),
        (Rotation.WEEKLY, 720, 720, 780),
    ],
)
def test_lunch_groups_take_turns(rotate: Rotation, first: int, next_day: int, next_week: int) -> None:
    lunch = Lunch(GROUPS.groups, rotate)
    monday = date(2026, 3, 2)
    found = [lunch.span(1, monday + timedelta(days=days)) for days in (0, 1, 7)]
    assert [span.start for span in found if span] == [first, next_day, next_week]
    assert [lunch.span(group, monday) for group in (0, 3)] == [None, None]


def test_what_the_dispatcher_changes_goes_before_the_configuration_until_the_day_ends() -> None:
    stage = Stage(two_groups())

    def change(**fields: Any) -> None:
        stage.do(c.ChangeRoster(person="u01", reason="swapped", **fields), DISPATCHER)

    def away() -> list[str]:
        return [span.text for span in roster.away(stage.day, stage.setup, "u01")]

    assert away() == ["12:00-13:00"]
    change(lunch=2)
    assert away() == ["13:00-14:00"]
    change(breaks=(Span(600, 615),))
    assert away() == ["10:00-10:15", "13:00-14:00"]
    change(lunch=0, shifts=(Span(480, 720),))
    assert away() == ["00:00-08:00", "10:00-10:15", "12:00-24:00"]
    change()
    assert away() == ["12:00-13:00"]
    change(lunch=2)
    assert stage.replayed().snapshot() == stage.day.snapshot()
    stage.clock.sleep(days=1)
    stage.wait()
    assert away() == ["12:00-13:00"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"person": "nobody", "lunch": 1}, "STAFF_UNKNOWN"),
        ({"person": "u01", "lunch": 3}, "LUNCH_GROUP_UNKNOWN"),
        ({"person": "u01", "shifts": (Span(700, 600),)}, "HOURS_INVALID"),
        ({"person": "u01", "breaks": (Span(700, 1500),)}, "HOURS_INVALID"),
        ({"person": "u01"}, "NOTHING_TO_DO"),
        ({"person": "u01", "lunch": 2, "reason": " "}, "REASON_NEEDED"),
    ],
)
def test_a_change_of_the_roster_that_cannot_be_is_refused(fields: dict[str, Any], code: str) -> None:
    stage = Stage(two_groups())
    assert stage.refusal(c.ChangeRoster(**({"reason": "x"} | fields)), DISPATCHER) == code


def test_the_last_of_a_lunch_group_does_not_leave_it() -> None:
    setup = two_groups()
    stage = Stage(replace(setup, staff={p: setup.staff[p] for p in ("u01", "u05", "u91")}))
    assert stage.refusal(c.ChangeRoster(person="u05", lunch=1, reason="x"), DISPATCHER) == "ROSTER_UNCOVERED"
    stage.do(c.ChangeRoster(person="u01", lunch=0, reason="stays"), DISPATCHER)
    stage.do(c.ChangeRoster(person="u05", lunch=1, reason="x"), DISPATCHER)


# --- lunch is covered ---------------------------------------------------------------------------------------


def alarms(stage: Stage) -> set[str]:
    return {alarm.code for alarm in stage.day.state.alarms.values() if alarm.code == "LUNCH_UNCOVERED"}


def at_noon(stage: Stage, *people: str) -> None:
    stage.clock.time = NINE.replace(hour=11, minute=50)
    stage.sign_on(*people)
    stage.wait(minutes=40)


def test_lunch_with_both_groups_signed_off_raises_the_alarm_and_one_group_leaves_a_gap() -> None:
    stage = Stage(two_groups())
    at_noon(stage, "u01", "u05")
    assert stage.now.strftime("%H:%M") == "12:30"
    assert alarms(stage) == set()
    stage.sign_off("u01")
    stage.wait()
    assert alarms(stage) == set()
    stage.sign_off("u05")
    stage.wait()
    assert alarms(stage) == {"LUNCH_UNCOVERED"}
    stage.sign_on("u05")
    stage.wait()
    assert alarms(stage) == set()
    everybody = [group(person, 1) for person in STAFF]
    setup = replace(a_setup(staff=everybody, calendar=LUNCH), lunch=GROUPS)
    gap = roster.uncovered(setup, date(2026, 3, 2), roster.lunch_spans(stage.day, setup), {})
    assert gap == Span(720, 780)
    assert roster.uncovered(two_groups(), date(2026, 3, 2), [Span(720, 840)], {}) is None


def test_who_has_paused_does_not_cover_lunch_and_who_works_does() -> None:
    stage = Stage(two_groups())
    stage.open("1")
    stage.clock.time = NINE.replace(hour=12, minute=30)
    stage.wait()
    assert alarms(stage) == set()
    stage.at("1", c.PauseWindow, reason="lunch")
    stage.wait()
    assert alarms(stage) == {"LUNCH_UNCOVERED"}
    stage.at("1", c.ResumeWindow)
    stage.wait()
    assert alarms(stage) == set()


def test_who_does_not_serve_does_not_cover_lunch_and_the_alarm_ends_with_it() -> None:
    stage = Stage(two_groups())
    at_noon(stage, "u90", "u91")
    assert alarms(stage) == {"LUNCH_UNCOVERED"}
    stage.wait(minutes=90)
    assert alarms(stage) == set()


@pytest.mark.parametrize(
    "calendar",
    [
        a_calendar(),  # no lunch at all
        Calendar(replace(LUNCH.hours, lunch_open=False)),
        replace(LUNCH, exceptions={NINE.date(): DayKind.CLOSED}),
    ],
)
def test_nobody_is_missed_where_nobody_has_to_be(calendar: Calendar) -> None:
    stage = Stage(a_setup(calendar=calendar))
    at_noon(stage)
    assert alarms(stage) == set()


def test_weekends_need_no_lunch_cover() -> None:
    calendar = replace(LUNCH, exceptions={SATURDAY: DayKind.MARKET_DAY})
    stage = Stage(a_setup(calendar=calendar), NINE.replace(day=7, hour=12, minute=30))
    stage.wait()
    assert alarms(stage) == set()


def test_without_a_lunch_in_the_hours_the_spans_of_the_groups_count() -> None:
    stage = Stage(replace(a_setup(), lunch=GROUPS))
    assert roster.lunch_spans(stage.day, stage.setup) == (Span(720, 840),)
