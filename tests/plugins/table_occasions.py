"""What somebody says to bring about each row of the transition table, and the case that allows it."""

from __future__ import annotations

from typing import Final

from filed_cases import HEALTH, HR, MANDATE, WORDS
from intake import CHECKED
from occasions import (
    CERTIFIED,
    CHECK,
    EVERYTHING,
    FEE,
    HEARD,
    HEARING,
    INSTANT,
    ITEM_PARTS,
    LACKING,
    MADE,
    ON_SITE,
    OPINION,
    PROMISED,
    WANTED,
    WITH_HEARING,
    Fields,
    Occasion,
    children,
    one,
    rows,
)
from standing_cases import HANDED_IN, NAME

from hallctl.domain.applications import acts as a
from hallctl.domain.applications.application import Child
from hallctl.domain.applications.clock import ClockKind as K
from hallctl.domain.applications.papers import DocumentKind, DocumentRef
from hallctl.domain.applications.states import (
    ApplicationState,
    Channel,
    ChildState,
    Credit,
    Delivery,
    MaterialStatus,
    Payment,
)
from hallctl.domain.catalogue.kinds import (
    ReviewMedium,
    Scope,
    SpecialKind,
)
from hallctl.domain.catalogue.versions import Period

S = ApplicationState


def on_paper(number: str, event: str, case: Fields, *codes: str) -> tuple[Occasion, ...]:
    """The same with materials on paper, which is handed over by the month or the same day."""
    act = a.HandIn(materials=tuple(a.HandedIn(code=code, copies=2, medium="PAPER") for code in codes))
    return tuple(
        one(number, event, act, "u01", item={"review": review}, case=case) for review in ReviewMedium
    )


INTAKE: Final = (
    one("T02", "send_to_pre_review", a.SendToPreReview(), item=ON_SITE),
    one("T03", "pre_review_ok", a.PreReviewOk(), "b1", item=ON_SITE),
    one("T04", "pre_review_defects", a.PreReviewDefects(materials=WANTED), "b1", item=ON_SITE),
    one(
        "T05",
        "receive",
        a.Receive(checks=CHECKED, materials=EVERYTHING),
        "u01",
        item={"review": ReviewMedium.PAPER_REQUIRED},
    ),
    one("T05", "receive", a.Receive(checks=CHECKED, materials=EVERYTHING), "u01"),
    one(
        "T05",
        "receive",
        a.Receive(checks=CHECKED, materials=EVERYTHING),
        "u01",
        case={"channel": Channel.AGENCY, "mandate": MANDATE},
    ),
    one(
        "T06",
        "finish_on_spot",
        a.FinishOnSpot(),
        "chief",
        item=INSTANT,
        case={"materials": rows()},
    ),
    one(
        "T06",
        "finish_on_spot",
        a.FinishOnSpot(),
        "chief",
        item=INSTANT,
        case={"materials": rows(), "channel": Channel.AGENCY, "mandate": MANDATE},
    ),
    one("T07", "not_required", a.NotRequired(text=WORDS, basis="行政许可法第三十二条"), "u01"),
    one("T08", "not_competent", a.NotCompetent(authority="州人社局"), "u01"),
    one(
        "T09",
        "return",
        a.GiveBack(text=WORDS, authority="州人社局"),
        "chief",
        item={"scope": Scope.RECEIVE_ONLY},
    ),
    one("T10", "accept", a.Accept(), "u01"),
    one(
        "T10",
        "accept",
        a.Accept(promise=WORDS, promise_days=5),
        "u01",
        case={"materials": rows(m3=MaterialStatus.MISSING), "credit": Credit.GOOD},
    ),
    one(
        "T10",
        "accept",
        a.Accept(),
        "u01",
        item=ITEM_PARTS,
        case={"children": children(ChildState.INTAKE_OK)},
    ),
    one("T10", "accept", a.AutoAccept(), item={"auto_approve": True}),
    one("T11", "one_time_notice", a.GiveOneTimeNotice(materials=WANTED, days=10), "u01", case=LACKING),
    one("T12", "deem_accepted", a.DeemAccepted()),
    one(
        "T12",
        "deem_accepted",
        a.DeemAccepted(),
        item=ITEM_PARTS,
        case={"children": children(ChildState.PUSHED)},
    ),
    one("T13", "supplement_complete", a.SupplementComplete(), "u01"),
    one(
        "T13",
        "supplement_complete",
        a.SupplementComplete(),
        "u01",
        item=ITEM_PARTS,
        case={"children": children(ChildState.INTAKE_DEFECTS, missing=("m2",))},
    ),
    one(
        "T14",
        "supplement_partial",
        a.HandIn(materials=(a.HandedIn(code="m2", copies=1),)),
        "u01",
        case=LACKING,
    ),
    *on_paper("T14", "supplement_partial", LACKING, "m2"),
    one("T15", "lapse_supplement", a.LapseSupplement()),
    one("T16", "split_joint", a.SplitJoint(), "u01", item=ITEM_PARTS),
    one("T17", "start_lower_review", a.StartLowerReview(), "b1", item={"lower_review": Period(20)}),
    one(
        "T18",
        "report_up",
        a.ReportUp(text=WORDS, materials=("m1", "m2", "m3")),
        "chief",
        item={"lower_review": Period(20)},
    ),
    one(
        "T19",
        "forward",
        a.Forward(authority="州人社局"),
        "u01",
        item={"forwarding": Period(5)},
        case={"documents": ()},
    ),
    one("T20", "superior_received", a.SuperiorReceived(), "b1", item={"forwarding": Period(5)}),
    one("T41", "auto_receive", a.AutoReceive()),
    one(
        "T42",
        "hand_in_complete",
        a.HandIn(materials=(a.HandedIn(code="m2", copies=1), a.HandedIn(code="m3", copies=2))),
        "u01",
        case=LACKING,
    ),
    *on_paper("T42", "hand_in_complete", LACKING, "m2", "m3"),
    one("T43", "supplement_check_failed", a.SupplementCheckFailed(materials=(a.Wanted("m2"),)), "u01"),
    one("T44", "resubmit", a.Resubmit(materials=EVERYTHING), "u01", item=ON_SITE),
    one("T45", "lapse_return", a.LapseReturn(), item=ON_SITE),
    one("T46", "hand_to_department", a.HandToDepartment(), "u01"),
    one(
        "T47",
        "tolerance_material_in",
        a.HandIn(materials=(a.HandedIn(code="m3", copies=2),)),
        "u01",
        case=PROMISED,
        clocks=(K.TOLERANCE,),
    ),
    *on_paper("T47", "tolerance_material_in", PROMISED, "m3"),
)


