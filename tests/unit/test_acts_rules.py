"""What a hall offers, shortens, decides by rule and holds a department to."""

from dataclasses import replace

import pytest
from case_desk import BUREAU, WHO, WORDS, CaseDesk, an_item, march
from halls import clerk
from msgspec.structs import replace as changed

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import Actor
from hallctl.domain.applications import ApplicationState, Channel
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.papers import DocumentKind
from hallctl.domain.applications.states import Credit, MaterialStatus
from hallctl.domain.catalogue.kinds import Stage
from hallctl.domain.catalogue.versions import Period, ProcedureStep
from hallctl.domain.consultations import ConsultationKind
from hallctl.domain.credit import Offer
from hallctl.domain.decide.acts.review import manual_left
from hallctl.domain.posts import Post

S, K, D = ApplicationState, ClockKind, DocumentKind

YES = a.GiveOpinion(favourable=True, text=WORDS)


# --- the fast track, credit, what binds ---


@pytest.mark.req("INT-31")
def test_the_fast_track_leaves_out_what_is_optional_and_shortens_stages() -> None:
    steps = tuple(ProcedureStep(str(n), f"步骤{n}", statutory=n > 2) for n in range(1, 7))
    manual = tuple(step.code for step in steps)
    item = an_item("m1", steps=steps, stages={Stage.REVIEW: Period(4)}, manual_version=1, manual_steps=manual)
    desk = CaseDesk(item)
    desk.under_review()
    assert desk.due(K.STAGE, "REVIEW") == march(7, 0)
    assert desk.no(a.SetFastTrack(reason=" ")) == "REASON_NEEDED"
    assert desk.no(a.SetFastTrack(reason="GREEN_CHANNEL", skip=("1", "3"))) == "STEP_STATUTORY"
    desk.act(a.SetFastTrack(reason="GREEN_CHANNEL"))
    assert manual_left(item, desk.case) == ("3", "4", "5", "6")
    assert desk.due(K.STAGE, "REVIEW") == march(5, 0)
    desk.review()
    for step in ("3", "4", "5", "6"):
        desk.act(a.FollowManual(step=step))
    desk.act(YES)
    assert desk.no(a.SetFastTrack(reason="GREEN_CHANNEL")) == "FAST_TRACK_ALREADY"


@pytest.mark.req("INT-25")
def test_good_credit_offers_tolerance_bad_does_not_and_silence_is_noted() -> None:
    item = an_item("m1", "m2")
    item = replace(item, materials=(item.materials[0], replace(item.materials[1], core=False)))
    promise = a.Accept(promise=WORDS, promise_days=5)
    for answer, credit in (("BAD", Credit.BAD), (None, Credit.UNKNOWN)):
        desk = CaseDesk(item)
        desk.receive("m1")
        moved = desk.act(a.CheckCredit(answer=answer), "u01")
        assert (desk.case.credit, moved.warnings) == (credit, () if answer else ("CREDIT_NO_ANSWER",))
        assert desk.no(promise, "u01") == "CREDIT_NEEDED"
    desk = CaseDesk(item)
    desk.receive("m1")
    desk.act(a.CheckCredit(answer="GOOD"), "u01")
    desk.act(promise, "u01")
    assert desk.case.material("m2") is not None
    assert [m.status for m in desk.case.materials] == [MaterialStatus.PRESENT, MaterialStatus.PROMISED]


@pytest.mark.req("INT-32")
def test_what_each_tier_is_offered_is_a_table_whose_changes_are_traced() -> None:
    item = an_item("m1", "m2")
    item = replace(item, materials=(item.materials[0], replace(item.materials[1], core=False)))
    offers = {"GOOD": ("PROMISE", "TOLERANCE"), "ORDINARY": (), "BAD": ("FULL_CHECK",)}
    for answer, offered in offers.items():
        desk = CaseDesk(item)
        desk.receive("m1")
        desk.act(a.CheckCredit(answer=answer), "u01")
        assert desk.case.offers == offered
    boss = clerk("u40", post=Post.HALL_SUPERVISOR)
    desk = CaseDesk(item, staff=[boss])
    desk.receive("m1")
    desk.act(a.CheckCredit(answer="ORDINARY"), "u01")
    change = c.ChangeCreditRule(
        kind=item.type, tier=Credit.ORDINARY, offers=(Offer.TOLERANCE,), reason="优化营商环境"
    )
    assert desk.refusal(change, desk.as_("u01")) == "POWER_NOT_HELD"
    (changed_rule,) = desk.do(change, desk.as_("u40"))
    assert isinstance(changed_rule, e.CreditRuleChanged)
    assert (changed_rule.rule, changed_rule.before, changed_rule.after) == (
        "PUBLIC_SERVICE:ORDINARY",
        "",
        "TOLERANCE",
    )
    assert desk.no(a.Accept(promise=WORDS), "u01") == "CREDIT_NEEDED"  # this case was checked before
    desk.name = ""
    desk.receive("m1")
    desk.act(a.CheckCredit(answer="ORDINARY"), "u01")
    assert desk.case.offers == ("TOLERANCE",)
    desk.act(a.Accept(promise=WORDS), "u01")


