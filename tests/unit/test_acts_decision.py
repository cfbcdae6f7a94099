"""Decisions, signatures, originals and certificates, by the dates that the requirements name."""

from dataclasses import replace
from typing import Any

import pytest
from case_desk import BUREAU, REVIEWERS, WORDS, CaseDesk, a_joint_item, an_item, march
from filed_cases import CaseStage, version
from halls import clerk
from intake import CHECKED
from msgspec.structs import replace as changed

from hallctl.contracts.case_looks import case_view
from hallctl.domain import events as e
from hallctl.domain.applications import ApplicationState
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.opinions import ASSUMED, seen_by
from hallctl.domain.applications.papers import DocumentKind
from hallctl.domain.applications.states import Channel, ChildState, Publication
from hallctl.domain.catalogue.kinds import (
    CertificateClass,
    CertificateMaker,
    DecisionHolder,
    Stage,
    VisitClass,
)
from hallctl.domain.catalogue.versions import Period
from hallctl.domain.posts import Post
from hallctl.paperwork.composing import html
from hallctl.paperwork.samples import sample

S, K, D = ApplicationState, ClockKind, DocumentKind
GRANT = a.GrantIt(text=WORDS)
REFUSE = a.RefuseIt(text=WORDS, basis="第三十八条")


def decided(**item: Any) -> CaseDesk:
    """A case of that item which waits for its decision."""
    desk = CaseDesk(an_item("m1", **item))
    desk.pending()
    return desk


def with_opinions(*favourable: bool) -> CaseDesk:
    """A joint matter with so many opinions of its three departments."""
    desk = CaseDesk(a_joint_item())
    desk.joint_review()
    desk.act(a.ReviewMaterial(code="m1", passed=True))
    for (department, person), yes in zip(REVIEWERS.items(), favourable, strict=False):
        desk.act(a.GiveOpinion(favourable=yes, text=WORDS, department=department), person)
    return desk


# --- who decides ---


@pytest.mark.req("REV-02")
def test_the_decision_holder_signs_the_grant() -> None:
    desk = decided()
    assert desk.no(GRANT, "u08") == "POWER_NOT_HELD"
    assert desk.no(GRANT, "u21") == "POWER_NOT_HELD"
    moved = desk.act(GRANT, "u10", march(6, 11))
    (decision,) = moved.documents
    assert (moved.step, desk.case.state, desk.case.decided_at) == ("T26", S.GRANTED, march(6, 11))
    assert (decision.kind, decision.facts.signed_by, desk.case.signoffs) == (
        D.GRANT_DECISION,
        "u10",
        ("u10",),
    )
    by_rule = CaseDesk(an_item("m1", auto_approve=True))
    by_rule.receive()
    (granted,) = [
        r for r in by_rule.records if isinstance(r.event, e.ApplicationMoved) and r.event.step == "T26"
    ]
    assert (by_rule.case.state, granted.actor.person) == (S.GRANTED, "system")


@pytest.mark.req("ROLE-17")
def test_the_item_says_whose_decision_it_is() -> None:
    section = decided(holder=DecisionHolder.APPROVAL_SECTION)
    assert section.no(GRANT, "u10") == "POWER_NOT_HELD"
    section.act(GRANT, "u11")
    hall_section = decided(holder=DecisionHolder.APPROVAL_SECTION)
    hall_section.act(GRANT, "u12")
    chief = decided(holder=DecisionHolder.CHIEF_REPRESENTATIVE)
    assert chief.no(GRANT, "u11") == "POWER_NOT_HELD"
    chief.act(GRANT, "u10")


@pytest.mark.req("ROLE-14")
def test_so_many_sign_at_most_but_for_collective_decisions() -> None:
    desk = decided(max_signoffs=2)
    desk.act(a.Sign(), "u08")
    assert desk.no(a.Sign(), "u08") == "ALREADY_SIGNED"
    assert desk.no(a.Sign(), "u13") == "TOO_MANY_SIGNATURES"  # the last place is the decision holder's
    desk.act(a.Sign(), "u10")
    assert desk.no(a.Sign(), "u13") == "TOO_MANY_SIGNATURES"
    desk.act(GRANT, "u10")
    together = decided(max_signoffs=2, collective_decision=True)
    for person in ("u08", "u13", "u10"):
        together.act(a.Sign(), person)
    together.act(GRANT, "u10")
    this_time = decided(max_signoffs=2)
    for person in ("u08", "u13", "u10"):
        this_time.act(a.Sign(collective=True), person)
    assert this_time.case.collective


