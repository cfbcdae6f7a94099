"""Fees (收费): paid, exempt or refunded, always with basis and standard (T52, T53; DLV-11, ITEM-06)."""

from __future__ import annotations

from hallctl.domain.applications import acts as a
from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import Payment
from hallctl.domain.decide.acts.draft import Draft
from hallctl.domain.decide.scene import reason_of
from hallctl.domain.refusals import Refused


def is_due(draft: Draft) -> None:
    """Only what is due is paid or let off."""
    if draft.before.payment is not Payment.DUE:
        raise Refused("PAYMENT_STATE", draft.before.payment.value)


def is_paid(draft: Draft) -> None:
    """Only what was paid goes back."""
    if draft.before.payment is not Payment.PAID:
        raise Refused("PAYMENT_STATE", draft.before.payment.value)


def pay(draft: Draft) -> None:
    """Paid: the receipt names amount, basis and standard."""
    act = draft.told(a.Pay)
    if not act.proof.strip():
        raise Refused("PROOF_NEEDED", draft.before.id)
    draft.set(payment=Payment.PAID)
    fee = draft.item.fee
    if fee is not None:
        draft.say(
            D.PAYMENT_RECEIPT,
            amount=fee.amount,
            basis=fee.basis,
            standard=fee.standard,
            proof=act.proof.strip(),
            at=draft.at,
            signed_by=draft.person,
        )


def exempt(draft: Draft) -> None:
    """No fee, for a reason."""
    draft.set(payment=Payment.EXEMPT, reason=reason_of(draft.told(a.Exempt).reason))


def refund(draft: Draft) -> None:
    """Paid back, for a reason."""
    draft.set(payment=Payment.REFUNDED, reason=reason_of(draft.told(a.Refund).reason))
