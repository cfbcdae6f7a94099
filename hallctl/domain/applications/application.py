"""The application (办件) as an aggregate: loaded before deciding, written back with its revision.

An event says what became of it (`Changes`), so that taking an event in needs no rule.
"""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import UNSET, UnsetType

from hallctl.domain.applications.clock import OVER, Clock, ClockKind
from hallctl.domain.applications.mandates import Mandate
from hallctl.domain.applications.papers import DocumentKind, DocumentRef, MaterialLine, SealedText
from hallctl.domain.applications.states import (
    ApplicationState,
    Channel,
    ChildState,
    Credit,
    Custody,
    Delivery,
    FaceCheck,
    IntakeCheck,
    MaterialStatus,
    Payment,
    Publication,
)
from hallctl.domain.catalogue.kinds import CertificateClass
from hallctl.domain.identity import Identity


class MaterialState(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """How a material of the item stands. `passed`: what the review says of it; None: not reviewed.

    `listed`: it is named in the one-time notice. `points`: review points that were ticked at intake.
    `tracking`: of its original, where that is on its way. `origin`: where a shared one was found.
    """

    code: str
    status: MaterialStatus
    originals: int = 0
    copies: int = 0
    medium: str = ""
    custody: Custody | None = None
    listed: bool = False
    at: datetime | None = None
    points: tuple[str, ...] = ()
    passed: bool | None = None
    sha256: str = ""
    pages: int = 0
    operator: str = ""
    note: str = ""
    tracking: str = ""
    origin: str = ""


class CheckResult(msgspec.Struct, frozen=True, gc=False):
    """An intake check, and whether it was passed: a failed one is recorded too."""

    check: IntakeCheck
    passed: bool


class WrittenNotice(msgspec.Struct, frozen=True, gc=False):
    """A one-time notice that the back office has written and nobody has served yet (INT-20)."""

    materials: tuple[MaterialLine, ...]
    days: int
    written_by: str
    written_at: datetime


class Special(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A special procedure (特殊环节) of a kind that the item has.

    `id`: `S1`, `S2` …; `origin`: the state that it came from.
    """

    id: str
    kind: str
    origin: ApplicationState
    participants: tuple[str, ...]
    began_at: datetime
    child: str = ""
    ended_at: datetime | None = None
    signed: bool = False


class Child(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A department's part of a joint matter. It lives inside its parent and never outlives it."""

    department: str
    state: ChildState
    item: str | None = None
    missing: tuple[str, ...] = ()
    opinion_by: str = ""


class Application(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One application after `revision` acts.

    `branch`: which intake branch it took (B01 to B10). `checks`: intake checks that were recorded.
    `clocks` and `documents` hold all that there ever were, in order. `owner`: whose case it is now.
    `skipped`: optional steps that the fast track leaves out. `proposal`: of the review, GRANT or REFUSE.
    `declined_by`: who did not take it, for `reason`, by `basis`; `verified_by`: who looked into it.
    `decided_by`: who decided; `rule`: by which the hall itself did. `address`: where the result goes.
    `offers`: how the case may be handled, as it was when the credit was checked (`credit`). `visits`: days on
    which the applicant had to come. `code`: by which the applicant asks how it stands. `mandate`: of who has
    it handled by proxy. `rated`: the level that the applicant gave it.
    """

    id: str
    item: str
    state: ApplicationState
    revision: int
    item_version: int = 1
    department: str = ""
    situation: str | None = None
    channel: Channel = Channel.ONSITE
    ticket: str | None = None
    window: str | None = None
    device: str | None = None
    owner: str = ""
    applicant: Identity | None = None
    code: str | None = None
    client: str | None = None
    intake_site: str = ""
    handling_site: str = ""
    branch: str = ""
    submitted_at: datetime | None = None
    received_at: datetime | None = None
    accepted_at: datetime | None = None
    completed_at: datetime | None = None
    decided_at: datetime | None = None
    ready_at: datetime | None = None
    delivered_at: datetime | None = None
    published_at: datetime | None = None
    closed_at: datetime | None = None
    deemed: bool = False
    fast_track: str = ""
    skipped: tuple[str, ...] = ()
    checks: tuple[CheckResult, ...] = ()
    notice: WrittenNotice | None = None
    materials: tuple[MaterialState, ...] = ()
    children: tuple[Child, ...] = ()
    specials: tuple[Special, ...] = ()
    clocks: tuple[Clock, ...] = ()
    documents: tuple[DocumentRef, ...] = ()
    manual: tuple[str, ...] = ()
    signoffs: tuple[str, ...] = ()
    collective: bool = False
    proposal: str = ""
    outcome: str = ""
    reason: str = ""
    decided_by: str = ""
    rule: str = ""
    basis: str = ""
    declined_by: str = ""
    verified_by: str = ""
    originals_ok: bool = False
    certificate: CertificateClass | None = None
    delivery: Delivery | None = None
    address: SealedText | None = None
    tracking: str | None = None
    carrier: str = ""
    credit: Credit = Credit.UNKNOWN
    offers: tuple[str, ...] | None = None
    payment: Payment = Payment.NONE
    publication: Publication = Publication.NONE
    extended: tuple[ClockKind, ...] = ()
    visits: tuple[str, ...] = ()
    list_signed: bool = False
    feedback: bool = False
    face: FaceCheck | None = None
    mandate: Mandate | None = None
    rated: int | None = None

    def running(self, kind: ClockKind, subject: str = "") -> Clock | None:
        """The clock of that kind which is not over."""
        return next(
            (c for c in self.clocks if c.kind is kind and c.subject == subject and c.state not in OVER), None
        )

    def has(self, kind: DocumentKind) -> bool:
        """Whether a document of that kind was made."""
        return any(document.kind is kind for document in self.documents)

    def material(self, code: str) -> MaterialState | None:
        """How the material of that code stands."""
        return next((material for material in self.materials if material.code == code), None)


class Changes(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What an act changes of an application: fields of `Application`; what is unset stays as it is.

    `clocks`: new and changed ones only. `materials`, `children`, `specials`: all, where any changed.
    """

    window: str | UnsetType | None = UNSET
    owner: str | UnsetType = UNSET
    branch: str | UnsetType = UNSET
    handling_site: str | UnsetType = UNSET
    situation: str | UnsetType | None = UNSET
    received_at: datetime | UnsetType = UNSET
    accepted_at: datetime | UnsetType = UNSET
    completed_at: datetime | UnsetType | None = UNSET
    decided_at: datetime | UnsetType = UNSET
    ready_at: datetime | UnsetType = UNSET
    delivered_at: datetime | UnsetType = UNSET
    published_at: datetime | UnsetType = UNSET
    closed_at: datetime | UnsetType = UNSET
    deemed: bool | UnsetType = UNSET
    fast_track: str | UnsetType = UNSET
    skipped: tuple[str, ...] | UnsetType = UNSET
    checks: tuple[CheckResult, ...] | UnsetType = UNSET
    notice: WrittenNotice | UnsetType | None = UNSET
    materials: tuple[MaterialState, ...] | UnsetType = UNSET
    children: tuple[Child, ...] | UnsetType = UNSET
    specials: tuple[Special, ...] | UnsetType = UNSET
    manual: tuple[str, ...] | UnsetType = UNSET
    signoffs: tuple[str, ...] | UnsetType = UNSET
    collective: bool | UnsetType = UNSET
    proposal: str | UnsetType = UNSET
    outcome: str | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    decided_by: str | UnsetType = UNSET
    rule: str | UnsetType = UNSET
    basis: str | UnsetType = UNSET
    declined_by: str | UnsetType = UNSET
    verified_by: str | UnsetType = UNSET
    originals_ok: bool | UnsetType = UNSET
    certificate: CertificateClass | UnsetType | None = UNSET
    delivery: Delivery | UnsetType | None = UNSET
    address: SealedText | UnsetType | None = UNSET
    tracking: str | UnsetType | None = UNSET
    carrier: str | UnsetType = UNSET
    credit: Credit | UnsetType = UNSET
    offers: tuple[str, ...] | UnsetType | None = UNSET
    payment: Payment | UnsetType = UNSET
    publication: Publication | UnsetType = UNSET
    extended: tuple[ClockKind, ...] | UnsetType = UNSET
    visits: tuple[str, ...] | UnsetType = UNSET
    list_signed: bool | UnsetType = UNSET
    feedback: bool | UnsetType = UNSET
    face: FaceCheck | UnsetType | None = UNSET
    text: SealedText | UnsetType | None = UNSET


NO_CHANGES = Changes()

NOT_KEPT = frozenset({"text"})
"""What an act says that the application itself does not remember: the timeline does."""


def merged(application: Application, changes: Changes, clocks: tuple[Clock, ...]) -> Application:
    """The application with what changed; clocks are replaced or appended by their ids."""
    given = {
        name: value
        for name in Changes.__struct_fields__
        if name not in NOT_KEPT and (value := getattr(changes, name)) is not UNSET
    }
    if clocks:
        by_id = {clock.id: clock for clock in application.clocks}
        by_id.update({clock.id: clock for clock in clocks})
        given["clocks"] = tuple(by_id.values())
    return msgspec.structs.replace(application, **given)


def forgotten(application: Application) -> Application:
    """The application when its time is over: nobody knows any more who applied, or where the result went."""
    return msgspec.structs.replace(application, applicant=None, address=None)


encode_application = msgspec.json.Encoder().encode
decode_application = msgspec.json.Decoder(Application).decode
