"""Results (结果) on their way: handed over, collected, mailed, signed for, back (T31-T34, T49-T51)."""

from __future__ import annotations

from typing import Final

from hallctl.domain.actors import ActorKind
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.clock import ClockKind as K
from hallctl.domain.applications.clock_rules import DeliveryStop
from hallctl.domain.applications.documents import RESULTS
from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import ApplicationState, Delivery, Payment
from hallctl.domain.catalogue.kinds import CertificateMaker, VisitClass
from hallctl.domain.decide import powers, sealing
from hallctl.domain.decide.acts.decision import GRANTED
from hallctl.domain.decide.acts.draft import Draft
from hallctl.domain.entries import WindowKind
from hallctl.domain.posts import Post, Power
from hallctl.domain.refusals import Refused

POST: Final = "邮政"
"""Who carries what nobody else is named for."""
UNCHOSEN: Final = "DELIVERY_UNCHOSEN"
"""What is noted where the applicant has to be asked how the result is to come (DLV-02)."""


# --- made and handed over (T31) ---


def result_made(draft: Draft) -> None:
    """A grant has its certificate, where the item has one, and the originals were looked at (REV-04)."""
    if draft.before.outcome != GRANTED:
        return
    if draft.item.visits is VisitClass.ONE_ORIGINAL_CHECK and not draft.before.originals_ok:
        raise Refused("ORIGINALS_NEEDED", draft.before.id)
    wanted = draft.item.certificate
    if wanted is None:
        return
    given = draft.told(a.HandOverResult).certificate or draft.before.certificate
    if given is not wanted:
        raise Refused("CERTIFICATE_NEEDED", wanted.value)
    if draft.before.certificate is None:
        _may_make(draft)


def _may_make(draft: Draft) -> None:
    """Who hands over what nobody has made before makes it (REV-12)."""
    if draft.item.maker is CertificateMaker.BACK_OFFICE and draft.scene.actor.post == Post.RESULT_ISSUE:
        raise Refused("CERTIFICATE_MAKER", draft.item.code)
    powers.check(draft.scene, draft.item, Power.MAKE_CERTIFICATE, subject=draft.before.id)


def decision_sealed(draft: Draft) -> None:
    """Its department seals a decision before it hands it over; that may be under way (SEC-04, X7)."""
    scene = draft.scene
    made = (each for each in draft.before.documents if each.kind in sealing.DECISIONS)
    sealing.check_sealed(scene, draft.item, [each for each in made if not sealing.under_way(scene, each)])


def hand_over(draft: Draft) -> None:
    """The window that hands it out has it."""
    act = draft.told(a.HandOverResult)
    granted = draft.before.outcome == GRANTED
    certificate = (act.certificate or draft.before.certificate) if granted else None
    draft.set(ready_at=draft.at, certificate=certificate, window=act.window or draft.before.window)
    if certificate is not None:
        draft.say(D.CERTIFICATE, certificate=certificate.value, at=draft.at, signed_by=draft.person)
    if draft.before.delivery is None:
        draft.warnings = (*draft.warnings, UNCHOSEN)


# --- how it comes (DLV-02) ---


def may_choose(draft: Draft) -> None:
    """Mail where the item may be mailed, and to an address; it costs nothing."""
    act = draft.act
    if not isinstance(act, a.ChooseDelivery | a.ChooseMail):
        return
    if isinstance(act, a.ChooseDelivery) and act.mode is Delivery.COLLECT:
        return
    if not draft.item.mail_allowed:
        raise Refused("MAIL_NOT_ALLOWED", draft.item.code)
    if act.address is None and draft.before.address is None:
        raise Refused("ADDRESS_NEEDED", draft.before.id)


def choose(draft: Draft) -> None:
    """The applicant's choice."""
    act = draft.told(a.ChooseDelivery)
    draft.set(delivery=act.mode, address=act.address or draft.before.address)


def choose_mail(draft: Draft) -> None:
    """It was not collected; it goes by mail instead."""
    draft.set(delivery=Delivery.MAIL, address=draft.told(a.ChooseMail).address or draft.before.address)


# --- told, or sent (T32, T33) ---


def collects(draft: Draft) -> None:
    """Who chose mail is not asked to come."""
    if draft.before.delivery is Delivery.MAIL:
        raise Refused("DELIVERY_MODE", Delivery.MAIL.value)


