"""What is finished on the spot (即办件): decided and handed over in the session at the counter (T06, B01)."""

from __future__ import annotations

from hallctl.domain.applications import acts as a
from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import Payment
from hallctl.domain.catalogue.kinds import InstantClass
from hallctl.domain.decide import sealing
from hallctl.domain.decide.acts.decision import GRANTED, publication_of
from hallctl.domain.decide.acts.draft import Draft
from hallctl.domain.decide.acts.intake import missing
from hallctl.domain.refusals import Refused


def instant(draft: Draft) -> None:
    """Only what can be finished in the session; the decision is delegated by letter, or the holder acts."""
    if draft.item.instant is InstantClass.NORMAL:
        raise Refused("NOT_INSTANT", draft.item.code)
    lacking = missing(draft)
    if lacking:
        raise Refused("MATERIAL_MISSING", ", ".join(lacking))


def paid(draft: Draft) -> None:
    """Nothing that was granted leaves the hall while the fee is due (DLV-11)."""
    if draft.after.payment is Payment.DUE:
        raise Refused("PAYMENT_DUE", draft.before.id)


def at_hand(draft: Draft) -> None:
    """The result leaves at once: a seal for it is out here, or goes on by itself (SEC-04)."""
    sealing.check_at_hand(draft.scene, draft.item, D.GRANT_DECISION)


def finish(draft: Draft) -> None:
    """Decided and handed over in one act (B01)."""
    act = draft.told(a.FinishOnSpot)
    draft.set(
        branch="B01",
        received_at=draft.after.received_at or draft.at,
        decided_at=draft.at,
        decided_by=draft.person,
        delivered_at=draft.at,
        outcome=GRANTED,
        certificate=act.certificate or draft.item.certificate,
        publication=publication_of(draft),
    )
    certificate = draft.after.certificate.value if draft.after.certificate else ""
    draft.say(D.GRANT_DECISION, at=draft.at, signed_by=draft.person, text=act.text)
    if draft.after.certificate is not None:
        draft.say(D.CERTIFICATE, certificate=certificate, at=draft.at, signed_by=draft.person)
    draft.say(D.DELIVERY_RECEIPT, mode="ON_SPOT", at=draft.at, proof="in session")
    draft.text = act.text
