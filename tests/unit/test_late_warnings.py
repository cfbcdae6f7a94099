"""What counts from before its act, and is late already, says so with the act, once, and never before it."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime

from filed_cases import CaseStage, at, version

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM
from hallctl.domain.applications import acts
from hallctl.domain.applications.clock import ClockKind, Level
from hallctl.domain.catalogue.versions import Period
from hallctl.domain.hours import Calendar


def warned(stage: CaseStage, since: datetime) -> list[tuple[str, Level, datetime]]:
    """What clocks have said from then on; each of them once."""
    stage.pass_to(stage.now)
    told = [
        (record.event.clock, record.event.level, record.at)
        for record in stage.records
        if isinstance(record.event, e.ClockWarned) and record.recorded_at >= since
    ]
    assert set(Counter((clock, level) for clock, level, _ in told).values()) <= {1}
    assert all(moment >= since for _, _, moment in told)
    return told


def accepted_late(day: int, promised: int = 10, statutory: int = 15) -> CaseStage:
    """Received on the 2nd, accepted in the morning of that day: the clocks count from the receipt."""
    item = version(deemed=False, promised=Period(promised), statutory=Period(statutory))
    stage = CaseStage(item, now=at(2, 10))
    stage.receive("m1", "m2", "m3")
    stage.pass_to(at(day, 10))
    stage.act(acts.Accept())
    return stage


def test_one_that_is_over_is_red_at_once_and_was_never_yellow() -> None:
    stage = accepted_late(20)
    assert warned(stage, at(20, 10))[0] == ("C04-1", Level.RED, stage.now)


def test_one_that_should_have_warned_is_yellow_at_once_and_red_at_its_end() -> None:
    stage = accepted_late(16)
    assert [one for one in warned(stage, at(16, 10)) if one[0] == "C04-1"] == [
        ("C04-1", Level.YELLOW, stage.now)
    ]
    stage.pass_to(at(17, 0))
    last = warned(stage, at(16, 10))
    assert [one for one in last if one[0] == "C04-1"][1:] == [("C04-1", Level.RED, at(17, 0))]


def test_one_that_is_in_time_warns_as_ever() -> None:
    stage = accepted_late(3)
    stage.pass_to(at(17, 0))
    told = [one for one in warned(stage, at(3, 10)) if one[0] == "C04-1"]
    assert told == [("C04-1", Level.YELLOW, at(13, 0)), ("C04-1", Level.RED, at(17, 0))]


def test_silence_makes_clocks_that_count_from_the_receipt_and_warn_at_the_earliest_with_it() -> None:
    stage = CaseStage(version(promised=Period(3), statutory=Period(5)), now=at(2, 10))
    stage.receive("m1", "m2", "m3")
    stage.go_to(at(25))
    stage.pass_to(at(25))
    late = ("PROMISE_OVERDUE", "STATUTORY_OVERDUE")
    assert [one for one in stage.warnings() if one[0] in late] == [(each, at(10, 0)) for each in late]


def test_what_a_correction_puts_into_the_past_is_late_from_the_correction_on() -> None:
    stage = accepted_late(3)
    stage.go_to(at(11, 9))
    command = c.CorrectClock(
        application=stage.case_id, clock="C04-1", reason="时限录错", revision=stage.case.revision, value=2
    )
    stage.do(command, stage.who("u91"))
    assert [one for one in warned(stage, at(11, 9)) if one[0] == "C04-2"] == [("C04-2", Level.RED, stage.now)]


def test_what_a_new_calendar_puts_into_the_past_is_late_from_then_on() -> None:
    def calendar(stage: CaseStage, **days: bool) -> Calendar:
        working = {date(2026, 3, int(day[1:])): work for day, work in days.items()}
        return replace(stage.setup.calendar, working=working)

    stage = CaseStage(version(deemed=False), now=at(2, 10))
    stage.setup = replace(stage.setup, calendar=calendar(stage, d9=False, d10=False))
    stage.receive("m1")
    clock = stage.case.running(ClockKind.INTAKE)
    assert clock is not None
    assert clock.due_at == at(12, 0)
    stage.pass_to(at(11, 9))
    stage.setup = replace(stage.setup, calendar=calendar(stage, d9=True))
    stage.do(c.RemakeClocks(application=stage.case_id, year=2026), SYSTEM)
    assert warned(stage, at(11, 9)) == [("C01-1", Level.RED, at(11, 9))]
