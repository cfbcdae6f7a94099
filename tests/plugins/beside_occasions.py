"""Acts beside the rows of the transition table: they prepare a row, or are free in many states."""

from __future__ import annotations

from typing import Final

from filed_cases import HEALTH, HR, WORDS
from intake import CHECKED
from occasions import (
    CERTIFIED,
    CHECK,
    FEE,
    HEARD,
    ITEM_PARTS,
    LACKING,
    WANTED,
    WITH_HEARING,
    children,
    one,
)
from standing_cases import HANDED_IN

from hallctl.domain.applications import acts as a
from hallctl.domain.applications.application import MaterialState, Special, WrittenNotice
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.papers import MaterialLine
from hallctl.domain.applications.states import (
    ApplicationState,
    Channel,
    ChildState,
    Custody,
    Delivery,
    MaterialStatus,
    Payment,
)
from hallctl.domain.catalogue.kinds import (
    CertificateClass,
    SpecialKind,
)
from hallctl.domain.catalogue.versions import ProcedureStep

S = ApplicationState

_UNDECIDED: Final = (
    "SUBMITTED PRE_REVIEW PRE_REVIEW_DEFECTS INVITED RECEIVED SUPPLEMENT_PENDING SUPPLEMENT_CHECK FORWARDING "
    "LOWER_REVIEW ACCEPTED UNDER_REVIEW SPECIAL_PROCEDURE PENDING_DECISION"
)
_REVIEWED: Final = "UNDER_REVIEW LOWER_REVIEW SPECIAL_PROCEDURE"
_OF_HEALTH: Final = Special(
    id="S1",
    kind=SpecialKind.HEARING,
    origin=S.UNDER_REVIEW,
    participants=("申请人",),
    began_at=HANDED_IN,
    child=HEALTH,
)
_NOTICE: Final = WrittenNotice((MaterialLine("m2", "身份证"),), 10, "b1", HANDED_IN)

_DECIDED: Final = (
    "GRANTED REFUSED ORIGINALS_PENDING RESULT_READY AWAITING_COLLECTION UNCOLLECTED IN_TRANSIT DELIVERED "
    "COMPLETED_ON_SPOT"
)
FILED_CHECKED: Final = a.Receive(checks=CHECKED)
_EVERYWHERE: Final = " ".join(ApplicationState)

BESIDE: Final = (
    one("T40", "check_filed", FILED_CHECKED, "u01", states="RECEIVED", case={"checks": ()}),
    one(
        "T11",
        "write_notice",
        a.WriteNotice(materials=WANTED, days=10),
        "b1",
        states="RECEIVED",
        case=LACKING,
    ),
    one(
        "T11",
        "serve_notice",
        a.ServeNotice(),
        "u01",
        states="RECEIVED",
        case={"notice": _NOTICE},
        after=S.SUPPLEMENT_PENDING,
    ),
    one(
        "T16",
        "report_intake",
        a.ReportIntake(department=HR, state=ChildState.INTAKE_OK),
        "b1",
        states="RECEIVED",
        item=ITEM_PARTS,
        case={"children": children(ChildState.PUSHED)},
    ),
    one(
        "T23",
        "special_result",
        HEARD,
        "b2",
        states="UNDER_REVIEW",
        item={**WITH_HEARING, **ITEM_PARTS},
        case={"children": children(ChildState.SPECIAL_PROCEDURE), "specials": (_OF_HEALTH,)},
    ),
    one("T25", "review_material", a.ReviewMaterial(code="m1", passed=True), "b1", states=_REVIEWED),
    one(
        "T25",
        "follow_manual",
        a.FollowManual(step="1"),
        "b1",
        states=_REVIEWED,
        item={"manual_steps": ("1", "2")},
    ),
    one("T26", "sign", a.Sign(), "b1", states="PENDING_DECISION"),
    one(
        "T30",
        "new_originals_limit",
        a.NewOriginalsLimit(days=5, reason="材料在外地"),
        "chief",
        states="ORIGINALS_PENDING",
        item=CHECK,
        case={"clocks": ()},
    ),
    one(
        "T31",
        "make_certificate",
        a.MakeCertificate(certificate=CertificateClass.PERMIT),
        "b1",
        states="GRANTED",
        item=CERTIFIED,
    ),
    one(
        "T40",
        "verify_non_receipt",
        a.VerifyNonReceipt(rightly=True),
        "boss",
        states="RETURNED NOT_ACCEPTED ARCHIVED",
        case={"declined_by": "u01"},
    ),
    one("T40", "check_credit", a.CheckCredit(answer="GOOD"), "u01", states=_UNDECIDED),
    one(
        "T40",
        "fast_track",
        a.SetFastTrack(reason="老年人"),
        "b1",
        states=_UNDECIDED,
        item={"steps": (ProcedureStep("1", "核查", statutory=False),)},
    ),
    one(
        "T40",
        "choose_delivery",
        a.ChooseDelivery(mode=Delivery.MAIL, address=WORDS),
        "u09",
        states=f"{_UNDECIDED} GRANTED REFUSED ORIGINALS_PENDING RESULT_READY",
    ),
    one(
        "T32",
        "notify_collection",
        a.NotifyCollection(told_by="phone", reached=False),
        "u09",
        states="RESULT_READY",
        after=S.RESULT_READY,
    ),
    one(
        "T35",
        "exempt_publication",
        a.ExemptPublication(reason="涉及商业秘密"),
        "chief",
        states=f"{_DECIDED} ARCHIVED",
    ),
    one(
        "T36",
        "feedback",
        a.GiveFeedback(told_by="phone"),
        "u07",
        states=_DECIDED,
        case={"channel": Channel.AGENCY},
    ),
    one(
        "T36",
        "sign_list",
        a.SignList(),
        "b1",
        states=" ".join(state for state in ApplicationState if state is not S.ARCHIVED),
        clocks=(ClockKind.PAPER_FILING,),
    ),
    one("T40", "note", a.Note(text=WORDS), "u90", states=_EVERYWHERE),
    one(
        "T40",
        "move_original",
        a.MoveOriginal(code="m1", custody=Custody.TRANSFERRED),
        "u01",
        states=" ".join(state for state in ApplicationState if state is not S.ARCHIVED),
        case={"materials": (MaterialState("m1", MaterialStatus.PRESENT, originals=1, custody=Custody.HELD),)},
    ),
    one(
        "T53",
        "refund",
        a.Refund(reason="重复缴费"),
        "u01",
        states=_EVERYWHERE,
        item=FEE,
        case={"payment": Payment.PAID},
    ),
)
"""Acts that belong to a row without being it, or to T40: what is free in many states."""
