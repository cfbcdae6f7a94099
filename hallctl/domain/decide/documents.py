"""Documents (文书): which seal may be put on them, by whom and where; and what was drawn (SEC-05, INT-24)."""

from __future__ import annotations

from typing import Final

import msgspec

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.applications import Application
from hallctl.domain.applications.documents import DOCUMENTS, PrintedBy, SealNeed
from hallctl.domain.applications.papers import DocumentRef
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.decide.applications import known, version_of
from hallctl.domain.decide.scene import Scene
from hallctl.domain.decide.seals import custody_of, seal_named
from hallctl.domain.entries import DEPARTMENT_KINDS, WindowKind
from hallctl.domain.posts import Power
from hallctl.domain.refusals import Refused
from hallctl.domain.seals import SEALABLE, Seal, SealKind

OWN_WINDOWS: Final = DEPARTMENT_KINDS | {WindowKind.REMOTE}
"""Where intake documents are handed out that are not of the one-window mode."""


def seal_document(scene: Scene, command: c.SealDocument) -> list[e.Event]:
    """Put a seal on a document that bears none."""
    application = known(scene, command.application)
    document = document_of(application, command.document)
    return [sealing(scene, application, document, command.seal)]


def sealing(scene: Scene, application: Application, document: DocumentRef, name: str) -> e.Event:
    """The seal goes on the document. Raises `Refused`."""
    seal = seal_named(scene, name)
    item = version_of(scene, application)
    check_scope(seal, item, DOCUMENTS[document.kind].seal)
    scene.check(Power.USE_SEAL)
    actor = scene.actor
    session = custody_of(scene, seal.id, actor.person)
    if session is None or session.window != actor.window:
        raise Refused("SEAL_CLOSED", seal.id)
    check_place(scene, document, item)
    if document.seal is not None or under_way(scene, document):
        raise Refused("SEALED_ALREADY", document.id)
    return e.DocumentSealing(
        application=application.id,
        before=application.state.value,
        after=application.state.value,
        revision=application.revision,
        document=document.id,
        seal=seal.id,
        person=actor.person,
        post=actor.post,
        place=actor.window,
    )


def check_scope(seal: Seal, item: ItemVersion, need: SealNeed) -> None:
    """Raises SEAL_SCOPE where this seal is not for such a document, or another department's."""
    departments = {item.department, *(part.department for part in item.parts)}
    foreign = seal.kind is SealKind.DEPARTMENT and seal.department not in departments
    if seal.kind not in SEALABLE[need] or foreign:
        raise Refused("SEAL_SCOPE", f"{seal.id} on {need.value} of {item.department}")


def under_way(scene: Scene, document: DocumentRef) -> bool:
    """Whether the document is being sealed."""
    job = scene.day.state.drawing.get(document.id)
    return job is not None and job.seal is not None


def check_place(scene: Scene, document: DocumentRef, item: ItemVersion) -> None:
    """Intake documents leave the comprehensive window in one-window mode, else the item's own (INT-24)."""
    if DOCUMENTS[document.kind].printed is not PrintedBy.INTAKE:
        return
    window = scene.setup.windows.get(scene.actor.window)
    windows = scene.setup.windows.values()
    one_window = item.one_window and any(w.kind is WindowKind.COMPREHENSIVE for w in windows)
    if window is None:
        fits = False
    elif one_window:
        fits = window.kind is WindowKind.COMPREHENSIVE
    else:
        own = window.kind is WindowKind.REMOTE or window.department == item.department
        fits = window.kind in OWN_WINDOWS and own
    if not fits:
        raise Refused("DOCUMENT_PLACE", f"{document.kind.name} of {item.code} at {scene.actor.window}")


# --- drawing ---


def document_of(application: Application, name: str) -> DocumentRef:
    """The document or DOCUMENT_UNKNOWN."""
    found = next((each for each in application.documents if each.id == name), None)
    if found is None:
        raise Refused("DOCUMENT_UNKNOWN", name)
    return found


def file(scene: Scene, command: c.FileDocument) -> list[e.Event]:
    """A job is done. What somebody has begun to seal meanwhile is drawn again; nothing is filed twice."""
    application = known(scene, command.application)
    document = document_of(application, command.document)
    job = scene.day.state.drawing.get(document.id)
    if job is None or job.seal != command.seal:
        raise Refused("DOCUMENT_DONE", document.id)
    filed = e.DocumentFiled(
        application=application.id,
        before=application.state.value,
        after=application.state.value,
        revision=application.revision,
        document=document.id,
        file=command.file,
        key=command.key,
        sha256=command.sha256,
        size=command.size,
        pages=command.pages,
        code=command.code,
    )
    if job.seal is None:
        return [filed]
    sealed = e.DocumentSealed(
        **msgspec.structs.asdict(filed),
        seal=job.seal,
        person=job.person,
        post=job.post,
        place=job.window,
        certificate=command.certificate,
    )
    return [sealed]
