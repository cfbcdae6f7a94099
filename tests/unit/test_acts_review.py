"""Review, special procedures and longer limits, by the dates that the requirements name."""

import pytest
from case_desk import BUREAU, REVIEWERS, WORDS, CaseDesk, a_joint_item, an_item, march
from msgspec.structs import replace as changed

from hallctl.domain.applications import ApplicationState
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.clock import ClockKind, ClockState
from hallctl.domain.applications.clock_rules import ClockRules, SpecialCap
from hallctl.domain.applications.papers import DocumentKind
from hallctl.domain.applications.states import ChildState
from hallctl.domain.catalogue.kinds import SpecialKind, Stage
from hallctl.domain.catalogue.versions import Period

S, K, D = ApplicationState, ClockKind, DocumentKind

HEARING = a.StartSpecial(kind=SpecialKind.HEARING, participants=("申请人", "利害关系人"), value=5)
WITH_HEARING = an_item("m1", specials={SpecialKind.HEARING: Period(15), SpecialKind.MEETING: Period(3)})
RESULT = a.SpecialResult(special="S1", text=WORDS, signed=True, sealed=True)
YES = a.GiveOpinion(favourable=True, text=WORDS)
NO = a.GiveOpinion(favourable=False, text=WORDS)


def in_joint_review(**more: object) -> CaseDesk:
    desk = CaseDesk(a_joint_item(**more))
    desk.joint_review()
    return desk


# --- to the back office ---


def test_what_is_accepted_goes_to_the_back_office_and_is_nobodys_until_somebody_reviews() -> None:
    desk = CaseDesk(an_item("m1", stages={Stage.REVIEW: Period(6)}))
    desk.accept()
    assert desk.case.owner == "u01"
    moved = desk.act(a.Transmit(), "u01")
    assert (moved.step, desk.case.state, desk.case.owner) == ("T21", S.UNDER_REVIEW, "")
    assert desk.due(K.STAGE, "REVIEW") == march(11, 0)
    desk.act(a.ReviewMaterial(code="m1", passed=True), "u13")
    assert desk.case.owner == "u13"


def test_who_only_answers_questions_transmits_nothing() -> None:
    desk = CaseDesk()
    desk.accept()
    assert desk.no(a.Transmit(), "u07") == "POWER_NOT_HELD"


# --- material by material ---


@pytest.mark.req("REV-01")
def test_an_opinion_needs_the_review_of_every_material() -> None:
    desk = CaseDesk(an_item("m1", "m2", "m3", "m4"))
    desk.under_review()
    for code in ("m1", "m2", "m3"):
        desk.act(a.ReviewMaterial(code=code, passed=True))
    assert desk.no(YES) == "REVIEW_INCOMPLETE"
    assert desk.last.detail == "m4"
    desk.act(a.ReviewMaterial(code="m4", passed=False, text=WORDS))
    moved = desk.act(NO)
    (opinion,) = moved.documents
    assert (moved.step, desk.case.state, desk.case.proposal) == ("T25", S.PENDING_DECISION, "REFUSE")
    assert (opinion.kind, opinion.facts.outcome) == (D.REVIEW_OPINION, "REFUSE")
    assert [line.code for line in opinion.facts.materials] == ["m1", "m2", "m3", "m4"]
    assert opinion.facts.materials[3].note == "不符合要求"


def test_only_the_items_materials_are_reviewed_and_only_what_is_there() -> None:
    desk = CaseDesk(an_item("m1"))
    desk.under_review()
    assert desk.no(a.ReviewMaterial(code="m9", passed=True)) == "MATERIAL_NOT_IN_LIST"
    assert desk.no(a.ReviewMaterial(code="m1", passed=True), "u01") == "POWER_NOT_HELD"
    assert desk.no(a.ReviewMaterial(code="m1", passed=True), "u20") == "POWER_NOT_HELD"


def test_an_opinion_says_something() -> None:
    desk = CaseDesk(an_item("m1"))
    desk.under_review()
    desk.review()
    assert desk.no(a.GiveOpinion(favourable=True)) == "DOCUMENT_INCOMPLETE"
    assert (
        desk.no(a.GiveOpinion(favourable=True, text=WORDS, department="医保局"), "u20")
        == "DEPARTMENT_UNKNOWN"
    )


@pytest.mark.req("REV-16")
def test_the_work_manual_binds_review_and_decision() -> None:
    desk = CaseDesk(an_item("m1", manual_version=2, manual_steps=("1", "2", "3", "4", "5")))
    desk.under_review()
    desk.review()
    for step in ("1", "2", "3", "5"):
        desk.act(a.FollowManual(step=step))
    assert desk.no(YES) == "MANUAL_STEP_MISSING"
    assert desk.last.detail == "4"
    assert desk.no(a.FollowManual(step="6")) == "MANUAL_STEP_UNKNOWN"
    desk.act(a.FollowManual(step="4", passed=False))
    desk.act(a.FollowManual(step="4"))
    (opinion,) = desk.act(YES).documents
    assert opinion.facts.standard == "MANUAL 2"


