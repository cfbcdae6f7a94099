"""Hours as they are today: configured, changed by the dispatcher, of a zone or a window's own (QUE-20)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from halls import DISPATCHER, NINE, WINDOWS, Stage, a_setup

from hallctl.contracts.looks import zone_view
from hallctl.domain import commands as c
from hallctl.domain.hours import Calendar, DayKind, Hours, Span
from hallctl.domain.planning import today
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import Window, WindowKind

LUNCH = Calendar(Hours(Span(480, 1080), lunch=Span(720, 840), last_ticket=1065))
WEEKDAY = Hours(Span(540, 1020), last_ticket=1005)


def taken(stage: Stage, at: str, zone: str) -> str:
    """What somebody hears who wants a number of a zone at a time of day."""
    hour, minute = at.split(":")
    stage.clock.time = NINE.replace(hour=int(hour), minute=int(minute))
    wishes: dict[str, Any] = {"A": {"items": ("A1",)}, "B": {"items": ("B1",)}, "C": {"type": "CONSULT"}}
    try:
        stage.do(c.IssueTicket(**wishes[zone]))
    except Refused as refused:
        return refused.code
    return "taken"


def by_configuration() -> Stage:
    calendar = Calendar(WEEKDAY, zone_hours={"C": Hours(Span(450, 1020), last_ticket=1005)})
    return Stage(a_setup(calendar=calendar), NINE.replace(hour=7))


def by_dispatcher() -> Stage:
    stage = Stage(a_setup(calendar=Calendar(WEEKDAY)), NINE.replace(hour=7))
    stage.do(c.ChangeHours(zone="C", open=Span(450, 1020), reason="many students"), DISPATCHER)
    return stage


@pytest.mark.req("QUE-20")
@pytest.mark.parametrize("a_stage", [by_configuration, by_dispatcher])
def test_a_zone_that_opens_earlier_gives_numbers_earlier_and_the_others_do_not(
    a_stage: Callable[[], Stage],
) -> None:
    stage = a_stage()
    times = ("07:29", "07:30", "08:59", "09:00", "16:44", "16:45", "17:00")
    closed, last = "HALL_CLOSED", "LAST_TICKET_PASSED"
    assert [taken(stage, at, "C") for at in times] == [closed, *["taken"] * 4, last, closed]
    for zone in "AB":
        stage = a_stage()
        found = [taken(stage, at, zone) for at in times]
        assert found == [closed, closed, closed, "taken", "taken", last, closed]


def test_longer_hours_keep_lunch_and_the_distance_of_the_last_number_and_end_with_the_day() -> None:
    stage = Stage(a_setup(calendar=LUNCH))
    stage.do(c.ChangeHours(zone="A", open=Span(480, 1200), reason="crowded"), DISPATCHER)
    assert today.hours(stage.day, stage.setup, "A") == Hours(Span(480, 1200), Span(720, 840), True, 1185)
    assert [taken(stage, at, "A") for at in ("19:44", "19:45")] == ["taken", "LAST_TICKET_PASSED"]
    assert zone_view(stage.day, stage.setup, stage.setup.zones["A"], stage.now).open
    assert not zone_view(stage.day, stage.setup, stage.setup.zones["C"], stage.now).open
    assert stage.replayed().snapshot() == stage.day.snapshot()
    stage.do(c.ChangeHours(zone="A", open=None, reason="calm again"), DISPATCHER)
    assert today.hours(stage.day, stage.setup, "A") == LUNCH.hours
    stage.do(c.ChangeHours(zone="A", open=Span(480, 600), last_ticket=590, reason="ill"), DISPATCHER)
    assert taken(stage, "10:00", "A") == "HALL_CLOSED"
    stage.clock.sleep(days=1)
    stage.wait()
    assert today.hours(stage.day, stage.setup, "A") == LUNCH.hours


def test_a_window_with_hours_of_its_own_extends_those_of_its_zone_for_what_it_takes() -> None:
    late = Window("4", "A", WindowKind.RESIDENT, department="人社局", hours=Hours(Span(540, 1140)))
    windows = [window for window in WINDOWS if window.id != "4"]
    stage = Stage(a_setup(calendar=Calendar(WEEKDAY), windows=[*windows, late]))
    stage.clock.time = NINE.replace(hour=18)
    stage.do(c.IssueTicket(items=("A1",)))
    assert stage.refusal(c.IssueTicket(items=("A2",))) == "HALL_CLOSED"  # another department's
    stage.do(c.ChangeHours(window="1", open=Span(540, 1140), reason="late shift"), DISPATCHER)
    stage.do(c.IssueTicket(items=("A2",)))
    shown = {
        zone: zone_view(stage.day, stage.setup, stage.setup.zones[zone], stage.now).open for zone in "AB"
    }
    assert shown == {"A": True, "B": False}
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_a_window_s_own_hours_do_not_open_a_closed_hall() -> None:
    late = replace(WINDOWS[0], hours=Hours(Span(540, 1140)))
    calendar = Calendar(WEEKDAY, exceptions={NINE.date(): DayKind.CLOSED})
    stage = Stage(a_setup(calendar=calendar, windows=[late, *WINDOWS[1:]]))
    assert stage.refusal(c.IssueTicket(items=("A1",))) == "HALL_CLOSED"
    stage.do(c.ChangeHours(zone="A", open=Span(480, 720), reason="storm aid"), DISPATCHER)
    stage.do(c.IssueTicket(items=("A1",)))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({}, "CHOICE_NEEDED"),
        ({"zone": "A", "window": "1"}, "CHOICE_NEEDED"),
        ({"zone": "Z"}, "ZONE_UNKNOWN"),
        ({"window": "99"}, "WINDOW_UNKNOWN"),
        ({"window": "8"}, "NO_PUBLIC_QUEUE"),
        ({"zone": "A", "open": Span(600, 600)}, "HOURS_INVALID"),
        ({"zone": "A", "open": Span(600, 1500)}, "HOURS_INVALID"),
        ({"zone": "A", "open": Span(600, 700), "last_ticket": 701}, "HOURS_INVALID"),
        ({"zone": "A", "reason": ""}, "REASON_NEEDED"),
    ],
)
def test_hours_that_cannot_be_are_refused(fields: dict[str, Any], code: str) -> None:
    usual: dict[str, Any] = {"open": Span(480, 600), "reason": "x"}
    command = c.ChangeHours(**(usual | fields))
    assert Stage().refusal(command, DISPATCHER) == code
