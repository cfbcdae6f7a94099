"""Acts on results: T31 to T34, T49 to T51."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.applications.acts.base import Act
from hallctl.domain.applications.papers import SealedText
from hallctl.domain.applications.states import Delivery
from hallctl.domain.catalogue.kinds import CertificateClass


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