# --- special procedures ---


@pytest.mark.req("CLK-05")
def test_a_special_procedure_suspends_what_the_decision_has_left() -> None:
    desk = CaseDesk(an_item("m1", specials={SpecialKind.HEARING: Period(15)}), now=march(2))
    desk.under_review()
    assert desk.due(K.PROMISE) == march(17, 0)
    desk.act(HEARING, at=march(5))
    assert desk.is_in(S.SPECIAL_PROCEDURE)
    for kind in (K.PROMISE, K.STATUTORY):
        clock = desk.case.running(kind)
        assert clock is not None
        assert clock.state is ClockState.SUSPENDED
    desk.act(RESULT, at=march(16))
    assert desk.is_in(S.UNDER_REVIEW)
    assert desk.due(K.PROMISE) == march(26, 0)  # 2026-03-25 24:00
    assert desk.due(K.SPECIAL, "S1") is None


@pytest.mark.req("CLK-06")
def test_a_special_procedure_longer_than_the_promise_needs_a_reason_and_is_noticed() -> None:
    desk = CaseDesk(WITH_HEARING)
    desk.under_review()
    long = changed(HEARING, value=15)
    assert desk.no(long) == "SPECIAL_LIMIT_EXCEEDS_PROMISE"
    moved = desk.act(changed(long, reason="听证须公告七日"))
    assert moved.warnings == ("SPECIAL_LIMIT_EXCEEDS_PROMISE",)
    assert desk.due(K.SPECIAL, "S1") == march(24, 0)
    (notice,) = moved.documents
    assert (notice.kind, notice.facts.limit, notice.facts.due) == (D.SPECIAL_NOTICE, 15, march(24, 0))


def test_the_cap_of_special_procedures_is_the_halls() -> None:
    long = changed(HEARING, value=15)
    hard = CaseDesk(WITH_HEARING, clocks=ClockRules(special_cap=SpecialCap.HARD))
    hard.under_review()
    assert hard.no(changed(long, reason="听证须公告七日")) == "SPECIAL_LIMIT_EXCEEDS_PROMISE"
    none = CaseDesk(WITH_HEARING, clocks=ClockRules(special_cap=SpecialCap.NONE))
    none.under_review()
    assert none.act(long).warnings == ()


def test_an_items_own_limit_for_a_procedure_is_the_longest() -> None:
    desk = CaseDesk(WITH_HEARING)
    desk.under_review()
    assert desk.no(changed(HEARING, kind=SpecialKind.MEETING, value=4)) == "LIMIT_TOO_LONG"


@pytest.mark.req("ITEM-10")
def test_a_procedure_that_the_item_does_not_have_is_refused() -> None:
    desk = CaseDesk(an_item("m1", specials={SpecialKind.MEETING: Period(3)}))
    desk.under_review()
    assert desk.no(HEARING) == "SPECIAL_NOT_ALLOWED"


@pytest.mark.req("REV-06")
def test_its_notice_names_who_takes_part_and_how_long() -> None:
    desk = CaseDesk(WITH_HEARING)
    desk.under_review()
    assert desk.no(changed(HEARING, participants=(" ",))) == "PARTICIPANTS_NEEDED"
    assert desk.no(changed(HEARING, value=0)) == "LIMIT_NEEDED"
    assert desk.no(HEARING, "u01") == "POWER_NOT_HELD"
    (notice,) = desk.act(HEARING).documents
    assert notice.facts.participants == ("申请人", "利害关系人")
    assert (notice.facts.limit, notice.facts.due) == (5, march(10, 0))


@pytest.mark.req("REV-07")
def test_its_result_is_signed_and_sealed() -> None:
    desk = CaseDesk(WITH_HEARING)
    desk.under_review()
    desk.act(HEARING)
    for signed, sealed in ((True, False), (False, True)):
        assert desk.no(changed(RESULT, signed=signed, sealed=sealed)) == "RESULT_UNSIGNED"
    assert desk.no(changed(RESULT, special="S2")) == "SPECIAL_UNKNOWN"
    moved = desk.act(RESULT)
    (result,) = moved.documents
    assert (moved.step, result.kind, result.facts.text) == ("T23", D.SPECIAL_RESULT, WORDS)
    assert desk.no(RESULT) == "APPLICATION_STATE"


def test_with_two_procedures_the_clocks_wait_for_the_last() -> None:
    desk = CaseDesk(WITH_HEARING)
    desk.under_review()
    desk.act(HEARING, at=march(5))
    desk.act(changed(HEARING, kind=SpecialKind.MEETING, value=3), at=march(6))
    desk.act(RESULT, at=march(9))
    assert desk.is_in(S.SPECIAL_PROCEDURE)
    assert desk.due(K.PROMISE) is None
    desk.act(changed(RESULT, special="S2"), at=march(16))
    assert (desk.case.state, desk.due(K.PROMISE)) == (S.UNDER_REVIEW, march(26, 0))


# --- longer limits ---


