"""The acts (环节) on an application: what each has to say. Which are possible when is the transition table's.

An act is data with the name of its event in the table. Free text is sealed before it comes here.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from hallctl.domain.applications.application import CheckResult
from hallctl.domain.applications.clock import ClockKind
from hallctl.domain.applications.papers import SealedText
from hallctl.domain.applications.states import ChildState, Custody, Delivery, MaterialStatus
from hallctl.domain.catalogue.kinds import CertificateClass, SpecialKind, Unit


class Act(msgspec.Struct, frozen=True, kw_only=True, tag_field="act", gc=False):
    """Base of all acts."""


class HandedIn(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A material as it comes over the counter. `points`: review points that were ticked; `note`: why not."""

    code: str
    status: MaterialStatus = MaterialStatus.PRESENT
    originals: int = 0
    copies: int = 0
    medium: str = ""
    points: tuple[str, ...] = ()
    note: str = ""


class Wanted(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A material that is missing or wrong, and what is to be put right."""

    code: str
    note: str = ""


# --- before and at the counter (T02-T09, T41, T44, T46) ---


class PreReviewOk(Act, frozen=True, kw_only=True, tag="pre_review_ok"):
    """T03: the applicant is invited; `slot`: when, if a time was agreed."""

    slot: datetime | None = None


class PreReviewDefects(Act, frozen=True, kw_only=True, tag="pre_review_defects"):
    """T04: what has to be changed before the visit."""

    materials: tuple[Wanted, ...]


class Resubmit(Act, frozen=True, kw_only=True, tag="resubmit"):
    """T44: the applicant has changed what was found."""

    materials: tuple[HandedIn, ...] = ()


class Receive(Act, frozen=True, kw_only=True, tag="receive"):
    """T05: the five checks and each material of the list."""

    checks: tuple[CheckResult, ...]
    materials: tuple[HandedIn, ...] = ()


class FinishOnSpot(Act, frozen=True, kw_only=True, tag="finish_on_spot"):
    """T06 (B01): the result is given in the session. `certificate`: its class, where one is made."""

    certificate: CertificateClass | None = None
    text: SealedText | None = None


class NotRequired(Act, frozen=True, kw_only=True, tag="not_required"):
    """T07 (B02): the law asks for no licence. `basis`: which law says so."""

    text: SealedText
    basis: str


class NotCompetent(Act, frozen=True, kw_only=True, tag="not_competent"):
    """T08 (B03): another authority is competent."""

    authority: str
    text: SealedText | None = None
    basis: str = ""


class GiveBack(Act, frozen=True, kw_only=True, tag="return"):
    """T09: outside what this window receives; `authority`: who is competent (X4)."""

    text: SealedText
    authority: str
    basis: str = ""


class VerifyNonReceipt(Act, frozen=True, kw_only=True, tag="verify_non_receipt"):
    """Supervision has looked into why it was not taken (INT-17): rightly, or not."""

    rightly: bool
    text: SealedText | None = None


class HandToDepartment(Act, frozen=True, kw_only=True, tag="hand_to_department"):
    """T46: the back office says what comes of it."""


# --- acceptance and supplements (T10-T15, T42, T43, T47) ---


class Accept(Act, frozen=True, kw_only=True, tag="accept"):
    """T10 (B04, B05): `materials` that were put right meanwhile; `promise`: for what is still missing."""

    materials: tuple[HandedIn, ...] = ()
    promise: SealedText | None = None
    promise_days: int | None = None


class GiveOneTimeNotice(Act, frozen=True, kw_only=True, tag="one_time_notice"):
    """T11 (B06): everything that is missing, and the limit in working days. Served at once."""

    materials: tuple[Wanted, ...]
    days: int


class WriteNotice(Act, frozen=True, kw_only=True, tag="write_notice"):
    """The back office writes the one-time notice; the window serves it (INT-20)."""

    materials: tuple[Wanted, ...]
    days: int


class ServeNotice(Act, frozen=True, kw_only=True, tag="serve_notice"):
    """The written one-time notice reaches the applicant."""


class HandIn(Act, frozen=True, kw_only=True, tag="hand_in"):
    """T14, T42, T47: materials that the applicant brings later."""

    materials: tuple[HandedIn, ...]


class SupplementComplete(Act, frozen=True, kw_only=True, tag="supplement_complete"):
    """T13 (B07a): what was handed in satisfies the notice."""


class SupplementCheckFailed(Act, frozen=True, kw_only=True, tag="supplement_check_failed"):
    """T43: which listed materials are still wrong."""

    materials: tuple[Wanted, ...]


# --- several authorities (T16-T20) ---


class SplitJoint(Act, frozen=True, kw_only=True, tag="split_joint"):
    """T16 (B08): the materials go to every department that takes part."""


class ReportIntake(Act, frozen=True, kw_only=True, tag="report_intake"):
    """A department says whether its part can be accepted: INTAKE_OK, INTAKE_DEFECTS or NOT_COMPETENT."""

    department: str
    state: ChildState
    missing: tuple[Wanted, ...] = ()


class StartLowerReview(Act, frozen=True, kw_only=True, tag="start_lower_review"):
    """T17 (B09)."""


class ReportUp(Act, frozen=True, kw_only=True, tag="report_up"):
    """T18 (B09): the initial opinion and the codes of all materials go to the superior."""

    text: SealedText | None = None
    materials: tuple[str, ...] = ()
    favourable: bool = True


class Forward(Act, frozen=True, kw_only=True, tag="forward"):
    """T19 (B10): forwarded to the superior as a service."""

    authority: str


class SuperiorReceived(Act, frozen=True, kw_only=True, tag="superior_received"):
    """T20 (B10): the superior has it. `at`: when, if not now."""

    at: datetime | None = None


# --- review and decision (T21-T30, T48) ---


class Transmit(Act, frozen=True, kw_only=True, tag="transmit"):
    """T21: to the back office."""


class ReviewMaterial(Act, frozen=True, kw_only=True, tag="review_material"):
    """What the review says of one material (REV-01)."""

    code: str
    passed: bool
    text: SealedText | None = None


class FollowManual(Act, frozen=True, kw_only=True, tag="follow_manual"):
    """The result of a step of the work manual (REV-16)."""

    step: str
    passed: bool = True


class StartSpecial(Act, frozen=True, kw_only=True, tag="start_special"):
    """T22: who takes part, and how long it may take. `reason`: where it exceeds the promise (CLK-06)."""

    kind: SpecialKind
    participants: tuple[str, ...]
    value: int
    unit: Unit = Unit.WORKING_DAY
    reason: str = ""
    department: str = ""


class SpecialResult(Act, frozen=True, kw_only=True, tag="special_result"):
    """T23: the result, signed and sealed."""

    special: str
    text: SealedText
    signed: bool
    sealed: bool
    favourable: bool = True


class Extend(Act, frozen=True, kw_only=True, tag="extend"):
    """T24: more time for one clock, once. `approver`: who approved it."""

    clock: ClockKind
    days: int
    approver: str
    reason: str


class GiveOpinion(Act, frozen=True, kw_only=True, tag="opinion"):
    """T25: the proposal. `text`, or a public `reason`. `department`: for its part of a joint matter."""

    favourable: bool
    text: SealedText | None = None
    reason: str = ""
    department: str = ""


class Sign(Act, frozen=True, kw_only=True, tag="sign"):
    """A signature on the way to the decision (会签, ROLE-14)."""

    collective: bool = False


class GrantIt(Act, frozen=True, kw_only=True, tag="grant"):
    """T26. `reason`: where the decision differs from the proposal."""

    text: SealedText | None = None
    reason: str = ""
    collective: bool = False


class RefuseIt(Act, frozen=True, kw_only=True, tag="refuse"):
    """T27: reason and legal basis; the remedies stand in the document by themselves."""

    text: SealedText | None = None
    basis: str = ""
    reason: str = ""
    collective: bool = False


class SendBack(Act, frozen=True, kw_only=True, tag="send_back"):
    """T48: back to the review, `departments`: of which parts."""

    reason: str
    departments: tuple[str, ...] = ()


class NeedOriginals(Act, frozen=True, kw_only=True, tag="need_originals"):
    """T28: the applicant brings the originals."""

    slot: datetime | None = None


class OriginalsOk(Act, frozen=True, kw_only=True, tag="originals_ok"):
    """T29."""


class OriginalsFail(Act, frozen=True, kw_only=True, tag="originals_fail"):
    """T30."""

    text: SealedText
    falsified: bool = False


class NewOriginalsLimit(Act, frozen=True, kw_only=True, tag="new_originals_limit"):
    """X33: the decision holder gives another limit after C27 has expired."""

    days: int
    reason: str


# --- results (T31-T34, T49-T51) ---


class HandOverResult(Act, frozen=True, kw_only=True, tag="hand_over_result"):
    """T31: the result is made and with the window that hands it out."""

    certificate: CertificateClass | None = None
    window: str | None = None


class MakeCertificate(Act, frozen=True, kw_only=True, tag="make_certificate"):
    """The certificate (证照) is made, by whoever may (REV-12)."""

    certificate: CertificateClass


class ChooseDelivery(Act, frozen=True, kw_only=True, tag="choose_delivery"):
    """The applicant chooses how the result comes (DLV-02). `address`: for mail."""

    mode: Delivery
    address: SealedText | None = None


class NotifyCollection(Act, frozen=True, kw_only=True, tag="notify_collection"):
    """T32. `told_by`: sms, phone …; `reached`: whether it arrived (DLV-04)."""

    told_by: str
    reached: bool = True


class DispatchMail(Act, frozen=True, kw_only=True, tag="dispatch_mail"):
    """T33."""

    tracking: str
    carrier: str = ""


class Delivered(Act, frozen=True, kw_only=True, tag="delivered"):
    """T34. `proof`: signature or the carrier's word; `signed_at`: when, if not now. `receiver`: who."""

    proof: str
    signed_at: datetime | None = None
    receiver: SealedText | None = None


class Undeliverable(Act, frozen=True, kw_only=True, tag="undeliverable"):
    """T49: the parcel is back."""

    reason: str = ""


class ChooseMail(Act, frozen=True, kw_only=True, tag="choose_mail"):
    """T50: not collected, sent instead. `address`: where none is on file."""

    address: SealedText | None = None


# --- closing (T35-T40, T52, T53) ---


class Publish(Act, frozen=True, kw_only=True, tag="publish"):
    """T35."""


class ExemptPublication(Act, frozen=True, kw_only=True, tag="exempt_publication"):
    """The result stays unpublished, for a reason that the law gives."""

    reason: str


class Archive(Act, frozen=True, kw_only=True, tag="archive"):
    """T36. `list_signed`: the paper list is signed by the department."""

    list_signed: bool = False


class Withdraw(Act, frozen=True, kw_only=True, tag="withdraw"):
    """T37: by the applicant."""

    text: SealedText | None = None


class Revoke(Act, frozen=True, kw_only=True, tag="revoke"):
    """T38. `falsified`: false materials are confirmed; it goes to the credit register (REV-13)."""

    text: SealedText
    falsified: bool


class Reassign(Act, frozen=True, kw_only=True, tag="reassign"):
    """T39: another person goes on with it."""

    person: str
    reason: str


class Note(Act, frozen=True, kw_only=True, tag="note"):
    """T40: something worth keeping; `ticket`: a visit that belongs to this case."""

    text: SealedText | None = None
    ticket: str | None = None


class MoveOriginal(Act, frozen=True, kw_only=True, tag="move_original"):
    """An original goes to the back office, by courier, back to the applicant, or into the file (SEC-13)."""

    code: str
    custody: Custody
    tracking: str = ""


class CheckCredit(Act, frozen=True, kw_only=True, tag="check_credit"):
    """What the credit register answers; None: it did not (INT-25)."""

    answer: str | None


class SetFastTrack(Act, frozen=True, kw_only=True, tag="fast_track"):
    """The simplified procedure of the special channel (INT-31). `skip`: left out; none: all optional ones."""

    reason: str
    skip: tuple[str, ...] = ()


class Pay(Act, frozen=True, kw_only=True, tag="pay"):
    """T53. `proof`: number of the payment."""

    proof: str


class Refund(Act, frozen=True, kw_only=True, tag="refund"):
    """T53, back."""

    reason: str


class Exempt(Act, frozen=True, kw_only=True, tag="exempt"):
    """T52: no fee, for a reason."""

    reason: str


class GiveFeedback(Act, frozen=True, kw_only=True, tag="feedback"):
    """The person for whom the case was handled by proxy has been told (HAL-07)."""

    told_by: str


# --- what happens by itself (T02, T12, T15, T41, T45, T51); nobody sends these ---


class DeemAccepted(Act, frozen=True, kw_only=True, tag="deem_accepted"):
    """T12: silence counts as acceptance."""


class LapseSupplement(Act, frozen=True, kw_only=True, tag="lapse_supplement"):
    """T15 (B07b): the supplement limit was missed."""


class LapseReturn(Act, frozen=True, kw_only=True, tag="lapse_return"):
    """T45: nobody came after the pre-review."""


class LeaveUncollected(Act, frozen=True, kw_only=True, tag="uncollected"):
    """T51: the result was not collected."""


class AutoReceive(Act, frozen=True, kw_only=True, tag="auto_receive"):
    """T41: what is filed online is received when it is submitted."""


class SendToPreReview(Act, frozen=True, kw_only=True, tag="send_to_pre_review"):
    """T02: what is filed online is looked at before the visit."""


class AutoAccept(Act, frozen=True, kw_only=True, tag="auto_accept"):
    """T10: accepted by rule (REV-15)."""


class AutoGrant(Act, frozen=True, kw_only=True, tag="auto_grant"):
    """T26: granted by rule (秒批, REV-15)."""


TIMED = frozenset({DeemAccepted, LapseSupplement, LapseReturn, LeaveUncollected})

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
)  # fmt: skip
"""Acts that somebody does; those of time are not among them."""

FollowUp = FinishOnSpot | NotRequired | NotCompetent | Accept | GiveOneTimeNotice
"""With what a session at the counter may end at once, so that no receipt notice is needed."""


def name_of(act: Act | type[Act]) -> str:
    """The name of an act, as the table and the API say it."""
    return str(act.__struct_config__.tag)
