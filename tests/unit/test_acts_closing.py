"""The end of a case: published, archived, withdrawn, revoked."""

from dataclasses import replace
from typing import Any

import pytest
from case_desk import BUREAU, MANDATE, REVIEWERS, WHO, WORDS, CaseDesk, a_joint_item, an_item, march
from halls import clerk
from msgspec.structs import replace as changed

from hallctl.domain import events as e
from hallctl.domain.applications import ApplicationState, Channel
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.papers import DocumentKind
from hallctl.domain.applications.states import ChildState, Credit, Publication
from hallctl.domain.catalogue.kinds import InstantClass, SpecialKind
from hallctl.domain.catalogue.versions import Period
from hallctl.domain.day import carry_over
from hallctl.domain.posts import Post

S, K, D = ApplicationState, ClockKind, DocumentKind
SIGNED = a.Delivered(proof="signature-1")
FILE = a.Archive(list_signed=True)
REVOKE = a.Revoke(text=WORDS, falsified=True)


def delivered(**item: Any) -> CaseDesk:
    desk = CaseDesk(an_item("m1", **item))
    desk.ready()
    desk.act(SIGNED, "u09")
    return desk


def joint() -> CaseDesk:
    """Three departments review their parts."""
    desk = CaseDesk(a_joint_item())
    desk.joint_review()
    return desk


def child_states(desk: CaseDesk) -> set[ChildState]:
    return {child.state for child in desk.case.children}


def running(desk: CaseDesk) -> list[str]:
    return [clock.id for clock in desk.case.clocks if clock.ended_at is None]


# --- published ---


@pytest.mark.parametrize("favourable", [True, False])
def test_a_result_is_public_right_after_the_decision(favourable: bool) -> None:
    desk = CaseDesk(an_item("m1"))
    desk.pending(favourable=favourable)
    decide = a.GrantIt(text=WORDS) if favourable else a.RefuseIt(text=WORDS)
    happened = desk.do(desk.asked(decide), desk.as_("u10"))
    assert [event.step for event in happened if isinstance(event, e.ApplicationMoved)] == [
        "T26" if favourable else "T27",
        "T35",
    ]
    assert (desk.case.publication, desk.case.running(K.PUBLICATION)) == (Publication.PUBLISHED, None)
    assert desk.no(a.Publish()) == "PUBLICATION_NOT_DUE"


def test_what_is_finished_on_the_spot_is_public_too_and_a_secret_never() -> None:
    for secret, publication in ((False, Publication.PUBLISHED), (True, Publication.EXEMPT)):
        item = an_item("m1", instant=InstantClass.ON_SPOT, secret=secret)
        desk = CaseDesk(item)
        desk.receive()
        desk.act(a.FinishOnSpot(), "u10")
        assert desk.case.publication is publication


@pytest.mark.req("DLV-07")
def test_publication_follows_the_decision_at_once_and_is_missed_after_seven_working_days() -> None:
    desk = CaseDesk(an_item("m1"), now=march(2, 9))
    desk.pending()
    desk.at_time(march(2, 10))
    desk.do(desk.asked(a.GrantIt(text=WORDS)), desk.as_("u10"))
    assert desk.case.published_at == march(2, 10)
    kept = CaseDesk(an_item("m1"), now=march(2, 9))
    kept.pending()
    kept.alone(a.GrantIt(text=WORDS), "u10")  # as if the hall had not gone on by itself
    assert kept.due(K.PUBLICATION) == march(12, 0)
    kept.at_time(march(12, 0))
    assert ("PUBLICATION_LATE", march(12, 0)) in kept.warnings()


# --- archived ---


@pytest.mark.req("DLV-08")
def test_a_case_is_archived_when_its_file_is_complete() -> None:
    desk = delivered()
    assert desk.no(a.Archive(), "u08") == "LIST_UNSIGNED"
    whole = desk.cases[desk.name]
    gap = tuple(document for document in whole.documents if document.kind is not D.REVIEW_OPINION)
    desk.cases[desk.name] = changed(whole, documents=gap)
    assert desk.no(FILE, "u08") == "FILE_INCOMPLETE"
    assert desk.last.detail == "REVIEW_OPINION"
    desk.cases[desk.name] = whole
    desk.act(FILE, "u08")
    assert (desk.case.state, desk.case.list_signed) == (S.ARCHIVED, True)
    assert desk.no(FILE, "u08") == "APPLICATION_STATE"


def test_every_end_but_the_open_ones_is_archived() -> None:
    spot = CaseDesk(an_item("m1", instant=InstantClass.ON_SPOT))
    spot.receive()
    spot.act(a.FinishOnSpot(), "u10")
    declined = CaseDesk(an_item("m1"))
    declined.receive()
    declined.act(a.NotRequired(text=WORDS, basis="第二条"), "u08")
    withdrawn = CaseDesk(an_item("m1"))
    withdrawn.receive()
    withdrawn.act(a.Withdraw(text=WORDS), "u01")
    lapsed = CaseDesk(an_item("m1", "m2"))
    lapsed.receive("m1")
    lapsed.act(a.GiveOneTimeNotice(materials=(a.Wanted("m2"),), days=5), "u01")
    lapsed.at_time(march(20))
    assert lapsed.is_in(S.AUTO_CLOSED)
    for desk in (spot, declined, withdrawn, lapsed):
        desk.act(FILE, "u08")
        assert desk.is_in(S.ARCHIVED)