REVIEW: Final = (
    one("T21", "transmit", a.Transmit(), "u01"),
    one("T22", "start_special", HEARING, "b1", item=WITH_HEARING),
    one(
        "T22",
        "start_special",
        a.StartSpecial(kind=SpecialKind.HEARING, participants=("申请人",), value=5, department=HEALTH),
        "b2",
        states="UNDER_REVIEW",
        item={**WITH_HEARING, **ITEM_PARTS},
        case={"children": children(ChildState.UNDER_REVIEW)},
        after=S.UNDER_REVIEW,
    ),
    one("T23", "special_result", HEARD, "b1", item=WITH_HEARING, after=S.UNDER_REVIEW),
    one("T24", "extend", a.Extend(clock=K.PROMISE, days=5, approver="局长", reason="案情复杂"), "b1"),
    one("T25", "opinion", OPINION, "b1"),
    one(
        "T25",
        "opinion",
        a.GiveOpinion(favourable=True, text=WORDS, department=HR),
        "b1",
        item=ITEM_PARTS,
        case={
            "children": (
                Child(department=HR, state=ChildState.UNDER_REVIEW),
                Child(department=HEALTH, state=ChildState.OPINION_GRANT),
            )
        },
    ),
    one("T48", "send_back", a.SendBack(reason="补充勘验"), "chief"),
    one("T26", "grant", a.GrantIt(), "chief", clocks=(K.JOINT,)),
    one("T26", "grant", a.AutoGrant(), item={"auto_approve": True}),
    one("T27", "refuse", a.RefuseIt(text=WORDS, reason="不符合条件"), "chief", clocks=(K.JOINT, K.TOLERANCE)),
    one("T28", "need_originals", a.NeedOriginals(), "u01", item=CHECK),
    one("T29", "originals_ok", a.OriginalsOk(), "u01", item=CHECK),
    one("T30", "originals_fail", a.OriginalsFail(text=WORDS), "u01", item=CHECK),
)

_MAILED: Final = {"delivery": Delivery.MAIL}
_DUE: Final = {"payment": Payment.DUE}
_FILE: Final = {
    "documents": tuple(
        DocumentRef(f"{NAME}-{kind.value}-1", kind, f"{kind.value}-1", HANDED_IN) for kind in DocumentKind
    ),
}

RESULTS: Final = (
    one("T31", "hand_over_result", a.HandOverResult(), "b1", item=CERTIFIED, case=MADE),
    one("T32", "notify_collection", a.NotifyCollection(told_by="sms"), "u09"),
    one("T33", "dispatch_mail", a.DispatchMail(tracking="EM1", carrier="邮政"), "u09", case=_MAILED),
    one("T34", "delivered", a.Delivered(proof="签收"), "u09", clocks=(K.UNCOLLECTED,)),
    one("T35", "publish", a.Publish(), "b1"),
    one("T36", "archive", a.Archive(list_signed=True), "u01", case=_FILE, clocks=(K.PAPER_FILING,)),
    one("T37", "withdraw", a.Withdraw(text=WORDS), "u01", clocks=(K.STAGE,)),
    one(
        "T38",
        "revoke",
        a.Revoke(text=WORDS, falsified=True),
        "chief",
        case={"outcome": "GRANTED"},
        clocks=(K.STAGE,),
    ),
    one("T39", "reassign", a.Reassign(person="u02", reason="休假"), "u91"),
    one("T49", "undeliverable", a.Undeliverable(reason="地址不详"), "u09", case={"clocks": ()}),
    one("T50", "choose_mail", a.ChooseMail(address=WORDS), "u09", clocks=(K.UNCOLLECTED,)),
    one("T51", "uncollected", a.LeaveUncollected()),
    one("T52", "exempt", a.Exempt(reason="低保对象"), "b1", item=FEE, case=_DUE),
    one("T53", "pay", a.Pay(proof="P-1"), "u01", item=FEE, case=_DUE),
)

OCCASIONS: Final = (*INTAKE, *REVIEW, *RESULTS)
