"""What is offered to whoever looks at a case: nothing that its guard allows is kept back."""

from __future__ import annotations

from case_desk import CaseDesk, an_item, march
from intake import CHECKED

from hallctl.domain.applications import acts as a
from hallctl.domain.applications.acts import Act
from hallctl.domain.applications.clock import ClockKind, ClockState
from hallctl.domain.applications.states import Custody
from hallctl.domain.catalogue.kinds import ReviewMedium
from hallctl.domain.decide import Scene
from hallctl.domain.decide.possible import possible


def offered(desk: CaseDesk, person: str) -> set[type[Act]]:
    scene = Scene(desk.day, desk.setup, desk.router, desk.as_(person), desk.now, "")
    return {kind for kind, _ in possible(scene, desk.case)}


def with_copies(review: ReviewMedium) -> CaseDesk:
    """Received on Monday 2 March, with copies alone."""
    desk = CaseDesk(an_item("m1", review=review))
    desk.submit()
    handed = (a.HandedIn(code="m1", copies=1, medium="PAPER"),)
    desk.act(a.Receive(checks=CHECKED, materials=handed), "u01", march(2))
    return desk


def test_copies_go_to_the_back_office_as_originals_do() -> None:
    desk = with_copies(ReviewMedium.PAPER_REQUIRED)
    assert a.MoveOriginal in offered(desk, "u01")
    desk.act(a.MoveOriginal(code="m1", custody=Custody.TRANSFERRED), "u01")
    assert desk.case.running(ClockKind.PAPER_TRANSFER) is None


def test_where_nothing_came_on_paper_nothing_is_moved() -> None:
    desk = CaseDesk(an_item("m1"))
    desk.submit()
    desk.act(a.Receive(checks=CHECKED), "u01")
    assert a.MoveOriginal not in offered(desk, "u01")


def test_a_late_list_of_paper_is_still_signed_once() -> None:
    desk = with_copies(ReviewMedium.ELECTRONIC)
    assert a.SignList in offered(desk, "u08")
    desk.at_time(march(1, month=4))
    filing = next(clock for clock in desk.case.clocks if clock.kind is ClockKind.PAPER_FILING)
    assert filing.state is ClockState.EXPIRED
    assert a.SignList in offered(desk, "u08")
    desk.act(a.SignList(), "u08")
    assert a.SignList not in offered(desk, "u08")
