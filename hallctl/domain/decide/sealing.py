"""Which seal belongs on which document, what goes on by itself, what may not leave without (SEC-04, SEC-05).

A hall that has no seal for a document stamps the paper by hand; so does one that says it always does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hallctl.domain import events as e
from hallctl.domain.applications.documents import DOCUMENTS, PrintedBy, SealNeed
from hallctl.domain.applications.papers import Document, DocumentKind, DocumentRef
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.decide.scene import Scene
from hallctl.domain.entries import DEPARTMENT_KINDS, WindowKind
from hallctl.domain.refusals import Refused
from hallctl.domain.seals import SEALABLE, Seal, SealingMode, SealKind, SealSession
from hallctl.domain.setup import HallSetup

OWN_WINDOWS: Final = DEPARTMENT_KINDS | {WindowKind.REMOTE}
"""Where intake documents are handed out that are not of the one-window mode."""

DECISIONS: Final = frozenset({DocumentKind.GRANT_DECISION, DocumentKind.REFUSAL_DECISION})
"""What a department signs and seals before it hands the result over."""

ON_THE_SPOT: Final = "T06"
"""The row that decides and hands over in one act: its papers are sealed by whoever has a seal out there."""


def fits(seal: Seal, item: ItemVersion, need: SealNeed) -> bool:
    """Whether this seal is for such a document, and not another department's."""
    departments = {item.department, *(part.department for part in item.parts)}
    foreign = seal.kind is SealKind.DEPARTMENT and seal.department not in departments
    return seal.kind in SEALABLE[need] and not foreign


def check_scope(seal: Seal, item: ItemVersion, need: SealNeed) -> None:
    """Raises SEAL_SCOPE where the seal is not for it."""
    if not fits(seal, item, need):
        raise Refused("SEAL_SCOPE", f"{seal.id} on {need.value} of {item.department}")


def is_placed(setup: HallSetup, kind: DocumentKind, item: ItemVersion, at: str) -> bool:
    """Intake documents leave the comprehensive window in one-window mode, else the item's own (INT-24)."""
    if DOCUMENTS[kind].printed is not PrintedBy.INTAKE:
        return True
    window = setup.windows.get(at)
    if window is None:
        return False
    if item.one_window and any(w.kind is WindowKind.COMPREHENSIVE for w in setup.windows.values()):
        return window.kind is WindowKind.COMPREHENSIVE
    own = window.kind is WindowKind.REMOTE or window.department == item.department
    return window.kind in OWN_WINDOWS and own


def check_place(scene: Scene, document: DocumentRef, item: ItemVersion) -> None:
    """Raises DOCUMENT_PLACE where the actor's window does not hand out such a document."""
    if not is_placed(scene.setup, document.kind, item, scene.actor.window):
        raise Refused("DOCUMENT_PLACE", f"{document.kind.name} of {item.code} at {scene.actor.window}")


def under_way(scene: Scene, document: DocumentRef) -> bool:
    """Whether the document is being sealed."""
    job = scene.day.state.drawing.get(document.id)
    return job is not None and job.seal is not None


# --- what may not leave without ---


def check_sealed(scene: Scene, item: ItemVersion, documents: Iterable[DocumentRef]) -> None:
    """Raises RESULT_UNSEALED, or DOCUMENT_DRAWING where the seal is just being put on."""
    for document in documents:
        if document.seal is not None or not seals_for(scene.setup, item, document.kind):
            continue
        if under_way(scene, document):
            raise Refused("DOCUMENT_DRAWING", document.id)
        raise unsealed(scene.setup, item, document.kind, document.id)


def check_at_hand(scene: Scene, item: ItemVersion, kind: DocumentKind) -> None:
    """What is made and handed over in one act is sealed in it. Raises RESULT_UNSEALED where nobody could."""
    if seals_for(scene.setup, item, kind) and _session(scene, item, kind, own=True) is None:
        raise unsealed(scene.setup, item, kind, item.code)


def seals_for(setup: HallSetup, item: ItemVersion, kind: DocumentKind) -> tuple[Seal, ...]:
    """Seals of the hall, one of which the document has to bear; none where paper is stamped by hand."""
    if setup.paperwork.sealing is SealingMode.BY_HAND:
        return ()
    return tuple(seal for seal in setup.seals.values() if fits(seal, item, DOCUMENTS[kind].seal))


