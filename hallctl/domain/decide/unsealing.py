"""Reading what is personal in a case (办件): who may; every look stands in the access log (SEC-03)."""

from __future__ import annotations

from typing import Final

import msgspec

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.applications import Application
from hallctl.domain.decide import powers
from hallctl.domain.decide.applications import known, version_of
from hallctl.domain.decide.documents import document_of
from hallctl.domain.decide.scene import Scene
from hallctl.domain.posts import Power
from hallctl.domain.refusals import Refused

READERS: Final = (
    Power.RECEIVE,
    Power.ACCEPT,
    Power.REVIEW,
    Power.APPROVE_DECISION,
    Power.DELIVER_RESULT,
)
"""Who has to do with the case reads who applies, and what was written; and the inspection (督查)."""


Look = e.ApplicationUnsealed | e.DocumentRead


def unseal(scene: Scene, command: c.Unseal) -> list[e.Event]:
    """A look at a record. Whether it belongs to the case the caller has checked."""
    application = known(scene, command.application)
    look = e.ApplicationUnsealed(application=application.id, sealed=command.sealed, granted=True)
    return _logged(scene, application, look)


def read(scene: Scene, command: c.ReadDocument) -> list[e.Event]:
    """A look at a document, which names the applicant and says what officers wrote."""
    application = known(scene, command.application)
    document = document_of(application, command.document)
    return _logged(
        scene, application, e.DocumentRead(application=application.id, document=document.id, granted=True)
    )


def _logged(scene: Scene, application: Application, look: Look) -> list[e.Event]:
    """The look, granted or not, in the log."""
    item = version_of(scene, application)
    if scene.holds(Power.AUDIT) or any(powers.held(scene, item, power) for power in READERS):
        return [look]
    try:
        powers.check(scene, item, Power.RECEIVE, subject=application.id)
    except Refused as refused:
        tried = msgspec.structs.replace(look, granted=False, because=refused.code)
        raise refused.leaving(tried) from None
    return [look]
