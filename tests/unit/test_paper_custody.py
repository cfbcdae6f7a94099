"""Papers and originals: to the back office on the day of receipt, and back to whom they belong."""

import pytest
from case_desk import WORDS, CaseDesk, an_item, march
from intake import CHECKED

from hallctl.domain.applications import ApplicationState
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.states import Custody
from hallctl.domain.catalogue.kinds import Medium, ReviewMedium
from hallctl.domain.catalogue.versions import Material

S, K = ApplicationState, ClockKind
ORIGINAL = Material("m1", "营业执照", originals=1, copies=0, medium=Medium.PAPER)


def received(**more: object) -> CaseDesk:
    """Received on Monday 2 March, with one original."""
    desk = CaseDesk(an_item(materials=(ORIGINAL,), **more))
    desk.submit()
    handed = (a.HandedIn(code="m1", originals=1),)
    desk.act(a.Receive(checks=CHECKED, materials=handed), "u01", at=march(2, 9))
    return desk


def custody(desk: CaseDesk) -> Custody | None:
    row = desk.case.material("m1")
    assert row is not None
    return row.custody


@pytest.mark.req("INT-22")
def test_papers_that_do_not_reach_the_back_office_on_the_day_of_receipt_are_late() -> None:
    late = received(review=ReviewMedium.PAPER_REQUIRED)
    late.at_time(march(2, 23, 59))
    assert late.warnings() == []
    late.at_time(march(3, 0))
    assert late.warnings() == [("PAPER_TRANSFER_LATE", march(3, 0))]

    in_time = received(review=ReviewMedium.PAPER_REQUIRED)
    in_time.act(a.MoveOriginal(code="m1", custody=Custody.TRANSFERRED), "u01", at=march(2, 17))
    assert (custody(in_time), in_time.case.running(K.PAPER_TRANSFER)) == (Custody.TRANSFERRED, None)
    in_time.at_time(march(3, 9))
    assert in_time.warnings() == []


def test_what_is_reviewed_electronically_has_no_paper_to_transfer() -> None:
    desk = received()
    assert desk.case.running(K.PAPER_TRANSFER) is None


@pytest.mark.req("SEC-13")
def test_an_original_that_is_not_returned_keeps_the_file_open() -> None:
    desk = received()
    desk.act(a.NotRequired(text=WORDS, basis="行政许可法第十二条"), "u01")
    assert (desk.case.state, custody(desk)) == (S.NOT_ACCEPTED, Custody.HELD)
    assert desk.no(a.Archive(), "u08") == "ORIGINALS_HELD"
    assert desk.last.detail == "m1"
    desk.act(a.MoveOriginal(code="m1", custody=Custody.RETURNED), "u01")
    desk.act(a.Archive(), "u08")
    assert desk.case.state is S.ARCHIVED
    assert desk.no(a.MoveOriginal(code="m1", custody=Custody.HELD), "u01") == "APPLICATION_STATE"
