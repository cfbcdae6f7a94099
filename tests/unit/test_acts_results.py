"""Results on their way, by the dates that the requirements name."""

from datetime import datetime
from typing import Any

import pytest
from case_desk import WHO, WORDS, CaseDesk, an_item, march
from halls import WINDOWS, clerk
from msgspec.structs import replace as changed

from hallctl.domain import events as e
from hallctl.domain.actors import Actor
from hallctl.domain.applications import ApplicationState
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.clock_rules import ClockRules, DeliveryStop
from hallctl.domain.applications.papers import DocumentKind, SealedText
from hallctl.domain.applications.states import Channel, Delivery, Payment
from hallctl.domain.catalogue.kinds import InstantClass
from hallctl.domain.catalogue.versions import Fee
from hallctl.domain.letters import Letter
from hallctl.domain.messages import MessageKind
from hallctl.domain.posts import Power
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import WindowKind

S, K, D = ApplicationState, ClockKind, DocumentKind
HOME = SealedText("address-1", "digest-3")
MAIL = a.ChooseDelivery(mode=Delivery.MAIL, address=HOME)
COLLECT = a.ChooseDelivery(mode=Delivery.COLLECT)
TOLD = a.NotifyCollection(told_by="sms")
SENT = a.DispatchMail(tracking="EM000000001CN", carrier="邮政")
SIGNED = a.Delivered(proof="signature-1")


def ready(delivery: a.Act | None = None, at: datetime | None = None, **more: Any) -> CaseDesk:
    """A result that is with the result window, decided `at` that time."""
    item = an_item("m1", **more.pop("item", {}))
    desk = CaseDesk(item, **more)
    desk.pending()
    if at is not None:
        desk.at_time(at)
    desk.act(a.GrantIt(text=WORDS), "u10")
    if delivery is not None:
        desk.act(delivery, "u01")
    desk.act(a.HandOverResult())
    return desk


def late(desk: CaseDesk) -> list[tuple[str, datetime]]:
    return [(warning, at) for warning, at in desk.warnings() if warning.endswith("_LATE")]


def messages(desk: CaseDesk) -> list[MessageKind]:
    """What the applicant is told since the decision."""
    waiting = desk.day.state.messages.values()
    return [one.kind for one in waiting if one.kind is not MessageKind.ACCEPTED]


# --- how it comes ---


@pytest.mark.req("DLV-02")
def test_the_applicant_chooses_and_is_asked_where_nothing_was_chosen() -> None:
    desk = CaseDesk(an_item("m1"))
    desk.granted()
    assert desk.act(a.HandOverResult()).warnings == ("DELIVERY_UNCHOSEN",)
    assert messages(desk) == [MessageKind.CHOOSE_DELIVERY]
    assert desk.no(a.ChooseDelivery(mode=Delivery.MAIL), "u01") == "ADDRESS_NEEDED"
    desk.act(MAIL, "u01")
    assert (desk.case.delivery, desk.case.address, desk.case.payment) == (Delivery.MAIL, HOME, Payment.NONE)
    kept = CaseDesk(an_item("m1", mail_allowed=False))
    kept.granted()
    assert kept.no(MAIL, "u01") == "MAIL_NOT_ALLOWED"
    kept.act(COLLECT, "u01")
    assert kept.act(a.HandOverResult()).warnings == ()
    assert messages(kept) == [MessageKind.RESULT_READY]
    unmailed = CaseDesk(an_item("m1", mail_allowed=False))
    unmailed.granted()
    unmailed.act(a.HandOverResult())
    assert messages(unmailed) == [MessageKind.RESULT_READY], "there is nothing to choose"


def test_the_applicant_chooses_with_the_code_of_the_case() -> None:
    desk = CaseDesk(an_item("m1"))
    desk.granted()
    asked = desk.asked(COLLECT)
    web = Actor.public("web")
    with pytest.raises(Refused, match="FILING_UNKNOWN"):
        desk.do(asked, web)
    desk.do(changed(asked, code=desk.case.code), web)
    assert desk.case.delivery is Delivery.COLLECT


@pytest.mark.req("DLV-03")
def test_mail_needs_the_parcels_number() -> None:
    desk = ready(MAIL)
    assert desk.no(a.DispatchMail(tracking=" "), "u09") == "TRACKING_NEEDED"
    assert desk.is_in(S.RESULT_READY)
    moved = desk.act(SENT, "u09")
    assert (moved.step, desk.case.state, desk.case.tracking) == ("T33", S.IN_TRANSIT, "EM000000001CN")
    assert ready(COLLECT).no(SENT, "u09") == "DELIVERY_MODE"


