"""Documents (文书): which seal may be put on them, by whom and where; and what was drawn (SEC-05, INT-24)."""

from __future__ import annotations

import msgspec

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.applications import Application
from hallctl.domain.applications.documents import DOCUMENTS
from hallctl.domain.applications.papers import DocumentRef
from hallctl.domain.decide.applications import known, version_of
from hallctl.domain.decide.scene import Scene
from hallctl.domain.decide.sealing import check_place, check_scope, under_way
from hallctl.domain.decide.seals import custody_of, seal_named
from hallctl.domain.posts import Power
from hallctl.domain.refusals import Refused


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
