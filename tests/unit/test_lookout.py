"""What the lookout sends: surges against what usually comes, hot and cold windows, full days."""

from datetime import date, datetime, timedelta

import pytest
from halls import NINE, Stage, a_setup, rules

from hallctl.advice.lookout import commands, standing_surges
from hallctl.domain import commands as c
from hallctl.domain.actors import SYSTEM
from hallctl.domain.advice.surge import SURGE
from hallctl.domain.balance import HOT_COLD
from hallctl.domain.hours import Calendar, Hours, Span
from hallctl.domain.outlook import Outlook, Wait
from hallctl.domain.setup import HallSetup

USUAL_QUARTER = 12
"""People who come for 人社局 in every quarter of an hour from nine to eleven."""


def at(hour: float, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=NINE.tzinfo) + timedelta(hours=hour)


def come(stage: Stage, hour: float, count: int, item: str = "A1") -> None:
    """So many in the quarter of an hour that begins at `hour`, evenly."""
    day = stage.day.date
    for number in range(count):
        stage.clock.time = at(hour + 0.25 * (number + 0.5) / count, day)
        stage.do(c.IssueTicket(items=(item,)))
    stage.clock.time = at(hour + 0.25, day)


def with_history(days: int = 15, setup: HallSetup | None = None) -> Stage:
    """A hall that has seen regular days; today is the next one."""
    stage = Stage(setup, at(0, NINE.date()))
    for _ in range(days):
        for quarter in range(8):
            come(stage, 9 + quarter / 4, USUAL_QUARTER)
        following = stage.day.date + timedelta(days=3 if stage.day.date.weekday() == 4 else 1)
        stage.clock.time = at(0, following)
        stage.do(c.OpenDay(day=following), SYSTEM)
    return stage


def look(stage: Stage) -> list[c.Command]:
    """What is sent now; it is carried out."""
    found = standing_surges(stage.day, stage.setup, stage.now)
    sent = commands(stage.day, stage.setup, stage.now, found)
    for command in sent:
        stage.do(command, SYSTEM)
    return sent


@pytest.mark.req("QUE-18")
def test_twice_the_usual_for_a_quarter_of_an_hour_raises_surge_once_with_measures() -> None:
    stage = with_history()
    come(stage, 9, USUAL_QUARTER)
    assert look(stage) == []
    come(stage, 9.25, 2 * USUAL_QUARTER)
    (raised,) = look(stage)
    assert isinstance(raised, c.RaiseAlarm)
    assert (raised.code, raised.subject) == (SURGE, "A/人社局")
    assert "增开窗口1" in raised.detail
    assert "延长服务时间" in raised.detail
    come(stage, 9.5, 2 * USUAL_QUARTER)
    assert look(stage) == []  # once a surge
    come(stage, 9.75, USUAL_QUARTER)
    assert look(stage) == [c.ClearAlarm(code=SURGE, subject="A/人社局")]
    come(stage, 10, 2 * USUAL_QUARTER)
    assert len(look(stage)) == 1


def test_without_history_there_is_no_surge() -> None:
    stage = Stage()
    come(stage, 9, 60)
    assert standing_surges(stage.day, stage.setup, stage.now) == ()
    assert look(stage) == []


def test_a_surge_of_yesterday_is_cleared() -> None:
    stage = Stage()
    stage.do(c.RaiseAlarm(code=SURGE, subject="A/人社局"), SYSTEM)
    assert look(stage) == [c.ClearAlarm(code=SURGE, subject="A/人社局")]


def test_windows_of_one_zone_that_are_loaded_unevenly_raise_hot_cold() -> None:
    stage = Stage()
    stage.open("1", "2")
    stage.issue("A1")
    stage.serving("1")
    stage.wait(minutes=30)
    (raised,) = look(stage)
    assert isinstance(raised, c.RaiseAlarm)
    assert (raised.code, raised.subject) == (HOT_COLD, "A")


@pytest.mark.req("QUE-28")
def test_closing_at_five_with_half_an_hour_of_grace_and_an_end_at_twenty_to_six_stops_numbers() -> None:
    calendar = Calendar(Hours(Span(480, 1020)))
    stage = Stage(a_setup(calendar=calendar, rules=rules(close_grace_s=1800)), NINE.replace(hour=16))
    stage.open("1")
    waiting = [stage.issue("A1"), stage.issue("A2")]
    done = Wait(5400, 100 * 60 - 2, 7200)  # two seconds for the two who took a number: 17:40
    stage.day.outlooks["A"] = Outlook("A", stage.day.seq, stage.now, done=done)
    (stop,) = look(stage)
    assert isinstance(stop, c.StopIntake)
    assert stop.finish_at == NINE.replace(hour=17, minute=40)
    refused = stage.refused(c.IssueTicket(items=("A1",)))
    assert refused.code == "INTAKE_STOPPED"
    assert refused.offer["date"] == "2026-03-03"
    assert refused.offer["slots"].startswith("2026-03-03T08:00:00")
    stage.clock.time = NINE.replace(hour=17, minute=1)
    assert [stage.serve("1").id for _ in waiting] == [ticket.id for ticket in waiting]
