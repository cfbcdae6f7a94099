"""The decision (决定), and what stands between it and the result: originals, certificate (T26-T30)."""

from __future__ import annotations

import msgspec

from hallctl.domain.actors import ActorKind
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.clock import ClockKind as K
from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import MaterialStatus, Publication
from hallctl.domain.catalogue.kinds import CertificateMaker, Unit, VisitClass
from hallctl.domain.catalogue.versions import Period
from hallctl.domain.credit import Offer
from hallctl.domain.decide import powers
from hallctl.domain.decide.acts import review
from hallctl.domain.decide.acts.credit import is_offered
from hallctl.domain.decide.acts.draft import Draft
from hallctl.domain.decide.scene import reason_of
from hallctl.domain.posts import Post, Power
from hallctl.domain.refusals import Refused

GRANTED = "GRANTED"
REFUSED = "REFUSED"
"""Outcomes of an application."""


# --- signatures on the way (ROLE-14) ---


def may_sign(draft: Draft) -> None:
    """So many sign at most, each once; the last place is for who decides. Collective ones have no end."""
    act = draft.told(a.Sign)
    if draft.person in draft.before.signoffs:
        raise Refused("ALREADY_SIGNED", draft.before.id)
    most = _most_signatures(draft, collective=act.collective)
    if most is None:
        return
    decides = powers.held(draft.scene, draft.item, Power.APPROVE_DECISION)
    if len(draft.before.signoffs) >= (most if decides else most - 1):
        raise Refused("TOO_MANY_SIGNATURES", f"{draft.before.id}: {most}")


def sign(draft: Draft) -> None:
    """One signature more."""
    act = draft.told(a.Sign)
    collective = act.collective or draft.before.collective
    draft.set(signoffs=(*draft.before.signoffs, draft.person), collective=collective)


def _most_signatures(draft: Draft, *, collective: bool) -> int | None:
    if collective or draft.before.collective or draft.item.collective_decision:
        return None
    return draft.item.max_signoffs


# --- grant and refusal (T26, T27) ---


def opinions_in(draft: Draft) -> None:
    """The lead department decides when every department has said what it thinks (REV-10)."""
    waiting = [child.department for child in draft.before.children if child.state in review.IN_REVIEW]
    left = [each for each in waiting if _opinion_missing(draft, each)]
    if left:
        raise Refused("OPINIONS_MISSING", ", ".join(left))


def _opinion_missing(draft: Draft, department: str) -> bool:
    return any(
        child.department == department and child.state not in review.OPINIONS
        for child in draft.before.children
    )


def as_proposed(draft: Draft) -> None:
    """A decision other than the review's proposal has a reason (X14)."""
    act = draft.act
    other = review.REFUSE if isinstance(act, a.GrantIt) else review.GRANT
    if draft.before.proposal == other and isinstance(act, a.GrantIt | a.RefuseIt):
        reason_of(act.reason)


def signature_left(draft: Draft) -> None:
    """The decision is a signature, too, where its holder has not signed yet (ROLE-14)."""
    act = draft.act
    collective = isinstance(act, a.GrantIt | a.RefuseIt) and act.collective
    most = _most_signatures(draft, collective=collective)
    signed = {*draft.before.signoffs, draft.person}
    if most is not None and len(signed) > most:
        raise Refused("TOO_MANY_SIGNATURES", f"{draft.before.id}: {most}")


def promises_kept(draft: Draft) -> None:
    """Nothing is granted on a promise that is still open, unless the item is handled so (容缺, C26)."""
    promised = [row.code for row in draft.before.materials if row.status is MaterialStatus.PROMISED]
    if promised and not (draft.item.promise_based and is_offered(draft, Offer.PROMISE)):
        raise Refused("PROMISE_OPEN", ", ".join(promised))


def grant(draft: Draft) -> None:
    """Granted: signed by the decision holder."""
    act = draft.told(a.GrantIt)
    _decide(draft, GRANTED, collective=act.collective)
    draft.say(
        D.GRANT_DECISION,
        at=draft.at,
        signed_by=draft.person,
        text=act.text,
        reason=act.reason.strip(),
        outcome=GRANTED,
    )
    draft.text = act.text


