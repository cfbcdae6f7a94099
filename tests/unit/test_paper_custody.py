"""Papers and originals: to the back office on the day of receipt, and back to whom they belong."""

from datetime import datetime

import msgspec
import pytest
from case_desk import WORDS, CaseDesk, an_item, march
from intake import CHECKED, hand_in

from hallctl.contracts.paper_list_looks import CLOCKS, paper_lists
from hallctl.domain.actors import Actor
from hallctl.domain.applications import ApplicationState
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.states import Channel, Custody, MaterialStatus
from hallctl.domain.catalogue.kinds import Medium, ReviewMedium
from hallctl.domain.catalogue.versions import Material

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


# --- paper that comes later ---


def lacking(review: ReviewMedium, first: Medium = Medium.PAPER) -> CaseDesk:
    """Received on Monday 2 March without the second material, and told so."""
    materials = (Material("m1", "材料一", medium=first), Material("m2", "材料二", medium=Medium.PAPER))
    desk = CaseDesk(an_item(materials=materials, review=review))
    desk.receive("m1")
    desk.act(a.GiveOneTimeNotice(materials=(a.Wanted("m2", "未提供"),), days=30), "u01")
    return desk


def due(desk: CaseDesk, kind: ClockKind) -> datetime | None:
    running = desk.case.running(kind)
    return running.due_at if running else None


def on_lists(desk: CaseDesk, period: str) -> list[tuple[str, tuple[str, ...], bool, bool]]:
    """The sets on the lists of that month or day: by when, which materials, signed, waits."""
    lists = paper_lists([desk.case], desk.setup, period, CLOCKS)
    return [(one.period, set_.materials, set_.signed, set_.waits) for one in lists for set_ in one.entries]


def test_paper_that_is_handed_in_later_stands_on_the_list_of_the_month_in_which_it_came() -> None:
    desk = lacking(ReviewMedium.ELECTRONIC, Medium.ELECTRONIC)
    assert due(desk, K.PAPER_FILING) is None
    desk.act(hand_in("m2"), "u01", at=march(2, 10, month=4))
    assert due(desk, K.PAPER_FILING) == march(1, 0, month=5)
    assert on_lists(desk, "2026-03") == []
    assert [line[0] for line in on_lists(desk, "2026-04")] == ["2026-04"]


def test_what_comes_after_the_list_was_signed_goes_with_the_next() -> None:
    desk = lacking(ReviewMedium.ELECTRONIC)
    desk.act(a.SignList(), "u08", at=march(31, 16))
    desk.act(hand_in("m2"), "u01", at=march(2, 10, month=4))
    assert due(desk, K.PAPER_FILING) == march(1, 0, month=5)
    assert on_lists(desk, "2026-03") == [("2026-03", ("m1",), True, False)]
    assert on_lists(desk, "2026-04") == [("2026-04", ("m2",), False, True)]
    desk.act(a.SignList(), "u08", at=march(30, 16, month=4))
    assert on_lists(desk, "2026-04") == [("2026-04", ("m2",), True, False)]


def test_what_comes_while_the_list_is_open_goes_with_it_be_it_late() -> None:
    for month in (3, 4):
        desk = lacking(ReviewMedium.ELECTRONIC)
        desk.act(hand_in("m2"), "u01", at=march(9, 10, month=month))
        assert [clock.id for clock in desk.case.clocks if clock.kind is K.PAPER_FILING] == ["C13-1"]
        assert on_lists(desk, "2026-03") == [("2026-03", ("m1", "m2"), False, True)]
        desk.act(a.SignList(), "u08")
        assert on_lists(desk, "2026-03") == [("2026-03", ("m1", "m2"), True, False)]


def test_paper_that_is_handed_in_later_goes_to_the_back_office_the_same_day() -> None:
    desk = lacking(ReviewMedium.PAPER_REQUIRED)
    desk.act(a.MoveOriginal(code="m1", custody=Custody.TRANSFERRED), "u01", at=march(2, 17))
    desk.act(hand_in("m2"), "u04", at=march(5, 16))
    assert due(desk, K.PAPER_TRANSFER) == march(6, 0)
    assert on_lists(desk, "2026-03-02") == [("2026-03-02", ("m1",), True, False)]
    assert on_lists(desk, "2026-03-05") == [("2026-03-05", ("m2",), False, True)]
    desk.at_time(march(6, 0))
    assert desk.warnings() == [("PAPER_TRANSFER_LATE", march(6, 0))]
    assert [clock.liable for clock in desk.case.clocks if clock.kind is K.PAPER_TRANSFER] == ["u01", "u04"]


def test_a_list_of_paper_has_no_files_but_originals_that_were_taken_in() -> None:
    files = Material("m4", "材料四", medium=Medium.ELECTRONIC)
    materials = (*(Material(code, code) for code in ("m1", "m2", "m3")), files)
    desk = CaseDesk(an_item(materials=materials, review=ReviewMedium.ELECTRONIC))
    desk.submit()
    handed = (
        a.HandedIn(code="m1", copies=1, medium=Medium.ELECTRONIC.value),
        a.HandedIn(code="m2", originals=1, medium=Medium.ELECTRONIC.value),
        a.HandedIn(code="m3", copies=1, medium=Medium.PAPER.value),
        a.HandedIn(code="m4", copies=1),
    )
    desk.act(a.Receive(checks=CHECKED, materials=handed), "u01")
    assert on_lists(desk, "2026-03") == [("2026-03", ("m2", "m3"), False, True)]


def test_what_the_applicant_hands_in_from_home_is_no_paper() -> None:
    desk = lacking(ReviewMedium.ELECTRONIC, Medium.ELECTRONIC)
    from_home = msgspec.structs.replace(desk.asked(hand_in("m2")), code=desk.case.code)
    desk.do(from_home, Actor.public("portal"))
    row = desk.case.material("m2")
    assert row is not None
    assert row.medium == Medium.ELECTRONIC.value
    assert due(desk, K.PAPER_FILING) is None


def test_what_is_filed_as_missing_from_home_is_asked_for_as_the_catalogue_has_it() -> None:
    desk = CaseDesk(an_item(materials=(Material("m1", "材料一", medium=Medium.PAPER),)))
    desk.submit(Channel.ONLINE, materials=(a.HandedIn(code="m1", status=MaterialStatus.MISSING),))
    row = desk.case.material("m1")
    assert row is not None
    assert row.medium == ""