# --- grant, refusal ---


def test_a_decision_other_than_the_proposal_has_a_reason() -> None:
    desk = CaseDesk(an_item("m1"))
    desk.pending(favourable=False)
    assert desk.no(GRANT, "u10") == "REASON_NEEDED"
    desk.act(changed(GRANT, reason="听证后查明符合条件"), "u10")


@pytest.mark.req("REV-03")
def test_a_refusal_gives_its_reasons() -> None:
    desk = CaseDesk(an_item("m1"))
    desk.pending(favourable=False)
    assert desk.no(a.RefuseIt(basis="第三十八条"), "u10") == "REASON_NEEDED"
    moved = desk.act(REFUSE, "u10")
    (decision,) = moved.documents
    assert (moved.step, desk.case.state, desk.case.outcome) == ("T27", S.REFUSED, "REFUSED")
    assert (decision.kind, decision.facts.text, decision.facts.basis) == (
        D.REFUSAL_DECISION,
        WORDS,
        "第三十八条",
    )
    words = html(replace(sample(D.REFUSAL_DECISION), facts=decision.facts, words="场所不符合标准"))
    assert "场所不符合标准" in words
    assert "申请行政复议" in words
    assert "提起行政诉讼" in words


def test_a_decision_stops_the_decisions_clocks_and_starts_the_results() -> None:
    desk = decided()
    desk.act(GRANT, "u10")
    ended = {clock.kind for clock in desk.case.clocks if clock.ended_at is not None}
    assert {K.PROMISE, K.STATUTORY} <= ended
    for kind in (K.HAND_OVER, K.DELIVERY, K.SIGNED):
        assert desk.case.running(kind) is not None


def test_nothing_is_granted_on_a_promise_that_is_open_unless_the_item_says_so() -> None:
    def promised(**more: Any) -> CaseDesk:
        item = an_item("m1", "m2", **more)
        desk = CaseDesk(replace(item, materials=(item.materials[0], replace(item.materials[1], core=False))))
        desk.receive("m1")
        desk.act(a.CheckCredit(answer="GOOD"), "u01")
        desk.act(a.Accept(promise=WORDS), "u01")
        desk.act(a.Transmit(), "u01")
        desk.review()
        desk.act(a.GiveOpinion(favourable=True, text=WORDS))
        return desk

    desk = promised()
    assert desk.no(GRANT, "u10") == "PROMISE_OPEN"
    desk.act(changed(REFUSE, reason="未补交"), "u10")
    assert desk.case.running(K.TOLERANCE) is None
    open_promise = promised(promise_based=True)
    open_promise.act(GRANT, "u10")
    assert open_promise.case.running(K.TOLERANCE) is not None


@pytest.mark.req("REV-10")
def test_the_lead_department_decides_when_all_opinions_are_in() -> None:
    desk = with_opinions(True, True)
    assert desk.no(GRANT, "u10") == "APPLICATION_STATE"
    desk.act(a.GiveOpinion(favourable=False, text=WORDS, department="自然资源局"), "u30")
    assert desk.case.proposal == "REFUSE"
    assert desk.no(GRANT, "u10") == "REASON_NEEDED"
    desk.act(changed(GRANT, reason="已采取补救措施"), "u10")
    assert desk.case.running(K.JOINT) is None


