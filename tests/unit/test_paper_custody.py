"""Papers and originals: to the back office on the day of receipt, and back to whom they belong."""

import pytest
from case_desk import WORDS, CaseDesk, an_item, march
from intake import CHECKED

from hallctl.domain.applications import ApplicationState
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.states import Custody
from hallctl.domain.catalogue.kinds import ReviewMedium

S, K = ApplicationState, ClockKind
ARCHIVE = a.Archive(list_signed=True)


def received(*codes: str, **item: object) -> CaseDesk:
    """Received on Monday 2 March, with an original of each material."""
    desk = CaseDesk(an_item(*codes, **item))
    desk.submit()
    handed = tuple(a.HandedIn(code=code, originals=1) for code in codes)
    desk.act(a.Receive(checks=CHECKED, materials=handed), "u01", at=march(2, 9))
    return desk


def custody(desk: CaseDesk, code: str) -> Custody | None:
    row = desk.case.material(code)
    assert row is not None
    return row.custody


@pytest.mark.req("INT-22")
def test_papers_that_do_not_all_reach_the_back_office_on_the_day_of_receipt_are_late() -> None:
    late = received("m1", "m2", review=ReviewMedium.PAPER_REQUIRED)
    late.act(a.MoveOriginal(code="m1", custody=Custody.TRANSFERRED), "u01", at=march(2, 17))
    late.at_time(march(2, 23, 59))
    assert late.warnings() == []
    late.at_time(march(3, 0))
    assert late.warnings() == [("PAPER_TRANSFER_LATE", march(3, 0))]

    in_time = received("m1", "m2", review=ReviewMedium.PAPER_REQUIRED)
    for code, person in (("m1", "u01"), ("m2", "u08")):
        in_time.act(a.MoveOriginal(code=code, custody=Custody.TRANSFERRED), person, at=march(2, 17))
        assert custody(in_time, code) is Custody.TRANSFERRED
    assert in_time.case.running(K.PAPER_TRANSFER) is None
    in_time.at_time(march(3, 9))
    assert in_time.warnings() == []


@pytest.mark.req("SEC-13")
def test_an_original_that_is_not_returned_keeps_the_file_open() -> None:
    delivered = received("m1")
    delivered.act(a.Accept(), "u01")
    delivered.act(a.Transmit(), "u01")
    delivered.review()
    delivered.act(a.GiveOpinion(favourable=True, text=WORDS))
    delivered.act(a.GrantIt(text=WORDS), "u10")
    delivered.act(a.HandOverResult())
    delivered.act(a.Delivered(proof="signature-1"), "u09")
    declined = received("m1")
    declined.act(a.NotRequired(text=WORDS, basis="行政许可法第十二条"), "u01")
    for desk in (delivered, declined):
        assert custody(desk, "m1") is Custody.HELD
        for on_its_way in (Custody.TRANSFERRED, Custody.MAILED, Custody.HELD):
            assert desk.no(ARCHIVE) == "ORIGINALS_HELD"
            assert desk.last.detail == "m1"
            desk.act(a.MoveOriginal(code="m1", custody=on_its_way, tracking="EM1"), "u01")
        desk.act(a.MoveOriginal(code="m1", custody=Custody.RETURNED), "u01")
        desk.act(ARCHIVE)
        assert desk.is_in(S.ARCHIVED)
        assert desk.no(a.MoveOriginal(code="m1", custody=Custody.HELD), "u01") == "APPLICATION_STATE"


def test_what_is_mailed_has_a_number_and_what_is_back_stays_with_its_owner() -> None:
    desk = received("m1")
    assert desk.no(a.MoveOriginal(code="m1", custody=Custody.MAILED), "u01") == "TRACKING_NEEDED"
    desk.act(a.MoveOriginal(code="m1", custody=Custody.RETURNED), "u01")
    assert desk.no(a.MoveOriginal(code="m1", custody=Custody.HELD), "u01") == "CUSTODY_STATE"