def is_reached(draft: Draft) -> bool:
    """Whether the message arrived; one that did not is on record, and changes nothing."""
    return draft.told(a.NotifyCollection).reached


def told(draft: Draft) -> None:
    """Told to collect: that counts as served in time where the hall says so (X11)."""
    draft.set(delivery=Delivery.COLLECT)
    if draft.scene.setup.clocks.delivery_stop is DeliveryStop.NOTIFIED:
        draft.stop(K.DELIVERY)


def not_reached(draft: Draft) -> None:
    """Somebody has to try again."""
    draft.warnings = (*draft.warnings, "APPLICANT_NOT_REACHED")


def paid(draft: Draft) -> None:
    """Nothing that was granted leaves the hall while its fee is due (DLV-11)."""
    if draft.before.payment is Payment.DUE and draft.before.outcome == GRANTED:
        raise Refused("PAYMENT_DUE", draft.before.id)


def sealed(draft: Draft) -> None:
    """No result leaves the hall without its seal; what the carrier has is gone already (SEC-04, X7)."""
    if draft.before.state is not ApplicationState.IN_TRANSIT:
        made = [each for each in draft.before.documents if each.kind in RESULTS]
        sealing.check_sealed(draft.scene, draft.item, made)


def goes_by_mail(draft: Draft) -> None:
    """The applicant chose mail, and the parcel has its number (DLV-03)."""
    act = draft.told(a.DispatchMail)
    if draft.before.delivery is not Delivery.MAIL:
        raise Refused("DELIVERY_MODE", draft.before.delivery.value if draft.before.delivery else UNCHOSEN)
    if not act.tracking.strip():
        raise Refused("TRACKING_NEEDED", draft.before.id)


def dispatch(draft: Draft) -> None:
    """On its way: that counts as served in time, unless the hall waits for the signature (X11)."""
    act = draft.told(a.DispatchMail)
    draft.set(tracking=act.tracking.strip(), carrier=act.carrier.strip() or POST)
    if draft.scene.setup.clocks.delivery_stop is not DeliveryStop.SIGNED:
        draft.stop(K.DELIVERY)


# --- served, or back (T34, T49, T51) ---


def from_result_window(draft: Draft) -> None:
    """Results leave by the result window; a department's front office hands out where there is none (X49)."""
    actor = draft.scene.actor
    if actor.post != Post.FRONT_OFFICE:
        return
    if any(window.kind is WindowKind.RESULT for window in draft.scene.setup.windows.values()):
        raise Refused("RESULT_WINDOW", draft.before.id)


def proven(draft: Draft) -> None:
    """Signed for, or the carrier says so; not before it was decided, and not in the future."""
    act = draft.told(a.Delivered)
    if not act.proof.strip():
        raise Refused("PROOF_NEEDED", draft.before.id)
    at = act.signed_at or draft.at
    if at > draft.at:
        raise Refused("TIME_AHEAD", at.isoformat())
    entered = draft.scene.actor.kind is ActorKind.STAFF
    if entered and draft.before.decided_at is not None and at < draft.before.decided_at:
        raise Refused("TIME_BEFORE", at.isoformat())


def delivered(draft: Draft) -> None:
    """Served."""
    act = draft.told(a.Delivered)
    at = act.signed_at or draft.at
    mode = Delivery.MAIL if draft.before.tracking else Delivery.COLLECT
    draft.set(delivered_at=at, delivery=mode)
    draft.say(
        D.DELIVERY_RECEIPT,
        at=at,
        mode=mode.value,
        proof=act.proof.strip(),
        text=act.receiver,
        outcome=draft.before.outcome,
        certificate=draft.before.certificate.value if draft.before.certificate else "",
        authority=draft.before.carrier if mode is Delivery.MAIL else "",
        signed_by=draft.person,
    )
    draft.text = act.receiver


def undeliverable(draft: Draft) -> None:
    """The parcel is back; the applicant is asked again, and the hall has as long as before (T49)."""
    act = draft.told(a.Undeliverable)
    draft.set(tracking=None, reason=act.reason.strip())
    draft.warnings = (*draft.warnings, UNCHOSEN)
    if draft.before.running(K.DELIVERY) is None:
        draft.start(K.DELIVERY, since=draft.at)
