"""Nobody is asked for what is on record: shared by others, or handed in for an earlier application."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

import pytest
from filed_cases import HOLDER, MATERIALS, WORDS, CaseStage, at, version
from intake import CHECKED

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import Actor
from hallctl.domain.applications import Application, Channel, acts
from hallctl.domain.applications import ApplicationState as S
from hallctl.domain.applications.on_record import (
    LookUp,
    LookUpFailure,
    OnRecord,
    handed_in_before,
    reusable,
    shared,
)
from hallctl.domain.applications.states import ChildState, MaterialStatus
from hallctl.domain.catalogue.kinds import Source, Unit, VisitClass
from hallctl.domain.catalogue.versions import ItemVersion, Material, Part, Period

CARD_SHARED: Final = (
    MATERIALS[0],
    replace(MATERIALS[1], source=Source.SHARED),
    replace(MATERIALS[2], source=Source.E_CERTIFICATE),
)
WHERE: Final = "公安部身份核验 GA-1"
FOUND: Final = LookUp(sought=("m2", "m3"), found=(OnRecord("m2", WHERE, at(2)),))
ONLY_CARD: Final = (acts.Wanted("m2"),)


def row(case: Application, code: str) -> tuple[MaterialStatus, str, datetime | None]:
    found = case.material(code)
    assert found is not None
    return found.status, found.origin, found.at


def stage(**more: Any) -> CaseStage:
    return CaseStage(version(materials=CARD_SHARED, **more), now=at(2))


def test_flagged_materials_are_looked_up_and_with_one_card_intake_all() -> None:
    item = version(materials=CARD_SHARED)
    assert shared(item, None) == ("m2", "m3")
    assert shared(replace(item, one_card=True), None) == ("m1", "m2", "m3")
    other = replace(CARD_SHARED[1], situations=frozenset({"BR"}))
    assert shared(version(materials=(other,)), None) == ()


def test_at_the_counter_a_shared_material_is_prefilled_with_its_origin() -> None:
    desk = stage()
    desk.receive("m1", look_up=FOUND)
    assert row(desk.case, "m2") == (MaterialStatus.SHARED, WHERE, at(2))
    assert row(desk.case, "m3")[0] is MaterialStatus.MISSING
    journaled = [r.event for r in desk.records if isinstance(r.event, e.MaterialsLookedUp)]
    assert [event.look_up for event in journaled] == [FOUND]
    assert desk.no(acts.GiveOneTimeNotice(materials=(*ONLY_CARD, acts.Wanted("m3")), days=5)) == (
        "MATERIAL_SHARED"
    )
    desk.act(acts.GiveOneTimeNotice(materials=(acts.Wanted("m3"),), days=5))
    assert desk.case.state is S.SUPPLEMENT_PENDING


def test_what_is_on_record_stays_so_though_the_clerk_says_it_did_not_come() -> None:
    desk = stage()
    desk.bring("1", "A1")
    lacking = acts.HandedIn(code="m2", status=MaterialStatus.MISSING)
    receive = acts.Receive(checks=CHECKED, materials=(desk.handed("A1", "m1"), lacking))
    desk.do(c.ReceiveApplication(window="1", item="A1", receive=receive, look_up=FOUND), desk.clerk_at("1"))
    assert row(desk.case, "m2")[0] is MaterialStatus.SHARED


def test_what_is_brought_all_the_same_is_taken_in() -> None:
    desk = stage()
    desk.receive("m1", "m2", "m3", look_up=FOUND, then=acts.Accept())
    assert (desk.case.state, row(desk.case, "m2")[0]) == (S.ACCEPTED, MaterialStatus.PRESENT)


@pytest.mark.parametrize("failure", LookUpFailure)
def test_a_look_up_that_fails_is_said_and_holds_nobody_up(failure: LookUpFailure) -> None:
    desk = stage()
    desk.receive("m1", look_up=LookUp(sought=("m2", "m3"), failure=failure))
    assert (desk.case.state, row(desk.case, "m2")[0]) == (S.RECEIVED, MaterialStatus.MISSING)
    [said] = [r.event.look_up.failure for r in desk.records if isinstance(r.event, e.MaterialsLookedUp)]
    assert said is failure
    desk.act(acts.GiveOneTimeNotice(materials=(*ONLY_CARD, acts.Wanted("m3")), days=5))
    assert desk.case.state is S.SUPPLEMENT_PENDING


@pytest.mark.parametrize("channel", [Channel.ONLINE, Channel.MOBILE])
def test_what_is_filed_online_is_prefilled_before_it_is_received(channel: Channel) -> None:
    desk = stage()
    desk.submit(channel=channel, look_up=FOUND)
    assert desk.case.state is S.RECEIVED
    assert row(desk.case, "m2") == (MaterialStatus.SHARED, WHERE, at(2))


def test_what_came_by_courier_is_looked_up_again_when_it_is_registered() -> None:
    desk = stage()
    desk.submit(channel=Channel.COURIER, look_up=LookUp(sought=("m2", "m3"), failure=LookUpFailure.SLOW))
    assert desk.case.material("m2") is None
    asked = desk.asks(acts.Receive(checks=CHECKED, materials=(desk.handed("A1", "m1"),)), look_up=FOUND)
    desk.do(asked, desk.who("u01"))
    assert (desk.case.state, row(desk.case, "m2")[0]) == (S.RECEIVED, MaterialStatus.SHARED)


def test_a_pre_review_and_a_department_ask_for_nothing_that_is_shared() -> None:
    online = stage(visits=VisitClass.TWO_ORIGINAL_PREREVIEW)
    online.submit(look_up=FOUND)
    assert online.no(acts.PreReviewDefects(materials=ONLY_CARD), "b1") == "MATERIAL_SHARED"
    joint = stage(parts=(Part("人社局"), Part("医保局")))
    joint.receive("m1", look_up=FOUND)
    joint.act(acts.SplitJoint())
    report = acts.ReportIntake(department="人社局", state=ChildState.INTAKE_DEFECTS, missing=ONLY_CARD)
    assert joint.no(report, "b1") == "MATERIAL_SHARED"


def test_that_something_is_shared_no_applicant_says() -> None:
    desk = stage()
    desk.receive("m1")
    desk.act(acts.GiveOneTimeNotice(materials=(*ONLY_CARD, acts.Wanted("m3")), days=5))
    claim = acts.HandIn(materials=(acts.HandedIn(code="m2", status=MaterialStatus.SHARED),))
    assert desk.refusal(desk.asks(claim, code=desk.case.code), Actor.public("web")) == "MATERIAL_CLAIMED"


# --- handed in before ---

AGAIN: Final = Material("x9", "身份证", reusable=Period(30, Unit.CALENDAR_DAY))
ASKS_AGAIN: Final = version("A2", materials=(AGAIN, MATERIALS[0]))


def held(desk: CaseStage, now: datetime, asks: ItemVersion = ASKS_AGAIN) -> list[tuple[str, str, date]]:
    """What serves again, of which application, handed in on which day."""
    setup = desk.setup
    found = handed_in_before(reusable(asks, None), desk.cases.values(), setup.catalogue, setup.calendar, now)
    return [(one.code, one.origin, one.at.date()) for one in found]


def accepted() -> CaseStage:
    desk = CaseStage(version(), now=at(2, 10))
    desk.receive("m1", "m2", "m3", applicant=HOLDER, then=acts.Accept())
    return desk


def test_what_was_handed_in_for_an_earlier_application_serves_again_as_long_as_the_item_lets_it() -> None:
    desk = accepted()
    assert held(desk, at(20)) == [("x9", desk.case_id, date(2026, 3, 2))]
    assert held(desk, at(1, 23, 59, month=4)) == [("x9", desk.case_id, date(2026, 3, 2))]
    assert held(desk, at(2, 0, 0, month=4)) == []
    assert held(desk, at(20), version("A2", materials=(replace(AGAIN, reusable=None),))) == []
    assert held(desk, at(20), version("A2", materials=(replace(AGAIN, name="驾驶证"),))) == []


def test_the_newest_serves() -> None:
    desk = accepted()
    desk.at("1", c.CompleteService)
    desk.go_to(at(4, 10))
    desk.receive("m1", "m2", "m3", applicant=HOLDER, then=acts.Accept())
    assert held(desk, at(20)) == [("x9", desk.case_id, date(2026, 3, 4))]


def test_what_was_never_accepted_failed_or_was_withdrawn_does_not_serve() -> None:
    received = CaseStage(version(), now=at(2, 10))
    received.receive("m1", "m2", "m3")
    assert held(received, at(3)) == []
    failed = accepted()
    failed.act(acts.Transmit())
    failed.act(acts.ReviewMaterial(code="m2", passed=False), "b1")
    assert held(failed, at(3)) == []
    withdrawn = accepted()
    withdrawn.act(acts.Withdraw(text=WORDS))
    assert held(withdrawn, at(3)) == []
