"""Acts before and at the counter: T02 to T09, T41, T44, T46."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.applications.acts.base import Act, HandedIn, Wanted
from hallctl.domain.applications.application import CheckResult
from hallctl.domain.applications.papers import SealedText
from hallctl.domain.applications.states import FaceCheck
from hallctl.domain.catalogue.kinds import CertificateClass


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
    """T05: the five checks and each material of the list. `face`: only where the person has agreed to it."""

    checks: tuple[CheckResult, ...]
    materials: tuple[HandedIn, ...] = ()
    face: FaceCheck | None = None
    face_consent: bool = False


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
