"""Event → application: the only place where an application changes, live and in replay alike."""

from __future__ import annotations

from datetime import datetime

import msgspec

from hallctl.domain import events as e
from hallctl.domain.actors import Actor
from hallctl.domain.applications.application import NO_CHANGES, Application, MaterialState, merged
from hallctl.domain.applications.on_record import with_found
from hallctl.domain.applications.papers import DocumentRef
from hallctl.domain.applications.states import ApplicationState, Channel, MaterialStatus
from hallctl.domain.records import Record


def evolve(application: Application | None, record: Record) -> Application:
    """The application after one of its events. `None` only before its first one."""
    event = record.event
    if isinstance(event, e.ApplicationSubmitted):
        return begun(event, record.at, record.actor)
    if isinstance(event, e.ApplicationReceived):
        return _received(event, record)
    if application is None or not isinstance(event, e.ApplicationEvent):
        message = f"event {record.seq} ({record.type}) does not fit application {application}"
        raise ValueError(message)
    moved = msgspec.structs.replace(application, state=ApplicationState(event.after), revision=event.revision)
    if isinstance(event, e.ApplicationMoved):
        return _moved(moved, event, record)
    if isinstance(event, e.ApplicationCaptured):
        return _captured(moved, event, record)
    if isinstance(event, e.DocumentEvent):
        return _documented(moved, event)
    return _told(moved, event)


def begun(event: e.ApplicationSubmitted, at: datetime, actor: Actor) -> Application:
    """The application that begins with `event`, which `actor` brings about `at` that time."""
    return Application(
        id=event.application,
        item=event.item,
        state=ApplicationState(event.after),
        revision=event.revision,
        item_version=event.item_version,
        department=event.department,
        situation=event.situation,
        channel=event.channel,
        ticket=event.ticket,
        window=event.window,
        device=event.device,
        owner=actor.person if event.window else "",
        applicant=event.applicant,
        code=event.code,
        client=event.client,
        intake_site=event.intake_site,
        handling_site=event.handling_site,
        submitted_at=at,
        materials=event.materials,
        payment=event.payment,
        mandate=event.mandate,
    )


def _moved(application: Application, event: e.ApplicationMoved, record: Record) -> Application:
    changed = merged(application, event.changes, event.clocks)
    if not event.documents:
        return changed
    made = tuple(DocumentRef(d.id, d.kind, d.number, record.at) for d in event.documents)
    return msgspec.structs.replace(changed, documents=changed.documents + made)


def _told(application: Application, event: e.ApplicationEvent) -> Application:
    """What is on record, clocks that warned or were corrected, the rating; else as earlier releases wrote."""
    if isinstance(event, e.MaterialsLookedUp):
        rows = with_found(application.materials, event.look_up.found)
        return msgspec.structs.replace(application, materials=rows)
    if isinstance(event, e.ClockWarned):
        return merged(application, NO_CHANGES, (event.row,))
    if isinstance(event, e.ClockCorrected):
        return merged(application, NO_CHANGES, event.rows)
    if isinstance(event, e.ApplicationRated):
        return msgspec.structs.replace(application, rated=event.level)
    return _formerly(application, event)


def _captured(application: Application, event: e.ApplicationCaptured, record: Record) -> Application:
    """The pages of a material have come: their digest stands in its row (INT-21)."""
    before = application.material(event.material)
    row = before or MaterialState(event.material, MaterialStatus.PRESENT, at=record.at)
    row = msgspec.structs.replace(row, sha256=event.sha256, pages=event.pages, operator=event.operator)
    rows = [row if material is before else material for material in application.materials]
    if before is None:
        rows.append(row)
    return msgspec.structs.replace(application, materials=tuple(rows))


def _documented(application: Application, event: e.DocumentEvent) -> Application:
    """A document was drawn, sealed or printed."""
    said: dict[str, object] = {}
    rows = []
    for row in application.documents:
        if row.id != event.document:
            rows.append(row)
            continue
        match event:
            case e.DocumentFiled():
                said = {"sha256": event.sha256}
            case e.DocumentSealed():
                said = {"sha256": event.sha256, "seal": event.seal}
            case e.DocumentPrinted():
                said = {"printed": row.printed + 1}
        rows.append(msgspec.structs.replace(row, **said))
    return msgspec.structs.replace(application, documents=tuple(rows))


# --- what releases before the transition table wrote ---


def _received(event: e.ApplicationReceived, record: Record) -> Application:
    return Application(
        id=event.application,
        item=event.item,
        ticket=event.ticket,
        window=event.window,
        device=event.device,
        state=ApplicationState.RECEIVED,
        revision=event.revision,
        submitted_at=record.at,
        received_at=record.at,
        channel=Channel(event.channel),
        applicant=event.identity,
        code=event.code,
    )


def _formerly(application: Application, event: e.ApplicationEvent) -> Application:
    if isinstance(event, e.ApplicationDispatched | e.ApplicationUndeliverable):
        return msgspec.structs.replace(application, tracking=event.tracking)
    if isinstance(event, e.ApplicationDelivered):
        return msgspec.structs.replace(application, delivered_at=event.signed_at)
    return application