def test_a_case_by_proxy_is_closed_when_the_person_was_told() -> None:
    desk = CaseDesk(an_item("m1"))
    desk.submit(Channel.AGENCY, mandate=MANDATE)
    desk.ready()
    desk.act(SIGNED, "u09")
    assert desk.no(FILE, "u08") == "FEEDBACK_MISSING"
    desk.act(a.GiveFeedback(told_by="phone"), "u01")
    desk.act(FILE, "u08")
    assert delivered().no(a.GiveFeedback(told_by="phone"), "u01") == "NOT_BY_PROXY"


# --- withdrawn ---


@pytest.mark.req("INT-27")
def test_the_applicant_may_withdraw_before_the_decision() -> None:
    desk = CaseDesk(an_item("m1"))
    desk.under_review()
    moved = desk.act(a.Withdraw(text=WORDS), "u01")
    assert (moved.step, desk.case.state, running(desk)) == ("T37", S.WITHDRAWN, [])
    assert desk.case.closed_at == march(2, 9)
    parent = joint()
    parent.act(a.Withdraw(), "u01")
    assert (parent.case.state, child_states(parent), running(parent)) == (
        S.WITHDRAWN,
        {ChildState.WITHDRAWN},
        [],
    )
    decided = CaseDesk(an_item("m1"))
    decided.granted()
    assert decided.no(a.Withdraw(), "u01") == "APPLICATION_STATE"


def test_what_was_given_up_in_the_middle_of_a_survey_is_archived_all_the_same() -> None:
    desk = CaseDesk(an_item("m1", specials={SpecialKind.SITE_SURVEY: Period(5)}))
    desk.under_review()
    desk.act(a.StartSpecial(kind=SpecialKind.SITE_SURVEY, participants=("申请人",), value=5))
    desk.act(a.Withdraw(), "u01")
    desk.act(FILE, "u01")
    assert desk.is_in(S.ARCHIVED)


# --- revoked ---


@pytest.mark.req("REV-13")
def test_false_materials_cost_the_result_and_the_credit() -> None:
    desk = delivered()
    assert desk.no(REVOKE, "u08") == "POWER_NOT_HELD"
    assert desk.no(changed(REVOKE, falsified=False), "u10") == "GROUNDS_NEEDED"
    happened = desk.do(desk.asked(REVOKE), desk.as_("u10"))
    (moved,) = [event for event in happened if isinstance(event, e.ApplicationMoved)]
    (reported,) = [event for event in happened if isinstance(event, e.CreditReported)]
    assert (moved.step, desk.case.state, desk.case.credit) == ("T38", S.REVOKED, Credit.BAD)
    assert [document.kind for document in moved.documents] == [D.REVOCATION]
    assert (reported.application, reported.person) == (desk.name, WHO.person)
    assert running(desk) == []
    barred = barred_case(desk)
    assert barred.no(a.Accept(promise=WORDS), "u01") == "CREDIT_NEEDED"
    parent = joint()
    parent.act(a.ReviewMaterial(code="m1", passed=True))
    for department, person in REVIEWERS.items():
        parent.act(a.GiveOpinion(favourable=True, text=WORDS, department=department), person)
    parent.act(a.GrantIt(text=WORDS), "u10")
    parent.act(REVOKE, "u10")
    assert (parent.case.state, child_states(parent)) == (S.REVOKED, {ChildState.REVOKED})


def barred_case(desk: CaseDesk) -> CaseDesk:
    """Another case of the same person, days later, where only a tolerable material is missing."""
    item = an_item("m1", "m2")
    other = CaseDesk(replace(item, materials=(item.materials[0], replace(item.materials[1], core=False))))
    other.day.begin(carry_over(desk.day.state, march(9).date()))
    other.receive("m1")
    other.act(a.CheckCredit(answer="GOOD"), "u01")
    return other


def test_a_refusal_cannot_be_revoked() -> None:
    desk = CaseDesk(an_item("m1"))
    desk.pending(favourable=False)
    desk.act(a.RefuseIt(text=WORDS), "u10")
    desk.act(a.HandOverResult())
    assert desk.no(REVOKE, "u10") == "NOTHING_TO_REVOKE"


# --- at any time ---


def test_a_case_goes_on_with_another_person() -> None:
    desk = CaseDesk(
        an_item("m1"), staff=[clerk("u08", post=Post.BACK_OFFICE, department=BUREAU, substitute="u13")]
    )
    desk.under_review()
    desk.act(a.ReviewMaterial(code="m1", passed=True), "u08")
    to = a.Reassign(person="u13", reason="休假")
    assert desk.no(to, "u20") == "POWER_NOT_HELD"
    assert desk.no(changed(to, person="u99"), "u08") == "STAFF_UNKNOWN"
    assert desk.no(changed(to, reason=""), "u08") == "REASON_NEEDED"
    desk.act(to, "u13")
    desk.act(changed(to, person="u08"), "u91")
    assert desk.case.owner == "u08"


def test_a_note_says_something() -> None:
    desk = CaseDesk(an_item("m1"))
    desk.receive()
    assert desk.no(a.Note(), "u01") == "REASON_NEEDED"
    assert desk.no(a.Note(ticket="t-99"), "u01") == "TICKET_UNKNOWN"
    moved = desk.act(a.Note(text=WORDS), "u01")
    assert (moved.step, moved.changes.text) == ("T40", WORDS)
