"""What happens when the time of a clock comes, by the dates that the requirements name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from filed_cases import ALL, CaseStage, at, version
from halls import NINE
from intake import CHECKED
from msgspec import structs

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM
from hallctl.domain.applications import ApplicationState as S
from hallctl.domain.applications import Channel, acts, clocks
from hallctl.domain.applications.clock import ClockKind, ClockState, Level
from hallctl.domain.applications.clock_rules import CLOCKS, ClockRules
from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.catalogue.kinds import ItemType, SpecialKind, Stage, Unit
from hallctl.domain.catalogue.versions import Period
from hallctl.domain.decide.expiry import first_due
from hallctl.domain.messages import MessageKind


def sweep(stage: CaseStage) -> list[datetime]:
    """Everything whose time has come; when each took effect."""
    moments = []
    while (command := first_due(stage.cases.values(), stage.now)) is not None:
        assert stage.do(command, SYSTEM)
        moments.append(stage.records[-1].at)
    return moments


def wait_until(stage: CaseStage, moment: datetime) -> list[datetime]:
    stage.clock.time = moment
    return sweep(stage)


def warned(stage: CaseStage, level: Level = Level.RED) -> list[tuple[str, str]]:
    return [(event.warning, event.liable) for event in stage.heard(e.ClockWarned) if event.level is level]


@pytest.mark.req("INT-08")
def test_silence_for_five_working_days_counts_as_acceptance_as_of_the_receipt() -> None:
    stage = CaseStage(now=at(2, 10) - timedelta(seconds=1))  # which it takes to draw a number
    stage.receive("m1")
    assert wait_until(stage, at(10, 0) - timedelta.resolution) == [at(7, 0)]
    assert stage.case.state is S.RECEIVED
    wait_until(stage, at(10, 0))
    case = stage.case
    assert (case.state, case.accepted_at, case.deemed) == (S.ACCEPTED, at(2, 10), True)
    assert case.has(D.ACCEPTANCE_NOTICE)
    assert warned(stage) == [("INTAKE_LATE", "u01")]
    intake = case.clocks[0]
    assert (intake.kind, intake.state, intake.ended_at) == (ClockKind.INTAKE, ClockState.EXPIRED, at(10, 0))
    promise = case.running(ClockKind.PROMISE)
    assert promise is not None
    assert (promise.since, promise.due_at) == (at(2, 10), at(17, 0))


@pytest.mark.req("CLK-03")
@pytest.mark.parametrize(
    ("unit", "received", "deemed"),
    [
        (Unit.CALENDAR_DAY, at(6, 10), at(12, 0)),
        (Unit.CALENDAR_DAY, at(2, 10), at(10, 0)),
        (Unit.WORKING_DAY, at(6, 10), at(14, 0)),
    ],
)
def test_the_unit_of_the_intake_clock_is_the_halls(unit: Unit, received: datetime, deemed: datetime) -> None:
    rule = replace(CLOCKS[ClockKind.INTAKE], period=Period(5, unit))
    rules = ClockRules({**CLOCKS, ClockKind.INTAKE: rule})
    stage = CaseStage(version(type=ItemType.LICENCE), now=received, clocks=rules)
    stage.receive("m1")
    wait_until(stage, deemed - timedelta.resolution)
    assert stage.case.state is S.RECEIVED
    wait_until(stage, deemed)
    assert (stage.case.state, stage.case.deemed, stage.records[-1].at) == (S.ACCEPTED, True, deemed)


def test_where_silence_is_no_acceptance_the_late_intake_is_reported() -> None:
    stage = CaseStage(version(deemed=False), now=at(2, 10))
    stage.receive("m1")
    wait_until(stage, at(11))
    assert stage.case.state is S.RECEIVED
    assert warned(stage) == [("INTAKE_LATE", "u01")]
    assert sweep(stage) == []


def test_an_end_that_is_found_later_takes_effect_at_its_own_time() -> None:
    stage = CaseStage(now=at(2, 10))
    stage.receive("m1")
    moments = wait_until(stage, at(11, 8))
    assert moments[:2] == [at(7, 0), at(10, 0)]
    ended = next(
        record for record in stage.records if record.type == "application.moved" and record.at == at(10, 0)
    )
    assert ended.recorded_at == at(11, 8)


@pytest.mark.req("CLK-16")
def test_a_missed_promise_and_a_missed_law_are_different_breaches() -> None:
    stage = CaseStage(version(promised=Period(10), statutory=Period(20)), now=at(2, 10))
    stage.receive(*ALL)
    stage.act(acts.Accept())
    wait_until(stage, at(17, 0))
    assert [warning for warning, _ in warned(stage)] == ["PROMISE_OVERDUE"]
    wait_until(stage, at(31, 0) - timedelta.resolution)
    assert [warning for warning, _ in warned(stage)] == ["PROMISE_OVERDUE"]
    wait_until(stage, at(31, 0))
    assert [warning for warning, _ in warned(stage)] == ["PROMISE_OVERDUE", "STATUTORY_OVERDUE"]


def test_each_level_is_said_once_and_never_early() -> None:
    stage = CaseStage(version(promised=Period(10), statutory=Period(10)), now=at(2, 10))
    stage.receive(*ALL)
    stage.act(acts.Accept())
    assert wait_until(stage, at(13, 0) - timedelta.resolution) == []
    assert wait_until(stage, at(13, 0)) == [at(13, 0)] * 2
    assert wait_until(stage, at(17, 0)) == [at(17, 0)] * 2
    assert wait_until(stage, at(30, 0)) == []
    assert len(warned(stage, Level.YELLOW)) == len(warned(stage, Level.RED)) == 2


def test_a_warning_is_no_act_so_that_the_clerks_look_stays_good() -> None:
    stage = CaseStage(now=at(2, 10))
    case = stage.receive(*ALL)
    wait_until(stage, at(7, 0))
    assert len(warned(stage, Level.YELLOW)) == 1
    assert stage.case.revision == case.revision


def test_what_was_overtaken_says_nothing() -> None:
    stage = CaseStage(now=at(2, 10))
    case = stage.receive(*ALL)
    intake = case.running(ClockKind.INTAKE)
    assert intake is not None
    stage.act(acts.Accept())
    for clock, due in ((intake.id, intake.due_at), (intake.id, at(9)), ("C99-1", at(9))):
        stage.clock.time = at(20)
        command = c.ExpireClock(application=case.id, clock=clock, due=due or at(9))
        assert stage.decide(command, SYSTEM) == []


def test_nobody_but_the_hall_lets_a_clock_end() -> None:
    stage = CaseStage(now=at(2, 10))
    case = stage.receive(*ALL)
    command = c.ExpireClock(application=case.id, clock="C01-1", due=at(10, 0))
    assert stage.refusal(command, stage.clerk_at("1")) == "POWER_NOT_HELD"
    assert stage.decide(command, SYSTEM) == []


def test_the_stage_names_who_answers() -> None:
    stages = {Stage.INTAKE: Period(1)}
    stage = CaseStage(version(stages=stages), now=at(2, 10))
    stage.receive("m1")
    wait_until(stage, at(4, 0))
    assert ("STAGE_OVERDUE", "u01") in warned(stage)


def test_what_fell_due_before_a_new_year_goes_on_with_the_old_years_numbers() -> None:
    stage = CaseStage(now=datetime(2025, 12, 1, 9, tzinfo=NINE.tzinfo))
    numbers: list[str] = []
    for _ in range(2):
        stage.submit(channel=Channel.COURIER)
        receive = acts.Receive(checks=CHECKED, materials=(acts.HandedIn(code="m2", copies=1),))
        stage.act(receive)
        if not numbers:
            stage.pass_to(datetime(2025, 12, 9, tzinfo=NINE.tzinfo))
        else:
            stage.go_to(datetime(2026, 1, 2, 9, tzinfo=NINE.tzinfo))
            stage.pass_to(stage.now)
        numbers.append(stage.case.documents[-1].number)
    assert [number[-12:] for number in numbers] == ["2025〕000001号", "2025〕000002号"]


def test_who_may_hand_in_materials_is_reminded_before_the_limit_ends() -> None:
    stage = CaseStage(now=at(2, 10))
    stage.receive("m1")
    stage.act(acts.GiveOneTimeNotice(materials=(acts.Wanted("m2", "缺"), acts.Wanted("m3", "缺")), days=10))
    wait_until(stage, at(13, 0))
    wait_until(stage, at(17, 0))
    queued = [(event.kind, event.message) for event in stage.heard(e.MessageQueued)]
    assert queued[-2:] == [
        (MessageKind.SUPPLEMENT_DUE, f"msg_{stage.case_id}_C03-1_last"),
        (MessageKind.CLOSED, f"msg_{stage.case_id}_{stage.case.revision}"),
    ]


def test_who_does_not_collect_is_reminded_twice_even_after_an_outage() -> None:
    stage = CaseStage(now=at(2, 10))
    case = stage.receive(*ALL)
    waiting = clocks.start(
        *(ClockKind.UNCOLLECTED, at(2, 10), None, stage.setup.calendar, stage.setup.clocks), number=1
    )
    kept = structs.replace(case, state=S.AWAITING_COLLECTION, clocks=(waiting,))
    stage.cases[case.id] = kept
    wait_until(stage, at(6, month=4))
    reminders = [event.message for event in stage.heard(e.MessageQueued)]
    assert reminders[-2:] == [f"msg_{case.id}_C32-1_20260402", f"msg_{case.id}_C32-1_last"]


# --- a new calendar, a correction ---


def remade(stage: CaseStage, year: int = 2026, **days: bool) -> list[e.Event]:
    working = {date(2026, 3, int(day[1:])): work for day, work in days.items()}
    stage.setup = replace(stage.setup, calendar=replace(stage.setup.calendar, working=working))
    return stage.do(c.RemakeClocks(application=stage.case_id, year=year), SYSTEM)


def test_a_new_calendar_moves_what_runs_and_says_so() -> None:
    stage = CaseStage(now=at(2, 10))
    stage.receive("m1")
    [event] = remade(stage, d5=False)
    assert isinstance(event, e.ClockCorrected)
    assert [(row.id, row.due_at, row.reason) for row in event.rows] == [("C01-1", at(11, 0), "calendar 2026")]
    assert stage.case.clocks[0].due_at == at(11, 0)
    assert remade(stage, d5=False) == []


def test_a_calendar_that_nobody_knows_is_refused() -> None:
    stage = CaseStage(now=at(2, 10))
    stage.receive("m1")
    command = c.RemakeClocks(application=stage.case_id, year=2031)
    assert stage.refusal(command, SYSTEM) == "CALENDAR_UNKNOWN"


def test_a_correction_is_a_new_row_with_a_reason() -> None:
    stage = CaseStage(now=at(2, 10))
    case = stage.receive("m1")
    stage.clock.time = at(3, 9)
    command = c.CorrectClock(
        application=case.id, clock="C01-1", reason="收件时间录错", revision=case.revision, since=at(3, 9)
    )
    stage.do(command, stage.who("u91"))
    old, new = stage.case.clocks[0], stage.case.clocks[-1]
    assert (old.id, old.state, old.reason) == ("C01-1", ClockState.STOPPED, "收件时间录错")
    assert (new.id, new.corrects, new.state, new.due_at) == ("C01-2", "C01-1", ClockState.RUNNING, at(11, 0))
    assert stage.refusal(command, stage.who("u91")) == "VERSION_STALE"


def test_an_ended_clock_never_runs_again_but_a_new_one_may_take_its_place() -> None:
    stage = CaseStage(version(deemed=False), now=at(2, 10))
    stage.receive("m1")
    wait_until(stage, at(11))
    case = stage.case
    command = c.CorrectClock(
        application=case.id, clock="C01-1", reason="停电", revision=case.revision, value=9
    )
    stage.do(command, stage.who("u91"))
    old, new = stage.case.clocks[0], stage.case.clocks[-1]
    assert (old.state, new.due_at) == (ClockState.EXPIRED, at(14, 0))


def test_a_clock_whose_matter_is_done_is_not_counted_anew() -> None:
    stage = CaseStage(now=at(2, 10))
    stage.receive("m1", "m2", "m3", then=acts.Accept())
    done = c.CorrectClock(
        application=stage.case_id, clock="C01-1", reason="录错", revision=stage.case.revision, value=30
    )
    assert stage.refusal(done, stage.who("u91")) == "CLOCK_DONE"


def test_a_suspended_clock_is_corrected_as_a_suspended_one() -> None:
    hearing = acts.StartSpecial(kind=SpecialKind.HEARING, participants=("申请人",), value=5)
    stage = CaseStage(version(specials={SpecialKind.HEARING: Period(10)}), now=at(2, 10))
    stage.receive("m1", "m2", "m3", then=acts.Accept())
    stage.act(acts.Transmit())
    stage.go_to(at(4, 10))
    case = stage.act(hearing, "b1")
    command = c.CorrectClock(
        application=case.id, clock="C04-1", reason="录错", revision=case.revision, value=12
    )
    stage.do(command, stage.who("u91"))
    clock = stage.case.running(ClockKind.PROMISE)
    assert clock is not None
    assert (clock.id, clock.state, clock.days_left) == ("C04-2", ClockState.SUSPENDED, 11)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"reason": " "}, "REASON_NEEDED"),
        ({"reason": "来电 13812345678"}, "REASON_PERSONAL"),
        ({"clock": "C09-1"}, "CLOCK_UNKNOWN"),
        ({"value": -1}, "LIMIT_NEEDED"),
        ({"revision": 1}, "VERSION_STALE"),
    ],
)
def test_a_correction_that_says_too_little_is_refused(given: dict[str, object], code: str) -> None:
    stage = CaseStage(now=at(2, 10))
    case = stage.receive("m1")
    fields = {"application": case.id, "clock": "C01-1", "reason": "录错", "revision": case.revision}
    command = c.CorrectClock(**fields | given)  # type: ignore[arg-type]
    assert stage.refusal(command, stage.who("u91")) == code
    assert stage.refusal(command, stage.who("u01")) == "POWER_NOT_HELD"
