"""Paper that has to follow its application, the kinds of special procedures, and telling of results."""

from __future__ import annotations

import msgspec
import pytest
from filed_cases import CaseStage, at, version

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import Actor
from hallctl.domain.applications import ApplicationState as S
from hallctl.domain.applications import acts
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.states import Delivery
from hallctl.domain.applications.tasks import TaskKind, tasks_of
from hallctl.domain.catalogue.kinds import ReviewMedium, SpecialKind
from hallctl.domain.catalogue.versions import Period
from hallctl.domain.messages import MessageKind

THIRTEEN = (
    "HEARING TENDER AUCTION INSPECTION QUARANTINE APPRAISAL EXPERT_REVIEW SITE_SURVEY EXPERT_ARGUMENTATION "
    "MEETING TECHNICAL_REVIEW SURVEYING TESTING"
)


@pytest.mark.req("ITEM-11")
@pytest.mark.parametrize("medium", list(ReviewMedium))
def test_paper_that_is_reviewed_as_paper_has_to_follow_the_same_day(medium: ReviewMedium) -> None:
    stage = CaseStage(version(review=medium), now=at(2, 10))
    case = stage.receive("m1", "m2", "m3")
    waiting = [task for task in tasks_of(case) if task.kind is TaskKind.TRANSFER_PAPER]
    if medium is ReviewMedium.PAPER_REQUIRED:
        assert [task.due for task in waiting] == [at(3, 0)]
    else:
        assert not waiting
        assert case.running(ClockKind.PAPER_TRANSFER) is None


@pytest.mark.req("REV-08")
def test_there_are_thirteen_special_procedures_and_those_that_the_catalogue_names() -> None:
    assert [kind.value for kind in SpecialKind] == THIRTEEN.split()
    ecology = acts.StartSpecial(kind="ECOLOGY", participants=("专家",), value=5)
    for own in (False, True):
        permitted = {SpecialKind.HEARING: Period(10)} | ({"ECOLOGY": Period(10)} if own else {})
        item = version(specials=permitted, special_names={"ECOLOGY": "生态评估"} if own else {})
        stage = CaseStage(item, now=at(2, 10))
        stage.receive("m1", "m2", "m3")
        stage.act(acts.Accept())
        stage.act(acts.Transmit())
        assert stage.no(msgspec.structs.replace(ecology, kind="DINNER"), "b1") == "SPECIAL_NOT_ALLOWED"
        if own:
            stage.act(ecology, "b1")
            assert [paper.facts.subject for paper in stage.moved()[-1].documents] == ["生态评估"]
        else:
            assert stage.no(ecology, "b1") == "SPECIAL_NOT_ALLOWED"


def test_who_collects_is_told_at_once_and_how_it_went_is_kept() -> None:
    stage = CaseStage(version(materials=()), now=at(2, 10))
    stage.submit()
    stage.cases[stage.case_id] = msgspec.structs.replace(
        stage.case, state=S.GRANTED, delivery=Delivery.COLLECT, decided_at=at(2, 10)
    )
    handed_over = stage.now
    stage.act(acts.HandOverResult(), "b1")
    (message,) = stage.day.state.messages.values()
    assert (message.kind, message.queued_at) == (MessageKind.RESULT_READY, handed_over)
    sent = c.ReportMessage(application=stage.case_id, message=message.id, sent=True, told_by="sms")
    reported, _ = stage.do(sent, Actor.public("gateway"))
    assert isinstance(reported, e.MessageReported)
    assert (reported.after, reported.told_by) == ("SENT", "sms")
    assert stage.case.state is S.AWAITING_COLLECTION


def test_whose_result_comes_by_mail_is_not_asked_to_collect_it() -> None:
    stage = CaseStage(version(materials=()), now=at(2, 10))
    stage.submit()
    stage.cases[stage.case_id] = msgspec.structs.replace(
        stage.case, state=S.GRANTED, delivery=Delivery.MAIL, decided_at=at(2, 10)
    )
    stage.act(acts.HandOverResult(), "b1")
    assert stage.case.state is S.RESULT_READY
    assert not stage.day.state.messages