@pytest.mark.req("DLV-09")
def test_materials_come_by_courier_and_the_result_goes_back_the_same_way() -> None:
    desk = CaseDesk(an_item("m1"), now=march(2, 9))
    scanned = march(3, 10, 15)
    desk.at_time(scanned)
    desk.submit(Channel.COURIER)
    desk.receive()
    assert (desk.case.channel, desk.case.submitted_at, desk.case.received_at) == (
        Channel.COURIER,
        scanned,
        scanned,
    )
    desk.act(a.Accept(), "u01")
    desk.act(MAIL, "u01")
    desk.act(a.Transmit(), "u01")
    desk.review()
    desk.act(a.GiveOpinion(favourable=True, text=WORDS))
    desk.act(a.GrantIt(text=WORDS), "u10")
    desk.act(a.HandOverResult())
    desk.act(SENT, "u09")
    desk.act(SIGNED, "u09")
    (receipt,) = desk.documents(D.DELIVERY_RECEIPT)
    assert (receipt.facts.mode, receipt.facts.authority) == ("MAIL", "邮政")


# --- delivered in time ---


@pytest.mark.req("CLK-08")
def test_a_result_is_served_within_ten_days_after_the_decision() -> None:
    desk = ready(COLLECT, march(2))
    desk.at_time(march(20))
    warned = [(warning, at) for warning, at in desk.warnings() if "DELIVERY" in warning]
    assert warned == [("DELIVERY_DUE", march(13, 0)), ("DELIVERY_LATE", march(17, 0))]
    told = ready(COLLECT, march(2))
    told.act(TOLD, "u09", march(5))
    assert (told.case.state, told.due(K.DELIVERY)) == (S.AWAITING_COLLECTION, None)
    told.act(SIGNED, "u09", march(20))
    assert late(told) == [("SIGNED_LATE", march(17, 0))]


@pytest.mark.parametrize(
    ("stop", "told", "sent"),
    [
        (DeliveryStop.NOTIFIED, True, True),
        (DeliveryStop.DISPATCHED, False, True),
        (DeliveryStop.SIGNED, False, False),
    ],
)
def test_the_hall_says_what_counts_as_served(stop: DeliveryStop, told: bool, sent: bool) -> None:
    rules = ClockRules(delivery_stop=stop)
    collected = ready(COLLECT, clocks=rules)
    collected.act(TOLD, "u09")
    assert (collected.due(K.DELIVERY) is None) is told
    mailed = ready(MAIL, clocks=rules)
    mailed.act(SENT, "u09")
    assert (mailed.due(K.DELIVERY) is None) is sent
    mailed.act(SIGNED, "u09")
    assert mailed.due(K.DELIVERY) is None


def test_who_was_not_reached_is_told_again() -> None:
    desk = ready(COLLECT)
    moved = desk.act(changed(TOLD, reached=False), "u09")
    assert (moved.step, moved.warnings, desk.case.state) == (
        "T32",
        ("APPLICANT_NOT_REACHED",),
        S.RESULT_READY,
    )
    assert desk.no(TOLD, "u07") == "POWER_NOT_HELD"
    desk.act(TOLD, "u09")
    assert list(desk.day.state.results) == [desk.name]
    desk.act(SIGNED, "u09")
    assert desk.day.state.results == {}


def test_what_is_not_collected_is_kept_and_still_handed_out_or_mailed() -> None:
    desk = ready(COLLECT, march(2))
    desk.act(TOLD, "u09")
    desk.at_time(march(3, month=5))
    assert desk.is_in(S.UNCOLLECTED)
    reminded = [at for warning, at in desk.warnings() if warning == "COLLECTION_DUE"]
    assert reminded == [march(13, 0), march(2, 0, month=4)]
    assert list(desk.day.state.results) == [desk.name]
    assert desk.no(a.ChooseMail(), "u01") == "ADDRESS_NEEDED"
    moved = desk.act(a.ChooseMail(address=HOME), "u01")
    assert (moved.step, desk.case.state, desk.case.delivery) == ("T50", S.RESULT_READY, Delivery.MAIL)
    desk.act(SENT, "u09")
    desk.act(SIGNED, "u09")
    assert desk.is_in(S.DELIVERED)


def test_what_comes_back_gets_its_days_anew_and_may_be_collected_instead() -> None:
    desk = ready(MAIL, march(2))
    desk.act(SENT, "u09", march(4))
    moved = desk.act(a.Undeliverable(reason="无人签收"), "u09", march(9))
    assert (moved.step, desk.case.state, desk.case.tracking) == ("T49", S.RESULT_READY, None)
    assert moved.warnings == ("DELIVERY_UNCHOSEN",)
    assert desk.due(K.DELIVERY) == march(24, 0)
    assert [clock.id for clock in desk.case.clocks if clock.kind is K.SIGNED] == ["C31-1"]
    desk.act(COLLECT, "u01")
    desk.act(TOLD, "u09")
    assert desk.is_in(S.AWAITING_COLLECTION)


# --- by whom ---


