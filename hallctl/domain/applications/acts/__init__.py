"""The acts (环节) on an application: what each has to say. Which are possible when is the transition table's.

An act is data with the name of its event in the table. Free text is sealed before it comes here.
"""

from __future__ import annotations

from hallctl.domain.applications.acts.acceptance import (
    Accept,
    GiveOneTimeNotice,
    HandIn,
    ServeNotice,
    SupplementCheckFailed,
    SupplementComplete,
    WriteNotice,
)
from hallctl.domain.applications.acts.authorities import (
    Forward,
    ReportIntake,
    ReportUp,
    SplitJoint,
    StartLowerReview,
    SuperiorReceived,
)
from hallctl.domain.applications.acts.base import Act, HandedIn, Wanted, name_of
from hallctl.domain.applications.acts.by_itself import (
    AutoAccept,
    AutoGrant,
    AutoReceive,
    DeemAccepted,
    LapseReturn,
    LapseSupplement,
    LeaveUncollected,
    SendToPreReview,
)
from hallctl.domain.applications.acts.closing import (
    Archive,
    CheckCredit,
    Exempt,
    ExemptPublication,
    GiveFeedback,
    MoveOriginal,
    Note,
    Pay,
    Publish,
    Reassign,
    Refund,
    Revoke,
    SetFastTrack,
    SignList,
    Withdraw,
)
from hallctl.domain.applications.acts.counter import (
    FinishOnSpot,
    GiveBack,
    HandToDepartment,
    NotCompetent,
    NotRequired,
    PreReviewDefects,
    PreReviewOk,
    Receive,
    Resubmit,
    VerifyNonReceipt,
)
from hallctl.domain.applications.acts.results import (
    ChooseDelivery,
    ChooseMail,
    Delivered,
    DispatchMail,
    HandOverResult,
    MakeCertificate,
    NotifyCollection,
    Undeliverable,
)
from hallctl.domain.applications.acts.review import (
    Extend,
    FollowManual,
    GiveOpinion,
    GrantIt,
    NeedOriginals,
    NewOriginalsLimit,
    OriginalsFail,
    OriginalsOk,
    RefuseIt,
    ReviewMaterial,
    SendBack,
    Sign,
    SpecialResult,
    StartSpecial,
    Transmit,
)

__all__ = [
    "Accept",
    "Act",
    "AnyAct",
    "Archive",
    "AutoAccept",
    "AutoGrant",
    "AutoReceive",
    "CheckCredit",
    "ChooseDelivery",
    "ChooseMail",
    "DeemAccepted",
    "Delivered",
    "DispatchMail",
    "Exempt",
    "ExemptPublication",
    "Extend",
    "FinishOnSpot",
    "FollowManual",
    "FollowUp",
    "Forward",
    "GiveBack",
    "GiveFeedback",
    "GiveOneTimeNotice",
    "GiveOpinion",
    "GrantIt",
    "HandIn",
    "HandOverResult",
    "HandToDepartment",
    "HandedIn",
    "LapseReturn",
    "LapseSupplement",
    "LeaveUncollected",
    "MakeCertificate",
    "MoveOriginal",
    "NeedOriginals",
    "NewOriginalsLimit",
    "NotCompetent",
    "NotRequired",
    "Note",
    "NotifyCollection",
    "OriginalsFail",
    "OriginalsOk",
    "Pay",
    "PreReviewDefects",
    "PreReviewOk",
    "Publish",
    "Reassign",
    "Receive",
    "Refund",
    "RefuseIt",
    "ReportIntake",
    "ReportUp",
    "Resubmit",
    "ReviewMaterial",
    "Revoke",
    "SendBack",
    "SendToPreReview",
    "ServeNotice",
    "SetFastTrack",
    "Sign",
    "SignList",
    "SpecialResult",
    "SplitJoint",
    "StartLowerReview",
    "StartSpecial",
    "SuperiorReceived",
    "SupplementCheckFailed",
    "SupplementComplete",
    "Transmit",
    "Undeliverable",
    "VerifyNonReceipt",
    "Wanted",
    "Withdraw",
    "WriteNotice",
    "name_of",
]

AnyAct = (
    PreReviewOk | PreReviewDefects | Resubmit | Receive | FinishOnSpot | NotRequired | NotCompetent | GiveBack
    | HandToDepartment | Accept | GiveOneTimeNotice | WriteNotice | ServeNotice | HandIn | SupplementComplete
    | SupplementCheckFailed | SplitJoint | ReportIntake | StartLowerReview | ReportUp | Forward
    | SuperiorReceived | Transmit | ReviewMaterial | FollowManual | StartSpecial | SpecialResult | Extend
    | GiveOpinion | Sign | GrantIt | RefuseIt | SendBack | NeedOriginals | OriginalsOk | OriginalsFail
    | NewOriginalsLimit | HandOverResult | MakeCertificate | ChooseDelivery | NotifyCollection | DispatchMail
    | Delivered | Undeliverable | ChooseMail | Publish | ExemptPublication | Archive | Withdraw | Revoke
    | VerifyNonReceipt
    | Reassign | Note | MoveOriginal | CheckCredit | SetFastTrack | Pay | Refund | Exempt | GiveFeedback
    | SignList
)  # fmt: skip
"""Acts that somebody does; those of time are not among them."""

FollowUp = FinishOnSpot | NotRequired | NotCompetent | Accept | GiveOneTimeNotice
"""With what a session at the counter may end at once, so that no receipt notice is needed."""