def refuse(draft: Draft) -> None:
    """Refused with reasons; the remedies stand in the document by themselves (REV-03)."""
    act = draft.told(a.RefuseIt)
    if act.text is None:
        reason_of(act.reason)
    _decide(draft, REFUSED, collective=act.collective)
    draft.set(reason=act.reason.strip())
    draft.say(
        D.REFUSAL_DECISION,
        at=draft.at,
        signed_by=draft.person,
        text=act.text,
        reason=act.reason.strip(),
        basis=act.basis.strip(),
        outcome=REFUSED,
    )
    draft.text = act.text


def _decide(draft: Draft, outcome: str, *, collective: bool) -> None:
    person = draft.person if draft.scene.actor.kind is ActorKind.STAFF else ""
    signed = draft.before.signoffs
    if person and person not in signed:
        signed = (*signed, person)
    draft.set(
        decided_at=draft.at,
        decided_by=person,
        outcome=outcome,
        signoffs=signed,
        collective=collective or draft.before.collective,
        publication=publication_of(draft),
    )


def publication_of(draft: Draft) -> Publication:
    """Whether the result becomes public: not where it is secret, or the item's are not published (X8)."""
    public = draft.item.published and not draft.item.secret
    return Publication.DUE if public else Publication.EXEMPT


# --- the originals of what was decided online (T28-T30, X33) ---


def class_with_originals(draft: Draft) -> None:
    """Granted without the originals, which are looked at once before the result is handed over."""
    if draft.item.visits is not VisitClass.ONE_ORIGINAL_CHECK or draft.before.originals_ok:
        raise Refused("ORIGINALS_NOT_NEEDED", draft.item.code)


def say_invitation(draft: Draft) -> None:
    """Until when the originals are to be brought."""
    act = draft.told(a.NeedOriginals)
    clock = draft.after.running(K.ORIGINALS)
    due = clock.due_at if clock else None
    draft.say(D.PRE_REVIEW_RESULT, due=due, at=act.slot or draft.at, outcome="ORIGINALS")


def originals_ok(draft: Draft) -> None:
    """They are as they were filed."""
    draft.set(originals_ok=True)


def originals_fail(draft: Draft) -> None:
    """They are not; the applicant may bring others until the limit is over. Falsified ones: T38."""
    act = draft.told(a.OriginalsFail)
    draft.set(reason="ORIGINALS_FALSIFIED" if act.falsified else "ORIGINALS_FAILED")
    draft.text = act.text


def new_originals_limit(draft: Draft) -> None:
    """Another limit, once the first is over (X33)."""
    act = draft.told(a.NewOriginalsLimit)
    if draft.before.running(K.ORIGINALS) is not None:
        raise Refused("CLOCK_RUNS", K.ORIGINALS.value)
    if act.days <= 0:
        raise Refused("LIMIT_NEEDED", draft.before.id)
    over = [clock.id for clock in draft.before.clocks if clock.kind is K.ORIGINALS]
    clock = draft.start(K.ORIGINALS, Period(act.days, Unit.WORKING_DAY))
    corrects = over[-1] if over else None
    draft.put(msgspec.structs.replace(clock, corrects=corrects, reason=reason_of(act.reason)))


# --- the certificate (REV-04, REV-12) ---


def certificate_made_by(draft: Draft) -> None:
    """By the back office, or by the result window where the item authorises it."""
    post = draft.scene.actor.post
    if draft.item.maker is CertificateMaker.BACK_OFFICE and post == Post.RESULT_ISSUE:
        raise Refused("CERTIFICATE_MAKER", draft.item.code)
    if draft.item.certificate is None:
        raise Refused("CERTIFICATE_NONE", draft.item.code)
    if draft.told(a.MakeCertificate).certificate is not draft.item.certificate:
        raise Refused("CERTIFICATE_NEEDED", draft.item.certificate.value)


def make_certificate(draft: Draft) -> None:
    """It is there, to be handed over with the result."""
    draft.set(certificate=draft.told(a.MakeCertificate).certificate)
