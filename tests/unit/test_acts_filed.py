"""What was filed online is received by itself; somebody makes the five checks before it is accepted (T41)."""

from case_desk import CaseDesk, march
from intake import CHECKED

from hallctl.domain.applications import Channel
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.states import ApplicationState as S
from hallctl.domain.applications.tasks import TaskKind, tasks_of
from hallctl.domain.decide import Scene
from hallctl.domain.decide.possible import possible
from hallctl.domain.posts import Power


def filed(*codes: str) -> CaseDesk:
    """With electronic copies of these materials, or of all, from home."""
    desk = CaseDesk()
    wanted = codes or tuple(material.code for material in desk.item.materials)
    desk.submit(Channel.ONLINE, materials=tuple(a.HandedIn(code=code, copies=1) for code in wanted))
    assert desk.is_in(S.RECEIVED)
    return desk


def acts_of(desk: CaseDesk, person: str) -> set[type[a.Act]]:
    cases = dict(desk.cases)
    scene = Scene(desk.day, desk.setup, desk.router, desk.as_(person), desk.now, "token", cases)
    return {kind for kind, _ in possible(scene, desk.case)}


def test_it_is_accepted_as_of_its_submission_once_it_was_checked() -> None:
    desk = filed()
    submitted = desk.case.received_at
    assert desk.no(a.Accept(), "u01", march(3)) == "CHECK_MISSING"
    checked = desk.act(a.Receive(checks=CHECKED), "u01")
    assert (checked.step, checked.act, checked.after) == ("T40", "check_filed", "RECEIVED")
    assert (desk.case.checks, desk.case.owner) == (CHECKED, "u01")
    desk.act(a.Accept(), "u01")
    assert (desk.case.accepted_at, desk.case.received_at) == (submitted, submitted)


def test_nor_is_the_applicant_told_of_defects_before() -> None:
    desk = filed("m1")
    notice = a.GiveOneTimeNotice(materials=(a.Wanted("m2"),), days=10)
    assert desk.no(notice, "u01") == "CHECK_MISSING"
    assert desk.no(a.WriteNotice(materials=notice.materials, days=10), "u08") == "CHECK_MISSING"
    desk.act(a.Receive(checks=CHECKED), "u01")
    desk.act(notice, "u01")
    assert desk.is_in(S.SUPPLEMENT_PENDING)


def test_it_waits_for_whoever_receives_and_then_for_whoever_accepts() -> None:
    desk = filed()
    assert [(task.kind, task.power, task.due) for task in tasks_of(desk.case)] == [
        (TaskKind.REGISTER, Power.RECEIVE, desk.due(ClockKind.INTAKE))
    ]
    desk.act(a.Receive(checks=CHECKED), "u01")
    assert [task.kind for task in tasks_of(desk.case)] == [TaskKind.DECIDE_INTAKE]
    desk.act(a.HandToDepartment(), "u01")
    desk.act(a.Accept(), "u08")
    assert desk.is_in(S.ACCEPTED)


def test_none_of_the_checks_is_left_out_and_nobody_makes_them_twice() -> None:
    desk = filed()
    assert a.Receive in acts_of(desk, "u01")
    assert desk.no(a.Receive(checks=CHECKED[:-1]), "u01") == "CHECK_MISSING"
    desk.act(a.Receive(checks=CHECKED), "u01")
    assert desk.no(a.Receive(checks=CHECKED), "u01") == "APPLICATION_STATE"
    assert a.Receive not in acts_of(desk, "u01")