@pytest.mark.req("REV-09")
def test_each_department_decides_as_if_the_others_had_granted() -> None:
    desk = with_opinions()
    assert seen_by(desk.case, BUREAU) == {"医保局": ASSUMED, "自然资源局": ASSUMED}
    desk.act(a.GiveOpinion(favourable=True, text=WORDS, department=BUREAU))
    assert desk.case.children[0].state is ChildState.OPINION_GRANT
    assert seen_by(desk.case, "医保局") == {BUREAU: "OPINION_GRANT", "自然资源局": ASSUMED}
    assert ASSUMED == "ASSUMED_GRANTED"
    screen = case_view(desk.case, desk.setup, desk.now, department="医保局")
    assert screen.others == {BUREAU: "OPINION_GRANT", "自然资源局": "ASSUMED_GRANTED"}
    assert case_view(desk.case, desk.setup, desk.now).others == {}


# --- the stages of the time ---


@pytest.mark.req("CLK-13")
def test_each_stage_has_somebody_who_answers_for_it() -> None:
    limits = {Stage.INTAKE: 5, Stage.REVIEW: 6, Stage.DECISION: 3, Stage.HAND_OVER: 1}
    stages = {stage: Period(days) for stage, days in limits.items()}
    desk = CaseDesk(an_item("m1", stages=stages))
    desk.pending()
    desk.act(GRANT, "u10", march(6, 11))  # 4 working days later
    late = [
        r.event
        for r in desk.records
        if isinstance(r.event, e.ClockWarned) and r.event.warning == "STAGE_OVERDUE"
    ]
    assert [(each.liable, each.row.subject) for each in late] == [("post:chief_representative", "DECISION")]
    assert all(warning != "PROMISE_OVERDUE" for warning, _ in desk.warnings())
    assert desk.due(K.STAGE, "HAND_OVER") == march(10, 0)


@pytest.mark.req("REV-05")
def test_a_missing_decision_names_the_handler() -> None:
    desk = CaseDesk(an_item("m1"))
    desk.under_review()
    desk.act(a.ReviewMaterial(code="m1", passed=True), "u13")
    desk.at_time(march(17))
    late = [r.event for r in desk.records if isinstance(r.event, e.ClockWarned)]
    (overdue,) = [each for each in late if each.warning == "PROMISE_OVERDUE"]
    assert (overdue.liable, overdue.due_at) == ("u13", march(17, 0))


@pytest.mark.req("CLK-07")
def test_a_result_is_with_the_window_a_working_day_after_the_decision() -> None:
    desk = decided()
    desk.act(GRANT, "u10", march(6, 11))
    desk.at_time(march(10))
    late = [r for r in desk.records if isinstance(r.event, e.ClockWarned)]
    (overdue,) = [r for r in late if r.event.warning == "RESULT_HANDOVER_LATE"]  # type: ignore[attr-defined]
    assert (overdue.at, overdue.event.liable) == (march(10, 0), "u08")  # type: ignore[attr-defined]


# --- originals ---


def granted_online() -> CaseDesk:
    desk = CaseDesk(an_item("m1", visits=VisitClass.ONE_ORIGINAL_CHECK))
    desk.submit(Channel.ONLINE, materials=(a.HandedIn(code="m1", copies=1),))
    desk.act(a.Receive(checks=CHECKED), "u01")
    desk.act(a.Accept(), "u01")
    desk.act(a.Transmit(), "u01")
    desk.review()
    desk.act(a.GiveOpinion(favourable=True, text=WORDS))
    desk.act(GRANT, "u10")
    return desk


def test_originals_are_checked_before_the_result_is_handed_over() -> None:
    desk = granted_online()
    assert desk.no(a.HandOverResult()) == "ORIGINALS_NEEDED"
    moved = desk.act(a.NeedOriginals())
    assert (moved.step, desk.case.state) == ("T28", S.ORIGINALS_PENDING)
    assert [document.kind for document in moved.documents] == [D.PRE_REVIEW_RESULT]
    for kind in (K.HAND_OVER, K.DELIVERY, K.SIGNED):
        assert desk.case.running(kind) is None
    assert desk.due(K.ORIGINALS) == march(17, 0)
    desk.act(a.OriginalsFail(text=WORDS), "u04")
    assert desk.is_in(S.ORIGINALS_PENDING)
    assert desk.no(a.OriginalsOk(), "u08") == "POWER_NOT_HELD"
    desk.act(a.OriginalsOk(), "u04", march(5))
    assert (desk.case.state, desk.case.originals_ok) == (S.GRANTED, True)
    assert [clock.id for clock in desk.case.clocks if clock.kind is K.DELIVERY] == ["C09-1", "C09-2"]
    assert desk.due(K.DELIVERY) == march(20, 0)
    assert desk.no(a.NeedOriginals()) == "ORIGINALS_NOT_NEEDED"
    desk.act(a.HandOverResult())