def test_results_leave_by_the_result_window_or_by_letter() -> None:
    desk = ready(COLLECT)
    letter = Letter(
        id="L1",
        number="2026-1",
        department="人社局",
        person="u01",
        items=("A1",),
        powers=(Power.RECEIVE,),
        signed_on=march(1).date(),
        since=march(1).date(),
        until=march(31).date(),
    )
    state = desk.day.state
    state.letters, state.lettered, state.tests = {"L1": letter}, ["u01"], {"u01": {"A1": march(1).date()}}
    assert desk.no(SIGNED, "u01") == "POWER_NOT_HELD"
    state.letters = {"L1": changed(letter, powers=(Power.RECEIVE, Power.DELIVER_RESULT))}
    desk.act(SIGNED, "u01")
    assert desk.is_in(S.DELIVERED)
    spot = CaseDesk(an_item("m1", instant=InstantClass.ON_SPOT), staff=[clerk("u01", "A1")])
    spot.receive()
    spot.act(a.FinishOnSpot(), "u01")
    (row,) = spot.documents(D.DELIVERY_RECEIPT)
    assert (row.facts.mode, spot.case.delivered_at) == ("ON_SPOT", march(2, 9))


def test_a_front_office_hands_out_only_where_there_is_no_result_window() -> None:
    assert ready(COLLECT).no(SIGNED, "u04") == "RESULT_WINDOW"
    others = {window.id: window for window in WINDOWS if window.kind is not WindowKind.RESULT}
    desk = ready(COLLECT, windows=others)
    desk.act(SIGNED, "u04")
    assert desk.is_in(S.DELIVERED)


def test_a_signature_is_proven_and_not_of_tomorrow() -> None:
    desk = ready(MAIL, march(3))
    desk.act(SENT, "u09", march(4))
    assert desk.no(a.Delivered(proof=" "), "u09") == "PROOF_NEEDED"
    assert desk.no(changed(SIGNED, signed_at=march(5)), "u09") == "TIME_AHEAD"
    assert desk.no(changed(SIGNED, signed_at=march(2)), "u09") == "TIME_BEFORE"
    moved = desk.act(changed(SIGNED, signed_at=march(4, 9), receiver=WORDS), "u09")
    (receipt,) = moved.documents
    assert (desk.case.delivered_at, receipt.facts.at, receipt.facts.mode) == (
        march(4, 9),
        march(4, 9),
        "MAIL",
    )
    assert (receipt.facts.text, receipt.facts.authority) == (WORDS, "邮政")


# --- fees ---


@pytest.mark.req("DLV-11")
def test_no_granted_result_leaves_the_hall_while_its_fee_is_due() -> None:
    fee = {"fee": Fee(2500, "财综〔2020〕1号", "每件25元")}
    for delivery, act in ((COLLECT, SIGNED), (MAIL, SENT)):
        desk = ready(delivery, item=fee)
        assert desk.case.payment is Payment.DUE
        assert desk.no(act, "u09") == "PAYMENT_DUE"
        assert desk.no(a.Pay(proof=" "), "u01") == "PROOF_NEEDED"
        (receipt,) = desk.act(a.Pay(proof="POS-1"), "u01").documents
        assert receipt.kind is D.PAYMENT_RECEIPT
        assert (receipt.facts.amount, receipt.facts.basis, receipt.facts.standard) == (
            2500,
            "财综〔2020〕1号",
            "每件25元",
        )
        desk.act(act, "u09")
    spot = CaseDesk(an_item("m1", instant=InstantClass.ON_SPOT, **fee), staff=[clerk("u01", "A1")])
    spot.receive()
    assert spot.no(a.FinishOnSpot(), "u01") == "PAYMENT_DUE"
    spot.act(a.Pay(proof="POS-2"), "u01")
    spot.act(a.FinishOnSpot(), "u01")


def test_a_refusal_is_served_whatever_is_due_and_fees_are_let_off_or_given_back_for_a_reason() -> None:
    desk = CaseDesk(an_item("m1", fee=Fee(2500, "basis", "standard")))
    desk.pending(favourable=False)
    desk.act(a.RefuseIt(text=WORDS), "u10")
    desk.act(a.HandOverResult())
    desk.act(SIGNED, "u09")
    other = CaseDesk(an_item("m1", fee=Fee(2500, "basis", "standard")))
    other.receive()
    assert other.no(a.Exempt(reason=" "), "u08") == "REASON_NEEDED"
    assert other.no(a.Refund(reason="撤回"), "u01") == "PAYMENT_STATE"
    other.act(a.Pay(proof="POS-3"), "u01")
    assert other.no(a.Exempt(reason="低保"), "u08") == "PAYMENT_STATE"
    other.act(a.Withdraw(), "u01")
    other.act(a.Refund(reason="撤回"), "u01")
    assert other.case.payment is Payment.REFUNDED
    let_off = CaseDesk(an_item("m1", fee=Fee(2500, "basis", "standard")))
    let_off.receive()
    let_off.act(a.Exempt(reason="低保"), "u08")
    assert (let_off.case.payment, let_off.case.applicant) == (Payment.EXEMPT, WHO)


def test_every_step_leaves_exactly_one_event() -> None:
    desk = ready(COLLECT)
    desk.act(TOLD, "u09")
    moved = [r.event for r in desk.records if isinstance(r.event, e.ApplicationMoved)]
    revisions = [event.revision for event in moved]
    assert revisions == sorted(set(revisions))