def result_seals(setup: HallSetup, item: ItemVersion) -> tuple[Seal, ...]:
    """Seals, one of which a result of the item waits for; none where nothing waits.

    Those of the department that decides, or else whichever may go on.
    """
    known = seals_for(setup, item, DocumentKind.GRANT_DECISION)
    return tuple(seal for seal in known if _speaks(seal, item, "")) or known


def unsealed(setup: HallSetup, item: ItemVersion, kind: DocumentKind, name: str) -> Refused:
    """The refusal: which document, which seals would do, and who keeps them."""
    who = "; ".join(f"{seal.id}: {_keepers(setup, seal)}" for seal in seals_for(setup, item, kind))
    return Refused("RESULT_UNSEALED", f"{DOCUMENTS[kind].title} {name} ({who})")


def _keepers(setup: HallSetup, seal: Seal) -> str:
    known = (setup.staff.get(person) for person in sorted(seal.custodians))
    return ", ".join(f"{person.name} {person.id}" for person in known if person is not None) or "-"


# --- what goes on by itself ---


def follow(scene: Scene, happened: list[e.Event]) -> list[e.Event]:
    """Seals that go on by themselves (自动用印) what the events have made, while a custodian has them out."""
    if not scene.day.state.seals:
        return []
    moves = [event for event in happened if isinstance(event, e.ApplicationMoved) and event.documents]
    return [
        _sealing(scene, happened, move, document, session)
        for move in moves
        for document in move.documents
        if (session := _by_itself(scene, _item(scene, happened, move.application), move, document))
    ]


def _by_itself(
    scene: Scene, item: ItemVersion | None, move: e.ApplicationMoved, document: Document
) -> SealSession | None:
    if item is None or not seals_for(scene.setup, item, document.kind):
        return None
    return _session(scene, item, document.kind, part=document.facts.subject, own=move.step == ON_THE_SPOT)


def _session(
    scene: Scene, item: ItemVersion, kind: DocumentKind, *, part: str = "", own: bool = False
) -> SealSession | None:
    """Whose custody lets the seal go on now. `own`: the actor's of any seal, else of automatic ones only."""
    here = (scene.actor.person, scene.actor.window)
    for session in scene.day.state.seals.values():
        seal = scene.setup.seals.get(session.seal)
        if seal is None or not fits(seal, item, DOCUMENTS[kind].seal):
            continue
        at_hand = seal.automatic or (own and (session.person, session.window) == here)
        if at_hand and _speaks(seal, item, part) and is_placed(scene.setup, kind, item, session.window):
            return session
    return None


def _speaks(seal: Seal, item: ItemVersion, part: str) -> bool:
    """Whether a department's seal is that of the department that speaks: of a part, or of the whole."""
    departments = {each.department for each in item.parts}
    return seal.kind is not SealKind.DEPARTMENT or seal.department == (
        part if part in departments else item.department
    )


def _item(scene: Scene, happened: list[e.Event], name: str) -> ItemVersion | None:
    """The version under which the case runs, also where it begins with these events."""
    application = scene.applications.get(name)
    if application is not None:
        return scene.setup.catalogue.version(application.item, application.item_version)
    begun = (event for event in happened if isinstance(event, e.ApplicationSubmitted))
    first = next((event for event in begun if event.application == name), None)
    return None if first is None else scene.setup.catalogue.version(first.item, first.item_version)


def _sealing(
    scene: Scene, happened: list[e.Event], move: e.ApplicationMoved, document: Document, session: SealSession
) -> e.DocumentSealing:
    """The application is as the last of its moves has left it."""
    moves = [event for event in happened if isinstance(event, e.ApplicationMoved)]
    latest = [event for event in moves if event.application == move.application][-1]
    return e.DocumentSealing(
        application=move.application,
        before=latest.after,
        after=latest.after,
        revision=latest.revision,
        document=document.id,
        seal=session.seal,
        person=session.person,
        post=scene.setup.staff[session.person].post,
        place=session.window,
    )
