"""Intake: its branches up to acceptance, and what the counter may not do."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from filed_cases import ALL, MANDATE, MATERIALS, NOTICE, WORDS, CaseStage, at, version

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.applications import ApplicationState as S
from hallctl.domain.applications import Channel, acts
from hallctl.domain.applications.application import CheckResult
from hallctl.domain.applications.clock import ClockKind, ClockState
from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import Credit, IntakeCheck
from hallctl.domain.applications.tasks import TaskKind, tasks_of
from hallctl.domain.catalogue.kinds import InstantClass, Scope, VisitClass
from hallctl.domain.catalogue.versions import Material
from hallctl.domain.posts import Power
from hallctl.paperwork.composing import html
from hallctl.paperwork.samples import sample


@pytest.fixture
def stage() -> CaseStage:
    return CaseStage(now=at(2, 10))


# --- registering ---


@pytest.mark.req("INT-01")
def test_an_application_of_a_visit_names_ticket_channel_item_version_and_time(stage: CaseStage) -> None:
    case = stage.receive(*ALL)
    ticket = stage.day.tickets[case.ticket or ""]
    assert (ticket.number, case.channel, case.item, case.item_version) == ("A001", Channel.ONSITE, "A1", 1)
    assert case.received_at == case.submitted_at == stage.now
    online = stage.submit(channel=Channel.AGENCY, mandate=MANDATE)
    assert (online.channel, online.ticket, online.applicant is not None) == (Channel.AGENCY, None, True)


@pytest.mark.req("INT-14")
@pytest.mark.parametrize("blank", list(IntakeCheck))
def test_none_of_the_five_checks_may_be_left_blank(stage: CaseStage, blank: IntakeCheck) -> None:
    stage.bring("1", "A1")
    checks = tuple(CheckResult(check, passed=True) for check in IntakeCheck if check is not blank)
    command = c.ReceiveApplication(window="1", item="A1", receive=acts.Receive(checks=checks))
    assert stage.refusal(command, stage.clerk_at("1")) == "CHECK_MISSING"


def test_an_unticked_review_point_needs_a_word(stage: CaseStage) -> None:
    stage.bring("1", "A1")
    checks = tuple(CheckResult(check, passed=True) for check in IntakeCheck)
    bare = acts.HandedIn(code="m1", originals=1)
    for material, expected in ((bare, "POINT_UNCHECKED"), (msgspec.structs.replace(bare, note="褪色"), "")):
        receive = acts.Receive(checks=checks, materials=(material,))
        command = c.ReceiveApplication(window="1", item="A1", receive=receive)
        if expected:
            assert stage.refusal(command, stage.clerk_at("1")) == expected
        else:
            assert stage.do(command, stage.clerk_at("1"))


def test_the_receipt_starts_the_intake_clock_and_lists_what_came(stage: CaseStage) -> None:
    case = stage.receive("m1", "m2")
    running = case.running(ClockKind.INTAKE)
    assert running is not None
    assert running.due_at == at(10, 0)
    assert stage.kinds() == [D.RECEIPT_NOTICE]
    said = stage.said(D.RECEIPT_NOTICE)
    assert [line.code for line in said.materials] == ["m1", "m2"]


@pytest.mark.req("ITEM-09")
def test_where_the_window_only_receives_the_department_decides_on_acceptance() -> None:
    stage = CaseStage(version(scope=Scope.RECEIVE_ONLY), now=at(2, 10))
    assert stage.receive(*ALL).state is S.RECEIVED
    assert stage.no(acts.Accept(), "u01", "1") == "POWER_NOT_HELD"
    assert stage.act(acts.HandToDepartment()).running(ClockKind.PRE_REVIEW_OF_DEPARTMENT)
    assert (TaskKind.DECIDE_INTAKE, Power.ACCEPT) in {(t.kind, t.power) for t in tasks_of(stage.case)}
    assert stage.act(acts.Accept(), "b1").state is S.ACCEPTED


# --- the branches ---


@pytest.mark.req("ITEM-07")
def test_b01_the_result_in_the_session_and_no_acceptance_notice() -> None:
    stage = CaseStage(version(instant=InstantClass.ON_SPOT), now=at(2, 10))
    case = stage.receive(*ALL, then=acts.FinishOnSpot())
    assert (case.state, case.branch) == (S.COMPLETED_ON_SPOT, "B01")
    assert stage.kinds() == [D.GRANT_DECISION, D.DELIVERY_RECEIPT]
    assert {clock.kind for clock in case.clocks if clock.state is ClockState.RUNNING} == {
        ClockKind.PUBLICATION,
        ClockKind.PAPER_FILING,
    }
    normal = CaseStage(now=at(2, 10))
    normal.receive(*ALL)
    assert normal.no(acts.FinishOnSpot()) == "NOT_INSTANT"


@pytest.mark.req("INT-02")
@pytest.mark.parametrize("instant", [InstantClass.ON_SPOT, InstantClass.SAME_DAY])
def test_b01_is_for_the_holder_of_the_decision_and_whom_a_letter_lets_decide(instant: InstantClass) -> None:
    stage = CaseStage(version(instant=instant), now=at(2, 10))
    stage.letter("u01", Power.RECEIVE, Power.ACCEPT)
    stage.letter("u02", Power.RECEIVE, Power.APPROVE_DECISION)
    stage.open("2")
    for person, window in (("u02", "2"), ("chief", None)):
        stage.receive(*ALL)
        stage.at("1", c.CompleteService)
        assert stage.no(acts.FinishOnSpot(), "u01", "1") == "POWER_NOT_HELD"
        assert stage.act(acts.FinishOnSpot(), person, window).state is S.COMPLETED_ON_SPOT
        kinds = stage.kinds()
        assert D.GRANT_DECISION in kinds
        assert D.ACCEPTANCE_NOTICE not in kinds


@pytest.mark.req("INT-03")
def test_b02_a_reason_and_the_notice_in_the_same_act(stage: CaseStage) -> None:
    stage.bring("1", "A1")
    assert stage.refusal(c.CompleteService(window="1"), stage.clerk_at("1")) == "OUTCOME_NEEDED"
    with pytest.raises(msgspec.ValidationError, match="text"):
        msgspec.convert({"act": "not_required", "basis": "行政许可法第十三条"}, acts.NotRequired)
    case = stage.receive("m1", then=acts.NotRequired(text=WORDS, basis="行政许可法第十三条"))
    assert (case.state, case.branch, stage.kinds()) == (S.NOT_ACCEPTED, "B02", [D.NON_ACCEPTANCE_NOTICE])
    said = stage.said(D.NON_ACCEPTANCE_NOTICE)
    assert (said.reason, said.text) == ("NOT_REQUIRED", WORDS)
    assert all(clock.state is ClockState.STOPPED for clock in case.clocks)
    stage.do(c.CompleteService(window="1"), stage.clerk_at("1"))


@pytest.mark.req("INT-04")
def test_b03_names_the_competent_authority(stage: CaseStage) -> None:
    stage.receive("m1")
    assert stage.no(acts.NotCompetent(authority=" ")) == "AUTHORITY_NEEDED"
    assert stage.act(acts.NotCompetent(authority="州人社局")).branch == "B03"
    said = stage.said(D.NON_ACCEPTANCE_NOTICE)
    assert said.authority == "州人社局"
    assert "州人社局" in html(replace(sample(D.NON_ACCEPTANCE_NOTICE), facts=said))


@pytest.mark.req("INT-05")
def test_b04_put_right_on_the_spot_is_accepted_as_of_the_receipt(stage: CaseStage) -> None:
    stage.receive("m1", "m3")
    stage.go_to(at(2, 10, 20))
    assert stage.no(acts.Accept()) == "MATERIAL_MISSING"
    case = stage.act(acts.Accept(materials=(acts.HandedIn(code="m2", copies=1),)))
    assert (case.accepted_at, case.branch) == (case.received_at, "B04")
    assert case.accepted_at is not None
    assert case.accepted_at.replace(second=0) == at(2, 10)
    assert D.ACCEPTANCE_NOTICE in stage.kinds()


@pytest.mark.req("INT-06")
def test_b05_complete_and_accepted_in_one_session(stage: CaseStage) -> None:
    case = stage.receive(*ALL, then=acts.Accept())
    assert (case.state, case.branch, stage.kinds()) == (S.ACCEPTED, "B05", [D.ACCEPTANCE_NOTICE])
    assert case.accepted_at is not None
    assert case.accepted_at.replace(second=0) == at(2, 10)


@pytest.mark.req("INT-15")
def test_notices_have_a_line_for_each_material() -> None:
    five = tuple(another(n) for n in range(5))
    stage = CaseStage(version(materials=five), now=at(2, 10))
    stage.receive(*(material.code for material in five))
    stage.act(acts.Accept())
    for kind in (D.RECEIPT_NOTICE, D.ACCEPTANCE_NOTICE):
        lines = stage.said(kind).materials
        assert [(line.name, line.copies, line.medium) for line in lines] == [
            (material.name, material.copies, material.medium.value) for material in five
        ]
        page = html(replace(sample(kind), facts=stage.said(kind)))
        for number, material in enumerate(five, start=1):
            assert f'<td class="n">{number}</td><td>{material.name}</td>' in page
        assert page.count('<td class="n">') == len(five)


def another(number: int) -> Material:
    return replace(MATERIALS[1], code=f"x{number}", name=f"材料{number}", copies=number + 1)


@pytest.mark.req("INT-07")
def test_b06a_the_notice_lists_everything_and_its_limit(stage: CaseStage) -> None:
    stage.receive("m1")
    assert stage.no(acts.GiveOneTimeNotice(materials=NOTICE.materials[:1], days=10)) == "NOTICE_INCOMPLETE"
    assert stage.no(acts.GiveOneTimeNotice(materials=NOTICE.materials, days=0)) == "LIMIT_NEEDED"
    case = stage.act(NOTICE)
    assert (case.state, case.branch) == (S.SUPPLEMENT_PENDING, "B06a")
    said = stage.said(D.ONE_TIME_NOTICE)
    assert [line.code for line in said.materials] == ["m2", "m3"]
    assert (said.limit, said.due) == (10, at(17, 0))
    assert case.running(ClockKind.INTAKE) is None


def test_b06b_silence_is_acceptance_as_of_the_receipt(stage: CaseStage) -> None:
    received = stage.receive("m1")
    stage.go_to(at(10, 0))
    case = stage.apply_by_itself(acts.DeemAccepted(), at(10, 0))
    assert (case.state, case.deemed, case.accepted_at) == (S.ACCEPTED, True, received.received_at)
    assert D.ACCEPTANCE_NOTICE in stage.kinds()


@pytest.mark.req("INT-18")
def test_nobody_adds_a_material_and_who_tries_is_named(stage: CaseStage) -> None:
    stage.receive("m1")
    wanted = (*NOTICE.materials, acts.Wanted("m9", "另需证明"))
    refused = stage.refused(stage.asks(acts.GiveOneTimeNotice(materials=wanted, days=5)), stage.who("b1"))
    assert refused.code == "MATERIAL_NOT_IN_LIST"
    noted = refused.leaves
    assert isinstance(noted, e.SupervisionNoted)
    assert (noted.rule, noted.liable, noted.subject) == ("MATERIAL_NOT_IN_LIST", "b1", stage.case_id)


@pytest.mark.req("INT-20")
def test_the_back_office_writes_and_the_window_serves_the_notice() -> None:
    stage = CaseStage(version(scope=Scope.RECEIVE_ONLY), now=at(2, 10))
    stage.receive("m1")
    stage.act(acts.HandToDepartment())
    stage.go_to(at(3, 16))
    written = stage.act(acts.WriteNotice(materials=NOTICE.materials, days=10), "b1")
    assert (written.state, written.notice is not None) == (S.RECEIVED, True)
    assert written.running(ClockKind.SUPPLEMENT) is None
    task = TaskKind.SERVE_NOTICE
    assert [(t.kind, t.power) for t in tasks_of(written) if t.kind is task] == [(task, Power.RECEIVE)]
    stage.go_to(at(5, 9))
    served = stage.act(acts.ServeNotice(), "u01", "1")
    running = served.running(ClockKind.SUPPLEMENT)
    assert (served.state, served.branch) == (S.SUPPLEMENT_PENDING, "B06b")
    assert running is not None
    assert (running.since, running.due_at) == (at(5, 9), at(20, 0))
    assert served.running(ClockKind.INTAKE) is None
    assert task not in {t.kind for t in tasks_of(served)}


@pytest.mark.req("INT-16")
def test_a_window_that_only_receives_hands_back_with_reason_and_authority() -> None:
    stage = CaseStage(version(scope=Scope.RECEIVE_ONLY), now=at(2, 10))
    case = stage.submit(channel=Channel.COURIER)
    assert case.state is S.SUBMITTED
    assert stage.no(acts.GiveBack(text=WORDS, authority=" ")) == "AUTHORITY_NEEDED"
    assert stage.act(acts.GiveBack(text=WORDS, authority="县住建局")).state is S.RETURNED
    said = stage.said(D.RETURN_NOTICE)
    assert (said.authority, said.text) == ("县住建局", WORDS)


@pytest.mark.req("ITEM-29")
def test_only_good_credit_and_only_tolerable_materials_allow_a_promise(stage: CaseStage) -> None:
    stage.receive("m1", "m2")
    promise = acts.Accept(promise=WORDS, promise_days=5)
    assert stage.no(acts.Accept()) == "PROMISE_NEEDED"
    assert stage.no(promise) == "CREDIT_NEEDED"
    stage.cases[stage.case_id] = msgspec.structs.replace(stage.case, credit=Credit.GOOD)
    assert stage.no(acts.Accept(promise=WORDS, promise_days=11)) == "LIMIT_TOO_LONG"
    case = stage.act(promise)
    clock = case.running(ClockKind.TOLERANCE)
    assert clock is not None
    assert stage.said(D.TOLERANCE_PROMISE).due == clock.due_at == at(10, 0)
    other = CaseStage(now=at(2, 10))
    other.receive("m1", "m3")
    other.cases[other.case_id] = msgspec.structs.replace(other.case, credit=Credit.GOOD)
    assert other.no(promise) == "MATERIAL_MISSING"


@pytest.mark.req("INT-17")
def test_what_is_not_taken_is_verified_by_supervision() -> None:
    by_window = CaseStage(version(scope=Scope.RECEIVE_ONLY), now=at(2, 10))
    by_window.submit(channel=Channel.COURIER)
    by_window.act(acts.GiveBack(text=WORDS, authority="县住建局", basis="职责清单第三条"))
    by_law = CaseStage(now=at(2, 10))
    by_law.receive("m1", then=acts.NotRequired(text=WORDS, basis="行政许可法第十三条"))
    for stage, reason, basis in (
        (by_window, "OUT_OF_SCOPE", "职责清单第三条"),
        (by_law, "NOT_REQUIRED", "行政许可法第十三条"),
    ):
        task = next(tasks_of(stage.case))
        assert (task.kind, task.power) == (TaskKind.VERIFY_NON_RECEIPT, Power.VERIFY_NON_RECEIPT)
        assert (task.clerk, task.reason, task.basis) == ("u01", reason, basis)
        assert stage.no(acts.VerifyNonReceipt(rightly=True), "u01") == "POWER_NOT_HELD"
        stage.act(acts.VerifyNonReceipt(rightly=True), "boss")
        assert TaskKind.VERIFY_NON_RECEIPT not in {task.kind for task in tasks_of(stage.case)}
        assert stage.no(acts.VerifyNonReceipt(rightly=True), "boss") == "APPLICATION_STATE"


def test_what_the_department_has_is_not_handed_to_it_again() -> None:
    stage = CaseStage(now=at(2, 10))
    stage.receive("m1")
    stage.act(acts.HandToDepartment())
    assert stage.no(acts.HandToDepartment()) == "APPLICATION_STATE"


# --- online ---


def test_online_without_a_pre_review_it_is_received_when_it_is_submitted(stage: CaseStage) -> None:
    stage.go_to(at(2, 20))
    case = stage.submit()
    assert (case.state, case.received_at) == (S.RECEIVED, at(2, 20))
    running = case.running(ClockKind.INTAKE)
    assert running is not None
    assert running.due_at == at(10, 0)


def test_a_pre_review_has_its_own_clock_and_no_legal_effect() -> None:
    stage = CaseStage(version(visits=VisitClass.TWO_ORIGINAL_PREREVIEW), now=at(2, 20))
    case = stage.submit()
    assert (case.state, case.received_at) == (S.PRE_REVIEW, None)
    clock = case.running(ClockKind.PRE_REVIEW)
    assert clock is not None
    assert clock.due_at == at(10, 0)
    stage.act(acts.PreReviewDefects(materials=(acts.Wanted("m1", "未签字"),)), "b1")
    assert stage.kinds() == [D.PRE_REVIEW_RESULT]
    stage.act(acts.Resubmit(materials=(acts.HandedIn(code="m1", originals=1),)))
    case = stage.act(acts.PreReviewOk(), "b1")
    assert (case.state, case.running(ClockKind.RETURN) is not None) == (S.INVITED, True)
    case = stage.apply_by_itself(acts.LapseReturn(), at(2, 0, month=4))
    assert (case.state, case.reason) == (S.AUTO_CLOSED, "NO_RETURN")
