"""Lunch groups, shifts, the rota and hours of windows in a configuration, and what is wrong with them."""

from datetime import date

import pytest
from halls import KIOSK, NINE, Stage
from halls_on_disk import HallOnDisk

from hallctl.configuration.findings import Severity
from hallctl.domain.hours import Hours, Span
from hallctl.domain.planning import roster, today
from hallctl.domain.planning.rota import Lunch, RotaEntry, Rotation

LUNCH = """
[lunch]
groups = ["12:00-12:45", "12:45-13:30"]
rotate = "weekly"
"""
ROTA = """
[[window]]
id = "3"
zone = "A"
kind = "NON_RESIDENT"
department = "税务局"

[[rota]]
window = "3"
staff = "u02"
weekdays = ["tuesday"]
dates = [2026-03-07]
"""


def groups(first: int, second: int) -> list[str]:
    return [f"staff.u01.lunch={first}", f"staff.u02.lunch={second}"]


def codes(hall: HallOnDisk, *sets: str) -> list[str]:
    return [finding.code for finding in hall.findings(*sets)]


@pytest.mark.req("QUE-15")
def test_everyone_in_group_1_fails_validation_and_both_groups_signed_off_raise_the_alarm(
    hall: HallOnDisk,
) -> None:
    hall.change('lunch = "12:00-13:30"', 'lunch = "12:00-14:00"')
    hall.append(LUNCH)
    assert codes(hall, *groups(1, 2)) == []
    [finding] = hall.findings(*groups(1, 1))
    assert (finding.code, finding.found, finding.severity) == (
        "LUNCH_UNCOVERED",
        "12:00-12:45",
        Severity.ERROR,
    )
    stage = Stage(hall.load(sets=groups(1, 2)).required().setup, NINE.replace(hour=11, minute=50))
    stage.sign_on("u01", "u02")
    stage.wait(minutes=40)
    assert not stage.day.state.alarms
    stage.sign_off("u01")
    stage.sign_off("u02")
    stage.wait()
    assert stage.now.strftime("%H:%M") == "12:30"
    assert [alarm.code for alarm in stage.day.state.alarms.values()] == ["LUNCH_UNCOVERED"]


@pytest.mark.req("QUE-21")
def test_a_market_saturday_has_the_normal_roster_and_is_no_working_day_of_the_law(hall: HallOnDisk) -> None:
    """CLK-02: the hall's opening and the legal calendar are apart, so that legal clocks skip the Saturday."""
    hall.append(LUNCH)
    hall.write("calendar/2026.toml", '[[market]]\nweekdays = ["saturday"]\n')
    setup = hall.load(sets=groups(1, 2)).required().setup
    friday, saturday = (Stage(setup, NINE.replace(day=day)) for day in (6, 7))
    assert (
        today.hours(saturday.day, setup, "A") == today.hours(friday.day, setup, "A") == setup.calendar.hours
    )
    for person in setup.staff:
        assert roster.away(saturday.day, setup, person) == roster.away(friday.day, setup, person)
    assert [span.text for span in roster.away(saturday.day, setup, "u01")] != []
    saturday.open("1", "2")
    ticket = saturday.issue("SI-001", actor=KIOSK)
    assert saturday.call("1") is ticket
    assert [day for day in range(5, 12) if setup.calendar.is_working_day(date(2026, 3, day))] == [
        5,
        6,
        9,
        10,
        11,
    ]


def test_a_hall_that_closes_at_lunch_needs_no_groups(hall: HallOnDisk) -> None:
    hall.append(LUNCH)
    assert codes(hall, *groups(1, 1), "hours.lunch_open=false") == []


def test_shifts_may_uncover_lunch_too(hall: HallOnDisk) -> None:
    assert codes(hall, 'staff.u01.shifts=["09:00-12:00"]') == []
    both = ['staff.u01.shifts=["09:00-12:00"]', 'staff.u02.shifts=["13:00-17:00"]']
    [finding] = hall.findings(*both)
    assert (finding.code, finding.found) == ("LUNCH_UNCOVERED", "12:00-13:00")


def test_a_zone_without_anybody_at_lunch_is_a_warning(hall: HallOnDisk) -> None:
    hall.append(LUNCH)
    hall.append('[[zone]]\nid = "B"\nname = "出件区"\nprefix = "B"\n')
    [finding] = hall.findings(*groups(1, 2), "window.2.zone=B")
    assert (finding.code, finding.severity) == ("LUNCH_ZONE_UNCOVERED", Severity.WARNING)


def test_groups_shifts_breaks_hours_and_rota_become_part_of_the_hall(hall: HallOnDisk) -> None:
    hall.append(LUNCH + ROTA)
    loaded = hall.load(
        sets=[
            *groups(2, 1),
            'staff.u01.shifts=["08:30-11:30", "11:45-17:00"]',
            'staff.u01.breaks=["10:00-10:15"]',
            'window.1.hours={ open = "09:00-19:00", last_ticket = "18:45" }',
            "queue.auto_call_after_s=30",
            "queue.remind_ahead=5",
            "appointments.remind_before_s=7200",
        ]
    )
    setup = loaded.required().setup
    assert setup.lunch == Lunch((Span(720, 765), Span(765, 810)), Rotation.WEEKLY)
    person = setup.staff["u01"]
    assert (person.lunch, person.shifts, person.breaks) == (
        2,
        (Span(510, 690), Span(705, 1020)),
        (Span(600, 615),),
    )
    assert setup.windows["1"].hours == Hours(Span(540, 1140), last_ticket=1125)
    assert setup.rota == (RotaEntry("3", "u02", frozenset({1}), frozenset({date(2026, 3, 7)})),)
    rules = setup.rules
    assert (rules.auto_call_after_s, rules.remind_ahead, rules.remind_before_s) == (30, 5, 7200)


@pytest.mark.parametrize(
    ("before", "after", "code", "key"),
    [
        ('window = "3"\nstaff', 'window = "1"\nstaff', "ROTA_WINDOW", "rota.1.window"),
        ('window = "3"\nstaff', 'window = "9"\nstaff', "UNKNOWN_REFERENCE", "rota.1.window"),
        ('staff = "u02"', 'staff = "u99"', "UNKNOWN_REFERENCE", "rota.1.staff"),
        ('weekdays = ["tuesday"]\ndates = [2026-03-07]', "", "WRONG_VALUE", "rota.1"),
        ('weekdays = ["tuesday"]', 'weekdays = ["Tuesday"]', "WRONG_VALUE", "rota.1.weekdays.1"),
    ],
)
def test_a_rota_that_cannot_be_is_an_error(
    hall: HallOnDisk, before: str, after: str, code: str, key: str
) -> None:
    hall.append(ROTA)
    hall.change(before, after)
    assert (code, key) in [(finding.code, finding.key) for finding in hall.findings()]


def test_a_lunch_group_that_does_not_exist_is_an_error(hall: HallOnDisk) -> None:
    hall.append(LUNCH)
    assert "UNKNOWN_REFERENCE" in codes(hall, *groups(3, 2))
