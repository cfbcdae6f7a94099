"""Intake with several authorities: joint matters, a lower authority first, one that forwards."""

from __future__ import annotations

import pytest
from filed_cases import ALL, HR, JOINT, WORDS, CaseStage, at, version
from intake import hand_in

from hallctl.domain.applications import ApplicationState as S
from hallctl.domain.applications import acts
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import ChildState
from hallctl.domain.catalogue.versions import Period


@pytest.fixture
def joint() -> CaseStage:
    stage = CaseStage(JOINT, now=at(2, 10))
    stage.receive("m3")
    stage.act(acts.SplitJoint())
    return stage


def reported(stage: CaseStage, person: str, department: str, *missing: str) -> None:
    state = ChildState.INTAKE_DEFECTS if missing else ChildState.INTAKE_OK
    act = acts.ReportIntake(
        department=department, state=state, missing=tuple(acts.Wanted(code) for code in missing)
    )
    stage.act(act, person)


@pytest.mark.req("INT-11")
def test_one_set_of_materials_for_all_departments(joint: CaseStage) -> None:
    case = joint.case
    assert [child.department for child in case.children] == [HR, "医保局", "自然资源局"]
    assert {child.state for child in case.children} == {ChildState.PUSHED}
    assert [row.code for row in case.materials] == ["m3", "m1", "m2"]
    clocks = [clock.subject for clock in case.clocks if clock.kind is ClockKind.PRE_REVIEW_OF_DEPARTMENT]
    assert clocks == [child.department for child in case.children]
    assert case.running(ClockKind.INTAKE) is not None


@pytest.mark.req("INT-29")
def test_one_notice_with_the_union_of_what_all_departments_lack(joint: CaseStage) -> None:
    union = acts.GiveOneTimeNotice(materials=(acts.Wanted("m1"), acts.Wanted("m2")), days=5)
    reported(joint, "b1", HR, "m1")
    reported(joint, "b2", "医保局", "m2")
    assert joint.no(union) == "REPORTS_MISSING"
    reported(joint, "b3", "自然资源局")
    assert joint.no(acts.Accept()) == "REPORTS_DIFFER"
    assert joint.no(acts.GiveOneTimeNotice(materials=union.materials[:1], days=5)) == "NOTICE_INCOMPLETE"
    joint.act(union)
    joint.act(hand_in("m1", "m2"))
    case = joint.act(acts.SupplementComplete())
    assert joint.kinds().count(D.ONE_TIME_NOTICE) == joint.kinds().count(D.ACCEPTANCE_NOTICE) == 1
    assert {child.state for child in case.children} == {ChildState.INTAKE_OK}
    own = [clock.subject for clock in case.clocks if clock.kind is ClockKind.PROMISE]
    assert len(own) == 3
    assert case.running(ClockKind.JOINT) is not None


def test_only_its_own_department_reports(joint: CaseStage) -> None:
    act = acts.ReportIntake(department=HR, state=ChildState.INTAKE_OK)
    assert joint.no(act, "b2") == "POWER_NOT_HELD"
    assert (
        joint.no(acts.ReportIntake(department=HR, state=ChildState.OPINION_GRANT), "b1") == "REPORT_INVALID"
    )


@pytest.mark.req("INT-12")
def test_b09_the_opinion_and_all_materials_go_up_together() -> None:
    stage = CaseStage(version(lower_review=Period(20)), now=at(2, 10))
    case = stage.receive(*ALL, then=acts.Accept())
    assert case.running(ClockKind.PROMISE) is None
    stage.act(acts.StartLowerReview(), "b1")
    assert stage.no(acts.ReportUp(materials=ALL), "chief") == "OPINION_NEEDED"
    assert stage.no(acts.ReportUp(text=WORDS, materials=("m1",)), "chief") == "MATERIAL_MISSING"
    stage.go_to(at(12, 10))
    case = stage.act(acts.ReportUp(text=WORDS, materials=ALL), "chief")
    promise = case.running(ClockKind.PROMISE)
    assert (case.state, case.running(ClockKind.LOWER_REVIEW)) == (S.UNDER_REVIEW, None)
    assert promise is not None
    assert promise.due_at == at(27, 0)
    held = acts.GiveOneTimeNotice(materials=(acts.Wanted("m1"),), days=5)
    assert stage.no(held, "chief") == "WINDOW_DOCUMENT_BINDING"  # what is held is not asked for again
    assert stage.no(hand_in("m1")) == "MATERIAL_NOT_WANTED"


def test_b10_accepted_as_of_the_superiors_receipt() -> None:
    stage = CaseStage(version(forwarding=Period(3)), now=at(2, 10))
    stage.receive(*ALL)
    case = stage.act(acts.Forward(authority="州人社局"))
    clock = case.running(ClockKind.FORWARDING)
    assert clock is not None
    assert clock.due_at == at(6, 0)
    stage.go_to(at(4, 15))
    assert stage.no(acts.SuperiorReceived(at=at(4, 16)), "b1") == "TIME_AHEAD"
    case = stage.act(acts.SuperiorReceived(at=at(4, 14)), "b1")
    assert (case.state, case.accepted_at) == (S.ACCEPTED, at(4, 14))
    assert stage.kinds() == [D.RECEIPT_NOTICE, D.ACCEPTANCE_NOTICE]