def test_after_the_limit_the_decision_holder_gives_another_or_revokes() -> None:
    desk = granted_online()
    desk.act(a.NeedOriginals())
    again = a.NewOriginalsLimit(days=5, reason="申请人住院")
    assert desk.no(again, "u10") == "CLOCK_RUNS"
    assert desk.no(a.Revoke(text=WORDS, falsified=False), "u10") == "GROUNDS_NEEDED"
    desk.at_time(march(17))
    assert ("ORIGINALS_LATE", march(17, 0)) in desk.warnings()
    assert desk.no(again, "u08") == "POWER_NOT_HELD"
    desk.act(again, "u10")
    clock = desk.case.running(K.ORIGINALS)
    assert clock is not None
    assert (clock.corrects, clock.reason, clock.due_at) == ("C27-1", "申请人住院", march(25, 0))
    desk.at_time(march(25))
    desk.act(a.Revoke(text=WORDS, falsified=False), "u10")
    assert (desk.case.state, desk.case.reason) == (S.REVOKED, "ORIGINALS_LATE")


# --- certificates ---


@pytest.mark.req("REV-04")
def test_a_result_with_a_certificate_says_of_which_class() -> None:
    desk = decided(certificate=CertificateClass.PERMIT)
    desk.act(GRANT, "u10")
    assert desk.no(a.HandOverResult()) == "CERTIFICATE_NEEDED"
    moved = desk.act(a.HandOverResult(certificate=CertificateClass.PERMIT))
    (certificate,) = moved.documents
    assert (certificate.kind, certificate.facts.certificate) == (D.CERTIFICATE, "PERMIT")
    without = decided()
    without.act(GRANT, "u10")
    assert without.act(a.HandOverResult()).documents == ()
    assert without.is_in(S.RESULT_READY)


@pytest.mark.req("REV-12")
def test_the_item_says_who_makes_the_certificate() -> None:
    made = a.MakeCertificate(certificate=CertificateClass.PERMIT)
    permit = {"certificate": CertificateClass.PERMIT}
    window = [clerk("u09", "A1", post=Post.RESULT_ISSUE)]
    desk = CaseDesk(an_item("m1", **permit), staff=window)
    desk.granted()
    assert desk.no(made, "u09") == "CERTIFICATE_MAKER"
    assert desk.no(a.HandOverResult(certificate=CertificateClass.PERMIT), "u09") == "CERTIFICATE_MAKER"
    desk.act(made, "u08")
    authorised = CaseDesk(an_item("m1", maker=CertificateMaker.AUTHORISED_WINDOW, **permit), staff=window)
    authorised.granted()
    authorised.act(made, "u09")
    authorised.act(a.HandOverResult(), "u09")
    assert authorised.case.certificate is CertificateClass.PERMIT


def test_what_is_secret_stays_unpublished() -> None:
    desk = decided(secret=True)
    desk.act(GRANT, "u10")
    assert desk.case.publication is Publication.EXEMPT
    assert desk.case.running(K.PUBLICATION) is None


# --- what a superior approves ---


@pytest.mark.req("REV-11")
def test_what_is_forwarded_stays_with_the_window_that_received_it() -> None:
    stage = CaseStage(version(forwarding=Period(3)), now=march(2))
    stage.receive("m1", "m2", "m3", window="2")
    stage.act(a.Forward(authority="州人社局"), "u02", "2")
    assert (stage.case.state, stage.case.window, stage.case.owner) == (S.FORWARDING, "2", "u02")
    stage.pass_to(march(6, 0))
    warned = [r.event for r in stage.records if isinstance(r.event, e.ClockWarned)]
    assert [(each.warning, each.liable) for each in warned] == [
        ("FORWARD_DUE", "u02"),
        ("OVERDUE_FORWARD", "u02"),
    ]
