"""The end of a case: published, archived, withdrawn, revoked (T35-T38), and what may be noted at any time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec

from hallctl.domain.applications import Application
from hallctl.domain.applications import acts as a
from hallctl.domain.applications.clock import ClockKind as K
from hallctl.domain.applications.clock import ClockState
from hallctl.domain.applications.papers import DocumentKind as D
from hallctl.domain.applications.states import (
    ApplicationState,
    Channel,
    ChildState,
    Credit,
    Custody,
    MaterialStatus,
    Publication,
)
from hallctl.domain.decide import powers
from hallctl.domain.decide.acts.decision import GRANTED
from hallctl.domain.decide.acts.draft import Draft, on_paper
from hallctl.domain.decide.acts.intake import originals_held
from hallctl.domain.decide.acts.joint import end_parts
from hallctl.domain.decide.scene import reason_of
from hallctl.domain.posts import Power
from hallctl.domain.refusals import Refused

S = ApplicationState


# --- published (T35) ---


def not_exempt(draft: Draft) -> None:
    """What is due to be published is published once."""
    if draft.before.publication is not Publication.DUE:
        raise Refused("PUBLICATION_NOT_DUE", draft.before.publication.value)


def publish(draft: Draft) -> None:
    """The public record is there from now on."""
    draft.set(publication=Publication.PUBLISHED, published_at=draft.at)


def exempt_publication(draft: Draft) -> None:
    """It stays unpublished, for a reason."""
    draft.set(publication=Publication.EXEMPT, reason=reason_of(draft.told(a.ExemptPublication).reason))


# --- archived (T36) ---


_OF_STATE: Final[Mapping[ApplicationState, tuple[D, ...]]] = {
    S.DELIVERED: (D.ACCEPTANCE_NOTICE, D.DELIVERY_RECEIPT),
    S.UNCOLLECTED: (D.ACCEPTANCE_NOTICE,),
    S.COMPLETED_ON_SPOT: (D.GRANT_DECISION, D.DELIVERY_RECEIPT),
    S.NOT_ACCEPTED: (D.NON_ACCEPTANCE_NOTICE,),
    S.RETURNED: (D.RETURN_NOTICE,),
    S.AUTO_CLOSED: (D.AUTO_CLOSE_RECORD,),
    S.REVOKED: (D.REVOCATION,),
}
"""What the file (案卷) of a case that ended so holds at least."""


def gaps(draft: Draft) -> Iterator[str]:
    """What the file lacks: documents by name, materials and procedures by code."""
    case = draft.before
    wanted = list(_OF_STATE.get(case.state, ()))
    if case.state in {S.DELIVERED, S.UNCOLLECTED}:
        wanted.append(D.JOINT_OPINION if case.children else D.REVIEW_OPINION)
        wanted.append(D.GRANT_DECISION if case.outcome == GRANTED else D.REFUSAL_DECISION)
    if case.outcome == GRANTED and draft.item.certificate is not None and case.state is not S.REVOKED:
        wanted.append(D.CERTIFICATE)
    if case.mandate is not None and case.received_at is not None:
        wanted.append(D.PROXY_MANDATE)
    yield from (kind.name for kind in wanted if not case.has(kind))
    if case.decided_at is not None:
        yield from (special.id for special in case.specials if special.ended_at is None)
    if case.outcome == GRANTED:
        yield from (row.code for row in case.materials if row.status is MaterialStatus.PROMISED)


def file_complete(draft: Draft) -> None:
    """Nothing is missing from the electronic file (DLV-08)."""
    missing = tuple(gaps(draft))
    if missing:
        raise Refused("FILE_INCOMPLETE", ", ".join(missing))


def originals_returned(draft: Draft) -> None:
    """No original of the applicant's stays behind (SEC-13)."""
    held = originals_held(draft)
    if held:
        raise Refused("ORIGINALS_HELD", ", ".join(held))


def list_signed(draft: Draft) -> None:
    """The department has signed for the paper, where there is any (INT-23)."""
    decided = draft.before.decided_at is not None
    signed = draft.before.list_signed or draft.told(a.Archive).list_signed
    if decided and not signed and on_paper(draft.item, draft.before.materials):
        raise Refused("LIST_UNSIGNED", draft.before.id)


def open_on_list(draft: Draft) -> None:
    """Paper that stands on a monthly list which nobody has signed for yet (INT-23)."""
    if not on_a_list(draft.before):
        raise Refused("NOT_ON_LIST", draft.before.id)
    if draft.before.list_signed:
        raise Refused("NOTHING_TO_DO", draft.before.id)


def on_a_list(application: Application) -> bool:
    """Whether there is paper on a monthly list, be it a late one."""
    return any(clock.kind is K.PAPER_FILING for clock in application.clocks)


def sign_list(draft: Draft) -> None:
    """The department has the paper."""
    draft.set(list_signed=True)


def told_back(draft: Draft) -> None:
    """Whoever had it handled by proxy knows how it ended (HAL-07)."""
    proxied = draft.before.channel is Channel.AGENCY and draft.before.decided_at is not None
    if proxied and not draft.before.feedback:
        raise Refused("FEEDBACK_MISSING", draft.before.id)