@pytest.mark.req("INT-30")
def test_what_a_window_has_issued_binds_the_department() -> None:
    received = CaseDesk()
    received.receive()
    again = a.Receive(checks=received.case.checks)
    assert received.no(again) == "WINDOW_DOCUMENT_BINDING"
    leaves = received.last.leaves
    assert isinstance(leaves, e.SupervisionNoted)
    assert (leaves.rule, leaves.liable) == ("WINDOW_DOCUMENT_BINDING", "u08")
    accepted = CaseDesk()
    accepted.accept()
    back = a.GiveBack(text=WORDS, authority="市局")
    notice = a.GiveOneTimeNotice(materials=(a.Wanted("m1"),), days=5)
    for act in (again, back, notice, a.NotRequired(text=WORDS, basis="第二条")):
        assert accepted.no(act) == "WINDOW_DOCUMENT_BINDING"
    assert accepted.no(again, "u01") == "APPLICATION_STATE"


# --- by rule ---


@pytest.mark.req("REV-15")
def test_what_every_check_allows_is_granted_by_the_hall_itself() -> None:
    desk = CaseDesk(an_item("m1", auto_approve=True, manual_version=1, manual_steps=("1",)))
    desk.receive()
    assert desk.is_in(S.GRANTED)
    by_hall = [r for r in desk.records if isinstance(r.event, e.ApplicationMoved) and r.event.step == "T26"]
    assert [record.actor.person for record in by_hall] == ["system"]
    assert desk.case.rule == "auto-approval 1, A1 1"
    (decision,) = desk.documents(D.GRANT_DECISION)
    assert decision.facts.standard == "auto-approval 1, A1 1"
    assert desk.case.has(D.REVIEW_OPINION)
    assert desk.case.has(D.ACCEPTANCE_NOTICE)


def test_filed_online_it_needs_nobody_either() -> None:
    desk = CaseDesk(an_item(auto_approve=True))
    desk.submit(Channel.ONLINE)
    assert (desk.case.state, desk.case.accepted_at) == (S.GRANTED, march(2, 9))


@pytest.mark.parametrize("answer", ["BAD"])
def test_what_the_rule_does_not_decide_is_left_to_people(answer: str) -> None:
    desk = CaseDesk(an_item("m1", "m2", auto_approve=True))
    desk.receive("m1")
    assert desk.is_in(S.RECEIVED)
    desk.act(a.CheckCredit(answer=answer), "u01")
    desk.act(a.GiveOneTimeNotice(materials=(a.Wanted("m2"),), days=5), "u01")
    assert desk.is_in(S.SUPPLEMENT_PENDING)
    assert desk.case.applicant == WHO


# --- standards in conflict ---


@pytest.mark.req("REV-14")
def test_a_department_answers_for_a_standard_that_is_in_conflict() -> None:
    desk = CaseDesk()
    call = c.RecordCall(call="12345-1", kind=ConsultationKind.STANDARD_CONFLICT, began_at=desk.now, item="A1")
    (recorded,) = desk.do(call, Actor.device("hotline"))
    assert isinstance(recorded, e.ConsultationRecorded)
    assert (recorded.kind, recorded.liable_party, recorded.respondent) == (
        "STANDARD_CONFLICT",
        "department",
        BUREAU,
    )
    other = changed(call, call="12345-2", kind=ConsultationKind.COMPLAINT)
    (complaint,) = desk.do(other, Actor.device("hotline"))
    assert isinstance(complaint, e.ConsultationRecorded)
    assert complaint.respondent == ""
    unnamed = changed(call, call="12345-3", item=None)
    assert desk.refusal(unnamed, Actor.device("hotline")) == "ITEM_UNKNOWN"