@pytest.mark.req("CLK-11")
def test_a_limit_is_extended_once_with_approval_and_before_it_ends() -> None:
    longer = a.Extend(clock=K.PROMISE, days=10, approver="局长", reason="案情复杂")
    desk = CaseDesk(an_item("m1"))
    desk.under_review()
    assert desk.no(changed(longer, approver=" ")) == "APPROVER_NEEDED"
    assert desk.no(changed(longer, reason=""), at=march(13)) == "REASON_NEEDED"
    assert desk.no(changed(longer, days=11)) == "LIMIT_TOO_LONG"
    moved = desk.act(longer)
    (notice,) = moved.documents
    assert desk.due(K.PROMISE) == march(31, 0)  # 2026-03-30 24:00
    assert (notice.kind, notice.facts.due, notice.facts.reason) == (
        D.EXTENSION_NOTICE,
        march(31, 0),
        "案情复杂",
    )
    assert desk.no(longer) == "ALREADY_EXTENDED"
    late = CaseDesk(an_item("m1"))
    late.under_review()
    assert late.no(longer, at=march(17)) == "EXTEND_TOO_LATE"


def test_a_suspended_limit_is_not_extended_and_others_never_are() -> None:
    desk = CaseDesk(WITH_HEARING)
    desk.under_review()
    longer = a.Extend(clock=K.INTAKE, days=5, approver="局长", reason="案情复杂")
    assert desk.no(longer) == "CLOCK_UNKNOWN"
    desk.act(HEARING)
    assert desk.no(changed(longer, clock=K.PROMISE)) == "APPLICATION_STATE"


# --- joint matters ---


def test_each_department_gives_its_opinion_and_the_last_makes_it_whole() -> None:
    desk = in_joint_review()
    desk.act(a.ReviewMaterial(code="m1", passed=True), "u20")
    assert desk.no(YES) == "DEPARTMENT_UNKNOWN"
    for person, department in (("u20", "医保局"), ("u08", BUREAU)):
        moved = desk.act(changed(YES, department=department), person)
        assert [document.kind for document in moved.documents] == [D.JOINT_OPINION]
        assert desk.is_in(S.UNDER_REVIEW)
        assert desk.due(K.PROMISE, department) is None
    assert desk.no(changed(YES, department=BUREAU)) == "OPINION_GIVEN"
    desk.act(changed(NO, department="自然资源局"), "u30")
    assert (desk.case.state, desk.case.proposal) == (S.PENDING_DECISION, "REFUSE")


def test_nobody_gives_the_opinion_of_another_department() -> None:
    desk = in_joint_review()
    desk.act(a.ReviewMaterial(code="m1", passed=True), "u20")
    assert desk.no(changed(YES, department=BUREAU), "u20") == "POWER_NOT_HELD"


def test_a_departments_procedure_stops_its_own_limit_and_the_whole_but_not_the_others() -> None:
    desk = in_joint_review(specials={SpecialKind.HEARING: Period(15)})
    desk.act(changed(HEARING, department="医保局"), "u20", march(5))
    assert desk.is_in(S.UNDER_REVIEW)
    assert [child.state for child in desk.case.children if child.department == "医保局"] == [
        ChildState.SPECIAL_PROCEDURE
    ]
    assert desk.due(K.PROMISE, BUREAU) == march(17, 0)
    assert desk.due(K.PROMISE, "医保局") is None
    assert desk.due(K.JOINT) is None
    desk.act(a.ReviewMaterial(code="m1", passed=True))
    assert desk.no(changed(YES, department="医保局"), "u20") == "SPECIAL_OPEN"
    desk.act(RESULT, "u20", march(16))
    assert desk.due(K.PROMISE, "医保局") == desk.due(K.JOINT) == march(26, 0)


def test_the_joint_clock_runs_on_where_the_hall_says_so() -> None:
    desk = CaseDesk(
        a_joint_item(specials={SpecialKind.HEARING: Period(15)}), clocks=ClockRules(joint_pause=False)
    )
    desk.joint_review()
    desk.act(changed(HEARING, department="医保局"), "u20")
    assert desk.due(K.JOINT) == march(17, 0)


def test_what_is_sent_back_is_reviewed_again_by_the_named_departments() -> None:
    desk = in_joint_review()
    desk.act(a.ReviewMaterial(code="m1", passed=True))
    for department, person in REVIEWERS.items():
        desk.act(changed(YES, department=department), person)
    back = a.SendBack(reason="补充勘验", departments=("医保局",))
    assert desk.no(back, "u20") == "POWER_NOT_HELD"
    assert desk.no(changed(back, reason=" "), "u10") == "REASON_NEEDED"
    assert desk.no(changed(back, departments=()), "u10") == "DEPARTMENT_NEEDED"
    moved = desk.act(back, "u10")
    assert (moved.step, desk.case.state) == ("T48", S.UNDER_REVIEW)
    desk.act(changed(NO, department="医保局"), "u20")
    assert (desk.case.state, desk.case.proposal) == (S.PENDING_DECISION, "REFUSE")
