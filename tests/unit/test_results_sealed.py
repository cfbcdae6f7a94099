"""No result leaves the hall without the seal that the hall has for it; who has none stamps by hand."""

from dataclasses import replace

import pytest
from case_desk import WORDS, CaseDesk
from sealed_results import (
    BY_ITSELF,
    CUSTODY,
    HANDED_OVER,
    KEEPER,
    OF_BUREAU,
    OF_OTHERS,
    SENT,
    SIGNED,
    a_desk,
    begin,
    drawn,
    take,
)

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import ApplicationState as S
from hallctl.domain.applications.states import Delivery
from hallctl.domain.catalogue.kinds import CertificateClass, InstantClass
from hallctl.domain.seals import Seal, SealingMode


def seals_on(desk: CaseDesk) -> dict[D, str | None]:
    return {one.kind: one.seal for one in desk.case.documents}


def test_a_decision_is_sealed_before_its_department_hands_it_over_and_the_refusal_says_by_whom() -> None:
    desk = a_desk(OF_BUREAU, OF_OTHERS)
    desk.granted()
    assert desk.no(HANDED_OVER) == "RESULT_UNSEALED"
    assert "准予许可决定书" in desk.last.detail
    assert "bureau" in desk.last.detail
    assert KEEPER in desk.last.detail
    assert "others" not in desk.last.detail, "another department's seal is no way out"
    begin(desk, D.GRANT_DECISION)
    desk.act(HANDED_OVER)  # that the seal is just being put on is enough inside the hall
    assert desk.is_in(S.RESULT_READY)


def test_nothing_is_handed_out_before_the_certificate_bears_its_seal_too() -> None:
    desk = a_desk(OF_BUREAU)
    desk.granted()
    begin(desk, D.GRANT_DECISION)
    desk.act(HANDED_OVER)
    assert desk.no(SIGNED, "u09") == "DOCUMENT_DRAWING"
    drawn(desk)
    assert desk.no(SIGNED, "u09") == "RESULT_UNSEALED"
    assert "证照" in desk.last.detail
    begin(desk, D.CERTIFICATE)
    assert desk.no(SIGNED, "u09") == "DOCUMENT_DRAWING"
    drawn(desk)
    desk.act(SIGNED, "u09")
    assert desk.is_in(S.DELIVERED)


def test_a_refusal_is_mailed_under_seal_and_what_the_carrier_has_is_not_held_up() -> None:
    desk = a_desk(OF_BUREAU)
    desk.pending(favourable=False)
    desk.act(a.RefuseIt(reason="不符合条件", basis="第三十八条", text=WORDS), "u10")
    begin(desk, D.REFUSAL_DECISION)
    desk.act(a.HandOverResult())
    desk.act(a.ChooseDelivery(mode=Delivery.MAIL, address=WORDS), "u01")
    assert desk.no(SENT, "u09") == "DOCUMENT_DRAWING"
    drawn(desk)
    desk.act(SENT, "u09")
    desk.act(SIGNED, "u09")
    assert desk.is_in(S.DELIVERED)


def test_an_automatic_seal_goes_on_what_is_decided_and_made_while_its_keeper_has_it_out() -> None:
    desk = a_desk(BY_ITSELF)
    take(desk)
    desk.granted()
    desk.act(HANDED_OVER)
    uses = [record.event for record in desk.records if isinstance(record.event, e.DocumentSealing)]
    assert [(use.document[-6:-2], use.seal, use.person) for use in uses] == [
        ("-D10", "bureau", KEEPER),
        ("-D12", "bureau", KEEPER),
    ]
    drawn(desk)
    desk.act(SIGNED, "u09")
    assert seals_on(desk) == {D.ACCEPTANCE_NOTICE: None, D.RECEIPT_NOTICE: None, D.REVIEW_OPINION: None} | {
        D.GRANT_DECISION: "bureau",
        D.CERTIFICATE: "bureau",
        D.DELIVERY_RECEIPT: None,
    }


def test_an_automatic_seal_that_is_locked_away_seals_nothing() -> None:
    desk = a_desk(BY_ITSELF)
    take(desk)
    desk.do(c.CloseSeal(seal="bureau"), desk.as_(KEEPER))
    desk.granted()
    drawn(desk)
    assert desk.no(HANDED_OVER) == "RESULT_UNSEALED"


@pytest.mark.parametrize(
    ("seals", "mode"),
    [
        ((), SealingMode.ELECTRONIC),
        ((CUSTODY,), SealingMode.ELECTRONIC),
        ((OF_OTHERS,), SealingMode.ELECTRONIC),
        ((OF_BUREAU,), SealingMode.BY_HAND),
    ],
    ids=["no seals", "none for results", "another department's", "by hand"],
)
def test_what_the_hall_has_no_seal_for_is_stamped_by_hand(seals: tuple[Seal, ...], mode: SealingMode) -> None:
    desk = a_desk(*seals, mode=mode)
    desk.granted()
    desk.act(HANDED_OVER)
    desk.act(SIGNED, "u09")
    assert desk.is_in(S.DELIVERED)


# --- on the spot ---

FINISH = a.FinishOnSpot(certificate=CertificateClass.PERMIT)


def test_what_is_finished_on_the_spot_needs_a_seal_that_is_out() -> None:
    desk = a_desk(OF_BUREAU, instant=InstantClass.ON_SPOT)
    desk.receive()
    assert desk.no(FINISH, "u10") == "RESULT_UNSEALED"
    take(desk)
    assert desk.no(FINISH, "u10") == "RESULT_UNSEALED", "it is out elsewhere, and goes on nothing by itself"


def test_whoever_has_the_seal_out_at_the_own_window_seals_in_the_act() -> None:
    keeps = replace(OF_BUREAU, custodians=frozenset({"u10"}))
    desk = a_desk(keeps, instant=InstantClass.ON_SPOT)
    desk.receive()
    take(desk, person="u10")
    desk.act(FINISH, "u10")
    drawn(desk)
    assert seals_on(desk)[D.GRANT_DECISION] == "bureau"
    assert seals_on(desk)[D.CERTIFICATE] == "bureau"
    assert desk.is_in(S.COMPLETED_ON_SPOT)


def test_an_automatic_seal_serves_every_window() -> None:
    desk = a_desk(BY_ITSELF, instant=InstantClass.ON_SPOT)
    desk.receive()
    take(desk)
    desk.act(FINISH, "u10")
    drawn(desk)
    assert seals_on(desk)[D.CERTIFICATE] == "bureau"


def test_on_the_spot_a_department_without_a_seal_stamps_by_hand() -> None:
    desk = a_desk(OF_OTHERS, CUSTODY, instant=InstantClass.ON_SPOT)
    desk.receive()
    desk.act(FINISH, "u10")
    assert desk.is_in(S.COMPLETED_ON_SPOT)
