"""Supplements: the one notice, what is handed in after it, and what is left of its days."""

from __future__ import annotations

import pytest
from filed_cases import NOTICE, WORDS, CaseStage, at
from intake import hand_in

from hallctl.contracts.case_looks import case_view
from hallctl.domain.applications import ApplicationState as S
from hallctl.domain.applications import acts
from hallctl.domain.applications.clock import ClockKind, ClockState
from hallctl.domain.applications.papers import DocumentKind as D


@pytest.fixture
def stage() -> CaseStage:
    return CaseStage(now=at(2, 10))


def pending(stage: CaseStage, days: int = 7) -> CaseStage:
    stage.receive("m1")
    stage.go_to(at(3, 9))
    stage.act(acts.GiveOneTimeNotice(materials=NOTICE.materials, days=days))
    return stage


@pytest.mark.req("INT-09")
def test_b07a_the_hand_in_counts_even_when_it_is_checked_later(stage: CaseStage) -> None:
    pending(stage)
    clock = stage.case.running(ClockKind.SUPPLEMENT)
    assert clock is not None
    assert clock.due_at == at(13, 0)  # the limit is 12 March
    stage.go_to(at(12, 15))
    case = stage.act(hand_in("m2", "m3"))
    assert (case.state, case.running(ClockKind.SUPPLEMENT)) == (S.SUPPLEMENT_CHECK, None)
    stage.go_to(at(16, 9))
    case = stage.act(acts.SupplementComplete())
    assert (case.state, case.accepted_at) == (S.ACCEPTED, at(12, 15))
    promise = case.running(ClockKind.PROMISE)
    assert promise is not None
    assert promise.due_at == at(27, 0)


@pytest.mark.req("INT-28")
def test_a_part_leaves_the_rest_open(stage: CaseStage) -> None:
    pending(stage)
    case = stage.act(hand_in("m2"))
    assert case.state is S.SUPPLEMENT_PENDING
    seen = case_view(case, stage.setup, stage.now).materials
    assert [row.code for row in seen if row.listed and row.status == "MISSING"] == ["m3"]
    assert case.running(ClockKind.SUPPLEMENT) is not None
    assert stage.no(hand_in("m1")) == "MATERIAL_NOT_WANTED"


@pytest.mark.req("INT-19")
def test_there_is_one_notice_and_what_satisfies_it_is_accepted(stage: CaseStage) -> None:
    stage.receive("m1")
    stage.act(acts.WriteNotice(materials=NOTICE.materials, days=5), "b1")
    assert stage.no(NOTICE, "b1") == "ALREADY_NOTIFIED"
    stage.act(acts.ServeNotice(), "u04", "4")
    assert stage.no(NOTICE) == "APPLICATION_STATE"
    stage.act(hand_in("m2", "m3"))
    for refusal in (NOTICE, acts.NotCompetent(authority="x"), acts.NotRequired(text=WORDS, basis="x")):
        assert stage.no(refusal) == "APPLICATION_STATE"
    assert stage.act(acts.SupplementComplete()).state is S.ACCEPTED


def test_a_failed_check_names_listed_ones_and_gives_the_days_that_were_left(stage: CaseStage) -> None:
    pending(stage)
    stage.go_to(at(10, 9))
    stage.act(hand_in("m2", "m3"))
    stage.go_to(at(16, 9))
    assert stage.no(acts.SupplementCheckFailed(materials=(acts.Wanted("m1", "x"),))) == "MATERIAL_NOT_IN_LIST"
    case = stage.act(acts.SupplementCheckFailed(materials=(acts.Wanted("m3", "模糊"),)))
    clock = case.running(ClockKind.SUPPLEMENT)
    assert clock is not None
    assert (clock.value, clock.id, case.completed_at) == (2, "C03-2", None)
    assert stage.act(hand_in("m3")).state is S.SUPPLEMENT_CHECK


def test_b07b_a_missed_limit_closes_it(stage: CaseStage) -> None:
    pending(stage)
    stage.go_to(at(13, 0))
    case = stage.apply_by_itself(acts.LapseSupplement(), at(13, 0))
    assert (case.state, case.reason, case.branch) == (S.AUTO_CLOSED, "SUPPLEMENT_LIMIT_MISSED", "B07b")
    said = stage.said(D.AUTO_CLOSE_RECORD)
    assert [line.code for line in said.materials] == ["m2", "m3"]
    assert all(clock.state is not ClockState.RUNNING for clock in case.clocks)
