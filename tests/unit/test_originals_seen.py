"""Originals are asked for once: at the counter as the copies are compared, else after an online decision."""

import pytest
from filed_cases import WORDS, CaseStage, at, version
from intake import CHECKED

from hallctl.domain.applications import ApplicationState as S
from hallctl.domain.applications import Channel, acts
from hallctl.domain.applications.application import CheckResult
from hallctl.domain.applications.states import IntakeCheck
from hallctl.domain.catalogue.kinds import VisitClass

ALL = ("m1", "m2", "m3")
UNLIKE = tuple(CheckResult(each.check, passed=each.check is not IntakeCheck.COPIES_MATCH) for each in CHECKED)


def stage() -> CaseStage:
    return CaseStage(version(visits=VisitClass.ONE_ORIGINAL_CHECK), now=at(2, 10))


def decided(desk: CaseStage) -> CaseStage:
    desk.act(acts.Transmit())
    for row in desk.case.materials:
        desk.act(acts.ReviewMaterial(code=row.code, passed=True), "b1")
    desk.act(acts.GiveOpinion(favourable=True, reason="齐全"), "b1")
    desk.act(acts.GrantIt(), "chief")
    assert desk.case.state is S.GRANTED
    return desk


def handed(desk: CaseStage, *codes: str) -> tuple[acts.HandedIn, ...]:
    return tuple(desk.handed("A1", code) for code in codes)


def test_what_came_over_the_counter_like_its_originals_is_handed_out_without_another_look() -> None:
    desk = stage()
    desk.receive(*ALL, then=acts.Accept())
    decided(desk)
    assert desk.no(acts.NeedOriginals(), "b1") == "ORIGINALS_NOT_NEEDED"
    assert desk.act(acts.HandOverResult(), "b1").state is S.RESULT_READY


def test_what_was_put_right_at_the_counter_was_seen_there_too() -> None:
    desk = stage()
    desk.receive("m1")
    assert not desk.case.originals_ok
    desk.act(acts.Accept(materials=handed(desk, "m2", "m3")))
    assert desk.case.originals_ok


def test_what_was_promised_or_handed_in_later_is_looked_at_before_the_result() -> None:
    promised = stage()
    promised.receive("m1", "m2")
    promised.act(acts.CheckCredit(answer="GOOD"))
    promised.act(acts.Accept(promise=WORDS, promise_days=5))
    assert not promised.case.originals_ok
    supplemented = stage()
    supplemented.receive("m1", "m2")
    supplemented.act(acts.GiveOneTimeNotice(materials=(acts.Wanted("m3"),), days=5))
    supplemented.act(acts.HandIn(materials=handed(supplemented, "m3")))
    supplemented.act(acts.SupplementComplete())
    decided(supplemented)
    assert supplemented.no(acts.HandOverResult(), "b1") == "ORIGINALS_NEEDED"


@pytest.mark.parametrize("channel", [Channel.ONLINE, Channel.MOBILE, Channel.SELF_SERVICE])
def test_what_was_filed_online_is_looked_at_whatever_its_checks_say(channel: Channel) -> None:
    desk = stage()
    desk.submit(channel=channel, materials=handed(desk, *ALL))
    desk.act(acts.Receive(checks=CHECKED))
    desk.act(acts.Accept())
    decided(desk)
    assert desk.no(acts.HandOverResult(), "b1") == "ORIGINALS_NEEDED"
    assert desk.act(acts.NeedOriginals(), "b1").state is S.ORIGINALS_PENDING


def test_copies_that_are_not_like_their_originals_are_looked_at_again() -> None:
    desk = stage()
    desk.submit(channel=Channel.COURIER)
    desk.act(acts.Receive(checks=UNLIKE, materials=handed(desk, *ALL)))
    assert not desk.case.originals_ok
    like = stage()
    like.submit(channel=Channel.COURIER)
    like.act(acts.Receive(checks=CHECKED, materials=handed(like, *ALL)))
    assert like.case.originals_ok


def test_other_classes_have_no_originals_to_check() -> None:
    desk = CaseStage(version(), now=at(2, 10))
    desk.receive(*ALL)
    assert not desk.case.originals_ok
