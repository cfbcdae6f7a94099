"""From what the journal holds of a document to the page that is drawn: names are looked up, seals opened.

What it finds goes straight to the press: nothing of it is logged or kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hallctl.domain.actors import ActorKind
from hallctl.domain.applications import Application
from hallctl.domain.applications.documents import DOCUMENTS, SealNeed, title_of
from hallctl.domain.applications.papers import Document, DocumentKind, SealedText
from hallctl.domain.catalogue.kinds import ItemType
from hallctl.domain.catalogue.versions import ItemVersion
from hallctl.domain.events import ApplicationMoved
from hallctl.domain.records import Record
from hallctl.domain.seals import Seal
from hallctl.domain.setup import HallSetup
from hallctl.hall import Hall
from hallctl.journal.rows import DocumentRow
from hallctl.paperwork.page import DocumentPage, SealLook
from hallctl.registry.cards import holder

NOBODY: Final = "申请人"
"""How a document addresses somebody who is not known, or was erased."""

OF_THE_HALL: Final = frozenset({SealNeed.CUSTODY})
"""What the hall signs in one-window mode."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document, the event that made it, and its application as it is now."""

    row: DocumentRow
    document: Document
    record: Record
    event: ApplicationMoved
    application: Application


def source_of(hall: Hall, name: str) -> Source | None:
    """What the journal holds of a document; None where it holds nothing. Blocks."""
    row = hall.journal.document(name)
    if row is None:
        return None
    (record,) = hall.journal.records(row.made_seq - 1, 1)
    event = record.event
    application = hall.journal.cases([row.application]).get(row.application)
    if application is None or not isinstance(event, ApplicationMoved):
        return None
    document = next((made for made in event.documents if made.id == name), None)
    return None if document is None else Source(row, document, record, event, application)


def page_of(
    hall: Hall, source: Source, code: str, seal: Seal | None, copied_at: datetime | None = None
) -> DocumentPage:
    """The page, with everything in words. Blocks: it opens the personal store."""
    setup, document, application = hall.setup, source.document, source.application
    rules = setup.paperwork
    item = setup.catalogue.version(application.item, application.item_version)
    department = item.department if item else application.department
    return DocumentPage(
        kind=document.kind,
        title=title_of(document.kind, rules.profile),
        number=document.number,
        version=document.version,
        hall=setup.name,
        issuer=seal.name if seal else _issuer(setup, source, item),
        department=department,
        applicant=_name(hall, application),
        application=application.id,
        item=item.name if item else application.item,
        licence=item is not None and item.type is ItemType.LICENCE,
        facts=document.facts,
        at=source.record.at,
        timezone=setup.timezone,
        profile=rules.profile,
        officer=_officer(setup, source),
        words=_words(hall, document.facts.text),
        government=rules.government,
        court=rules.court,
        phone=rules.phone,
        step=source.event.step,
        deemed=application.deemed,
        promised=any(made.kind is DocumentKind.TOLERANCE_PROMISE for made in source.event.documents),
        check=f"{setup.public_url}/d/{code}",
        seal=None if seal is None else SealLook(seal.name, seal.caption),
        copied_at=copied_at,
        folder=rules.templates,
    )


def _issuer(setup: HallSetup, source: Source, item: ItemVersion | None) -> str:
    """In one-window mode the hall signs intake documents; the others are the department's."""
    of_the_hall = DOCUMENTS[source.document.kind].seal in OF_THE_HALL and (item is None or item.one_window)
    department = item.department if item else source.application.department
    return setup.name if of_the_hall else department or setup.name


def _name(hall: Hall, application: Application) -> str:
    if application.applicant is None:
        return NOBODY
    found = hall.journal.unseal(application.applicant.sealed)
    return NOBODY if found is None else holder(found).name


def _words(hall: Hall, text: SealedText | None) -> str:
    found = None if text is None else hall.journal.unseal(text.id)
    return "" if found is None else found.clear.decode()


def _officer(setup: HallSetup, source: Source) -> str:
    """Who signs, else who has acted."""
    actor = source.record.actor
    signed_by = source.document.facts.signed_by
    name = signed_by or (actor.person if actor.kind is ActorKind.STAFF else "")
    person = setup.staff.get(name)
    if person is not None:
        return person.name
    return f"系统自动审批（{signed_by}）" if signed_by and actor.kind is ActorKind.SYSTEM else signed_by