def archive(draft: Draft) -> None:
    """The file is closed."""
    signed = draft.before.list_signed or draft.told(a.Archive).list_signed
    draft.set(closed_at=draft.before.closed_at or draft.at, list_signed=signed)


def feedback(draft: Draft) -> None:
    """The person was told; of cases by proxy only."""
    if draft.before.channel is not Channel.AGENCY:
        raise Refused("NOT_BY_PROXY", draft.before.channel.value)
    draft.set(feedback=True)


# --- withdrawn, revoked (T37, T38) ---


def withdraw(draft: Draft) -> None:
    """Given up by the applicant, with every department's part (INT-27, X31)."""
    act = draft.told(a.Withdraw)
    draft.set(closed_at=draft.at, reason="WITHDRAWN")
    end_parts(draft, ChildState.WITHDRAWN)
    draft.text = act.text


def has_grounds(draft: Draft) -> None:
    """A grant falls where its materials were false, or the originals never came (X33)."""
    if draft.before.outcome != GRANTED:
        raise Refused("NOTHING_TO_REVOKE", draft.before.id)
    late = draft.before.state is S.ORIGINALS_PENDING and _originals_late(draft)
    if not draft.told(a.Revoke).falsified and not late:
        raise Refused("GROUNDS_NEEDED", draft.before.id)


def _originals_late(draft: Draft) -> bool:
    rows = [clock for clock in draft.before.clocks if clock.kind is K.ORIGINALS]
    return bool(rows) and rows[-1].state is ClockState.EXPIRED


def revoke(draft: Draft) -> None:
    """The grant is void; who falsified gets no tolerance any more (REV-13)."""
    act = draft.told(a.Revoke)
    reason = "FALSIFIED" if act.falsified else "ORIGINALS_LATE"
    draft.set(closed_at=draft.at, reason=reason)
    if act.falsified:
        draft.set(credit=Credit.BAD)
    end_parts(draft, ChildState.REVOKED)
    draft.say(D.REVOCATION, at=draft.at, reason=reason, text=act.text, signed_by=draft.person)
    draft.text = act.text


# --- at any time (T39, T40) ---


def may_reassign(draft: Draft) -> None:
    """Who has the case, the registered substitute, or the dispatcher (A/B)."""
    scene = draft.scene
    owner = scene.setup.staff.get(draft.before.owner)
    substitute = owner.substitute if owner else None
    if scene.actor.person in {draft.before.owner, substitute} or scene.dispatches:
        return
    powers.check(scene, draft.item, Power.DISPATCH, subject=draft.before.id)


def reassign(draft: Draft) -> None:
    """Somebody else goes on with it."""
    act = draft.told(a.Reassign)
    if act.person not in draft.scene.setup.staff:
        raise Refused("STAFF_UNKNOWN", act.person)
    draft.set(owner=act.person, reason=reason_of(act.reason))


def note(draft: Draft) -> None:
    """Something worth keeping; a ticket is a visit, and one too many is noticed, not refused (ONL-06)."""
    act = draft.told(a.Note)
    if act.text is None and act.ticket is None:
        raise Refused("REASON_NEEDED")
    if act.ticket is not None:
        draft.scene.ticket(act.ticket)
    draft.text = act.text


# --- originals (SEC-13, INT-22) ---


_WAYS: Final[Mapping[Custody | None, frozenset[Custody]]] = {
    None: frozenset({Custody.TRANSFERRED, Custody.FILED}),
    Custody.HELD: frozenset({Custody.TRANSFERRED, Custody.MAILED, Custody.RETURNED, Custody.FILED}),
    Custody.TRANSFERRED: frozenset({Custody.HELD, Custody.MAILED, Custody.RETURNED, Custody.FILED}),
    Custody.MAILED: frozenset({Custody.HELD, Custody.TRANSFERRED, Custody.RETURNED}),
    Custody.RETURNED: frozenset(),
    Custody.FILED: frozenset(),
}
"""Where paper may go next. Copies, which are never held (None), go to the back office all the same."""


def can_move(draft: Draft) -> None:
    """From where it is; by mail with a tracking number."""
    act = draft.told(a.MoveOriginal)
    row = draft.before.material(act.code)
    if row is None or row.status is MaterialStatus.MISSING:
        raise Refused("MATERIAL_MISSING", act.code)
    if act.custody not in _WAYS[row.custody]:
        raise Refused("CUSTODY_STATE", f"{act.code} is {row.custody.value if row.custody else 'not held'}")
    if act.custody is Custody.MAILED and not act.tracking.strip():
        raise Refused("TRACKING_NEEDED", act.code)


def move_original(draft: Draft) -> None:
    """The custody ledger; the paper transfer of the day is done when nothing is left at the window."""
    act = draft.told(a.MoveOriginal)
    rows = tuple(
        msgspec.structs.replace(row, custody=act.custody, tracking=act.tracking.strip())
        if row.code == act.code
        else row
        for row in draft.before.materials
    )
    draft.set(materials=rows)
    if act.custody is Custody.TRANSFERRED and all(row.custody is not Custody.HELD for row in rows):
        draft.stop(K.PAPER_TRANSFER)
