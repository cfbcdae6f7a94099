"""What time brings about in the life of an application, with the dates of the criteria."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from filed_cases import HEALTH, HR, JOINT, LAND, NOTICE, WORDS, CaseStage, at, version
from intake import hand_in

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM
from hallctl.domain.applications import ApplicationState as S
from hallctl.domain.applications import acts
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import ChildState
from hallctl.domain.catalogue.kinds import VisitClass
from hallctl.domain.catalogue.versions import Period
from hallctl.domain.messages import MessageKind


def told(stage: CaseStage) -> list[MessageKind]:
    """What the applicant is to be told."""
    return [r.event.kind for r in stage.records if isinstance(r.event, e.MessageQueued)]


@pytest.mark.req("INT-08")
def test_silence_is_acceptance_at_the_first_instant_after_the_period() -> None:
    stage = CaseStage(now=at(2, 10))
    received = stage.receive("m1").received_at
    stage.pass_to(at(9, 23, 59))
    assert stage.case.state is S.RECEIVED
    stage.pass_to(at(10, 0))
    case = stage.case
    assert (case.state, case.accepted_at, case.deemed) == (S.ACCEPTED, received, True)
    assert stage.records[-1].at == at(10, 0)
    assert D.ACCEPTANCE_NOTICE in stage.kinds()


@pytest.mark.req("INT-10")
def test_a_missed_supplement_limit_closes_the_case_and_the_applicant_is_told() -> None:
    stage = CaseStage(now=at(2, 10))
    stage.receive("m1")
    stage.go_to(at(6, 9))
    stage.act(NOTICE)
    running = stage.case.running(ClockKind.SUPPLEMENT)
    assert running is not None
    assert running.due_at == at(21, 0)
    stage.act(hand_in("m2"))
    stage.pass_to(at(20, 23, 59))
    assert stage.case.state is S.SUPPLEMENT_PENDING
    stage.pass_to(at(21, 0))
    assert (stage.case.state, stage.case.reason) == (S.AUTO_CLOSED, "SUPPLEMENT_LIMIT_MISSED")
    assert told(stage)[-1] is MessageKind.CLOSED


@pytest.mark.req("INT-13")
def test_forwarding_has_the_superiors_limit_and_acceptance_is_at_its_receipt() -> None:
    stage = CaseStage(version(forwarding=Period(3)), now=at(2, 10))
    stage.receive("m1", "m2", "m3")
    stage.act(acts.Forward(authority="州人社局"))
    stage.pass_to(at(6, 0))
    assert ("OVERDUE_FORWARD", at(6, 0)) in stage.warnings()
    stage.go_to(at(6, 14))
    case = stage.act(acts.SuperiorReceived(), "b1")
    assert case.accepted_at == at(6, 14)
    notice = [document for document in case.documents if document.kind is D.ACCEPTANCE_NOTICE]
    assert [document.at.date() for document in notice] == [at(6).date()]


@pytest.mark.req("CLK-04")
def test_the_decisions_clocks_begin_with_the_completion_or_the_report() -> None:
    completed = CaseStage(now=at(2, 10))
    completed.receive("m1")
    completed.act(NOTICE)
    completed.go_to(at(12, 15))
    completed.act(hand_in("m2", "m3"))
    completed.go_to(at(13, 9))
    completed.act(acts.SupplementComplete())
    below = CaseStage(version(lower_review=Period(20)), now=at(2, 10))
    below.receive("m1", "m2", "m3", then=acts.Accept())
    below.act(acts.StartLowerReview(), "b1")
    below.go_to(at(12, 10))
    below.act(acts.ReportUp(text=WORDS, materials=("m1", "m2", "m3")), "chief")
    for stage in (completed, below):
        promise = stage.case.running(ClockKind.PROMISE)
        assert promise is not None
        assert promise.due_at == at(27, 0)
    at_receipt = CaseStage(now=at(2, 10))
    case = at_receipt.receive("m1", "m2", "m3", then=acts.Accept())
    promise = case.running(ClockKind.PROMISE)
    assert promise is not None
    assert (promise.since, promise.due_at) == (case.received_at, at(17, 0))


@pytest.mark.req("CLK-09")
def test_the_supplement_limit_counts_from_service_and_stops_at_the_complete_hand_in() -> None:
    stage = CaseStage(now=at(5, 10))
    stage.receive("m1")
    assert stage.no(acts.GiveOneTimeNotice(materials=NOTICE.materials, days=0)) == "LIMIT_NEEDED"
    stage.act(NOTICE)
    running = stage.case.running(ClockKind.SUPPLEMENT)
    assert running is not None
    assert running.due_at == at(20, 0)
    stage.go_to(at(19, 16))
    case = stage.act(hand_in("m2", "m3"))
    check = case.running(ClockKind.SUPPLEMENT_CHECK)
    assert case.running(ClockKind.SUPPLEMENT) is None
    assert check is not None
    assert check.due_at == at(27, 0)
    stage.pass_to(at(20, 9))
    assert stage.case.state is S.SUPPLEMENT_CHECK


@pytest.mark.req("CLK-15")
def test_lower_review_and_joint_clocks_run_their_own_time() -> None:
    stage = CaseStage(version(lower_review=Period(20)), now=at(2, 10))
    stage.receive("m1", "m2", "m3", then=acts.Accept())
    stage.act(acts.StartLowerReview(), "b1")
    stage.pass_to(at(31, 0))
    assert ("LOWER_REVIEW_LATE", at(31, 0)) in stage.warnings()
    late = joint_accepted()
    late.pass_to(at(23, 23, 59))
    assert "JOINT_OVERDUE" not in dict(late.warnings())
    late.pass_to(at(24, 0))
    assert ("JOINT_OVERDUE", at(24, 0)) in late.warnings()
    longer = acts.Extend(clock=ClockKind.JOINT, days=15, approver="局长", reason="案情复杂")
    extended = joint_accepted()
    running = extended.act(longer, "b1").running(ClockKind.JOINT)
    assert running is not None
    assert running.due_at == at(14, 0, month=4)
    assert extended.no(longer, "b1") == "ALREADY_EXTENDED"


def joint_accepted() -> CaseStage:
    """A joint matter with a promise of 15 working days, accepted on 2 March."""
    stage = CaseStage(JOINT, now=at(2, 10))
    stage.receive("m1", "m2", "m3")
    stage.act(acts.SplitJoint())
    for person, department in (("b1", HR), ("b2", HEALTH), ("b3", LAND)):
        stage.act(acts.ReportIntake(department=department, state=ChildState.INTAKE_OK), person)
    stage.act(acts.Accept())
    return stage


@pytest.mark.req("ONL-12")
def test_the_intake_clock_of_what_is_filed_online_runs_from_submission() -> None:
    stage = CaseStage(now=at(2, 20))
    assert stage.submit().received_at == at(2, 20)
    stage.pass_to(at(10, 0))
    assert (stage.case.state, stage.case.deemed) == (S.ACCEPTED, True)
    reviewed = CaseStage(version(visits=VisitClass.TWO_ORIGINAL_PREREVIEW), now=at(2, 20))
    reviewed.submit()
    reviewed.pass_to(at(10, 0))
    assert ("PRE_REVIEW_LATE", at(10, 0)) in reviewed.warnings()
    assert reviewed.case.state is S.PRE_REVIEW


@pytest.mark.req("ONL-11")
def test_a_failed_pre_review_tells_the_defects_and_closes_without_a_return() -> None:
    stage = CaseStage(version(visits=VisitClass.ONE_ON_SITE), now=at(2, 10))
    stage.submit()
    case = stage.act(acts.PreReviewDefects(materials=(acts.Wanted("m1", "未签字"),)), "b1")
    assert (case.state, case.visits, told(stage)) == (S.PRE_REVIEW_DEFECTS, (), [MessageKind.DEFECTS])
    assert case.documents[-1].kind is D.PRE_REVIEW_RESULT
    running = case.running(ClockKind.RETURN)
    assert running is not None
    assert running.due_at is not None
    stage.pass_to(running.due_at)
    assert (stage.case.state, stage.case.reason) == (S.AUTO_CLOSED, "NO_RETURN")


def test_after_an_outage_nobody_acts_as_if_the_limit_had_not_passed() -> None:
    stage = CaseStage(now=at(2, 10))
    stage.receive("m1")
    stage.act(NOTICE)
    stage.go_to(at(17, 9))
    assert stage.no(hand_in("m2", "m3")) == "VERSION_STALE"
    stage.pass_to(stage.now)
    assert (stage.case.state, stage.case.closed_at) == (S.AUTO_CLOSED, at(17, 0))


def test_departments_parts_end_with_the_whole() -> None:
    lapsed = CaseStage(JOINT, now=at(2, 10))
    lapsed.receive("m1", "m2")
    lapsed.act(acts.SplitJoint())
    for person, department in (("b1", HR), ("b2", HEALTH), ("b3", LAND)):
        missing = (acts.Wanted("m3"),)
        report = acts.ReportIntake(department=department, state=ChildState.INTAKE_DEFECTS, missing=missing)
        lapsed.act(report, person)
    lapsed.act(acts.GiveOneTimeNotice(materials=(acts.Wanted("m3"),), days=5))
    lapsed.pass_to(at(10, 0))
    assert {child.state for child in lapsed.case.children} == {ChildState.AUTO_CLOSED}
    declined = CaseStage(JOINT, now=at(2, 10))
    declined.receive("m1", "m2")
    declined.act(acts.SplitJoint())
    for person, department in (("b1", HR), ("b2", HEALTH), ("b3", LAND)):
        declined.act(acts.ReportIntake(department=department, state=ChildState.NOT_COMPETENT), person)
    declined.act(acts.NotCompetent(authority="州人社局"))
    assert {child.state for child in declined.case.children} == {ChildState.NOT_ACCEPTED}


def ends(stage: CaseStage, kind: ClockKind, subject: str = "") -> object:
    clock = stage.case.running(kind, subject)
    assert clock is not None
    return clock.due_at


def test_a_departments_part_of_the_intake_never_ends_after_the_whole() -> None:
    stage = CaseStage(now=at(2, 10))
    stage.receive("m1")
    stage.go_to(at(5, 9))
    stage.act(acts.HandToDepartment())
    assert ends(stage, ClockKind.PRE_REVIEW_OF_DEPARTMENT) == ends(stage, ClockKind.INTAKE) == at(10, 0)
    joint = CaseStage(JOINT, now=at(2, 10))
    joint.receive("m3")
    joint.go_to(at(6, 9))
    joint.act(acts.SplitJoint())
    assert {ends(joint, ClockKind.PRE_REVIEW_OF_DEPARTMENT, each) for each in (HR, HEALTH, LAND)} == {
        at(10, 0)
    }


def test_where_the_intake_is_over_the_department_has_its_own_days_whatever_the_calendar() -> None:
    stage = CaseStage(version(deemed=False), now=at(2, 10))
    stage.receive("m1")
    stage.pass_to(at(11, 9))
    stage.act(acts.HandToDepartment())
    assert ends(stage, ClockKind.PRE_REVIEW_OF_DEPARTMENT) == at(19, 0)
    stage.setup = replace(
        stage.setup, calendar=replace(stage.setup.calendar, working={date(2026, 3, 12): False})
    )
    stage.do(c.RemakeClocks(application=stage.case_id, year=2026), SYSTEM)
    assert ends(stage, ClockKind.PRE_REVIEW_OF_DEPARTMENT) == at(20, 0)


def test_a_limit_that_counts_from_before_its_act_and_is_over_says_so_with_the_act() -> None:
    stage = CaseStage(version(deemed=False, promised=Period(10), statutory=Period(15)), now=at(2, 10))
    stage.receive("m1", "m2", "m3")
    stage.pass_to(at(20, 10))
    stage.act(acts.Accept())
    stage.pass_to(stage.now)
    promise = next(clock for clock in stage.case.clocks if clock.kind is ClockKind.PROMISE)
    assert (promise.due_at, promise.ended_at) == (at(17, 0), stage.now)
    assert stage.warnings()[-2:] == [("PROMISE_OVERDUE", stage.now), ("STATUTORY_DUE", stage.now)]
    stage.pass_to(at(24, 0))
    assert stage.warnings()[-1] == ("STATUTORY_OVERDUE", at(24, 0))
