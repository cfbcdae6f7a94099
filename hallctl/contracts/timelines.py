"""The timeline (办理过程) of an application: every act, its actor, documents and clock changes (SUP-10)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from hallctl.domain.actors import Actor
from hallctl.domain.applications import Application
from hallctl.domain.applications.clock import Clock, ClockState
from hallctl.domain.applications.evolve import evolve
from hallctl.domain.applications.papers import Document, DocumentRef
from hallctl.domain.applications.words import LeftWords, words_in
from hallctl.domain.events import (
    ApplicationEvent,
    ApplicationMoved,
    ApplicationRated,
    ApplicationSubmitted,
    ClockCorrected,
    ClockWarned,
    DocumentFiled,
    DocumentSealed,
    Event,
    MaterialsLookedUp,
)
from hallctl.domain.records import Record
from hallctl.domain.setup import HallSetup


class DoneBy(msgspec.Struct, frozen=True, kw_only=True):
    """Who acted, where. `name` only of staff."""

    kind: str
    person: str
    name: str
    post: str
    window: str
    workstation: str


class PaperMade(msgspec.Struct, frozen=True, kw_only=True):
    """A document that came of it, or that was drawn or sealed then."""

    id: str
    kind: str
    number: str


class ClockChange(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a clock: STARTED, STOPPED, SUSPENDED, RESUMED, EXPIRED, WARNED or CHANGED."""

    clock: str
    kind: str
    change: str
    due_at: datetime | None
    subject: str


class MaterialChange(msgspec.Struct, frozen=True, kw_only=True):
    """How a material stands from then on."""

    code: str
    status: str
    custody: str | None


class TimelineEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One event. `at`: when it took effect; `recorded_at`: when the hall learned of it.

    `text`: id of the officer's sealed words that belong to it; `words`: of all that it has left, with their
    kind: `text`, `address` or the document that says them. They are opened by a logged call only.
    `subject`: the document that was drawn, sealed, printed or read. `level`: how the applicant has rated it.
    """

    seq: int
    at: datetime
    recorded_at: datetime
    type: str
    act: str
    step: str
    before: str
    after: str
    actor: DoneBy
    liable: str
    documents: tuple[PaperMade, ...]
    clocks: tuple[ClockChange, ...]
    materials: tuple[MaterialChange, ...]
    reason: str
    text: str | None
    subject: str = ""
    words: tuple[LeftWords, ...]
    level: int | None = None


def timeline(records: Iterable[Record], setup: HallSetup) -> Iterator[TimelineEntry]:
    """The entries, in order, of the records about one application."""
    application: Application | None = None
    for record in records:
        before = application
        if isinstance(record.event, ApplicationEvent):
            application = evolve(application, record)
        yield _entry(record, before, application, setup)


def _entry(
    record: Record, before: Application | None, after: Application | None, setup: HallSetup
) -> TimelineEntry:
    event = record.event
    moved = event if isinstance(event, ApplicationMoved) else None
    changes = moved.changes if moved else None
    text = changes.text if changes else None
    return TimelineEntry(
        seq=record.seq,
        at=record.at,
        recorded_at=record.recorded_at,
        type=record.type,
        act=moved.act if moved else record.type.partition(".")[2],
        step=moved.step if moved else "T01" if isinstance(event, ApplicationSubmitted) else "",
        before=event.before if isinstance(event, ApplicationEvent) else "",
        after=event.after if isinstance(event, ApplicationEvent) else "",
        actor=_done_by(record.actor, setup),
        liable=getattr(event, "liable", ""),
        documents=tuple(
            PaperMade(id=paper.id, kind=paper.kind.name, number=paper.number)
            for paper in _papers(event, after)
        ),
        clocks=tuple(_clocks(record, before, after)),
        materials=tuple(_materials(before, after)),
        reason=_reason(record, before, after),
        text=text.id if isinstance(text, msgspec.Struct) else None,
        subject=getattr(event, "document", ""),
        words=words_in(event),
        level=event.level if isinstance(event, ApplicationRated) else None,
    )


def _papers(event: Event, after: Application | None) -> tuple[Document | DocumentRef, ...]:
    """What the act made, or the one that was drawn or sealed."""
    if isinstance(event, ApplicationMoved):
        return event.documents
    if after is None or not isinstance(event, DocumentFiled | DocumentSealed):
        return ()
    return tuple(paper for paper in after.documents if paper.id == event.document)


def _done_by(actor: Actor, setup: HallSetup) -> DoneBy:
    staff = setup.staff.get(actor.person)
    return DoneBy(
        kind=actor.kind.value,
        person=actor.person,
        name=staff.name if staff else "",
        post=actor.post,
        window=actor.window,
        workstation=actor.workstation,
    )


def _clocks(record: Record, before: Application | None, after: Application | None) -> Iterator[ClockChange]:
    known = {clock.id: clock for clock in before.clocks} if before else {}
    for clock in after.clocks if after else ():
        earlier = known.get(clock.id)
        if earlier != clock:
            yield ClockChange(
                clock=clock.id,
                kind=clock.kind.value,
                change=_change(earlier, clock, record.event),
                due_at=clock.due_at,
                subject=clock.subject,
            )


def _change(earlier: Clock | None, clock: Clock, event: Event) -> str:
    if earlier is None:
        return "STARTED"
    if earlier.state is clock.state:
        return "WARNED" if isinstance(event, ClockWarned) else "CHANGED"
    return "RESUMED" if clock.state is ClockState.RUNNING else clock.state.value


def _materials(before: Application | None, after: Application | None) -> Iterator[MaterialChange]:
    if after is None:
        return
    for row in after.materials:
        earlier = before.material(row.code) if before else None
        if earlier is None or (earlier.status, earlier.custody) != (row.status, row.custody):
            yield MaterialChange(
                code=row.code, status=row.status.value, custody=row.custody.value if row.custody else None
            )


def _reason(record: Record, before: Application | None, after: Application | None) -> str:
    event = record.event
    if isinstance(event, MaterialsLookedUp):
        return event.look_up.failure or ""
    if isinstance(event, ClockWarned):
        return event.warning
    if isinstance(event, ClockCorrected):
        return event.reason
    if after is None or (before is not None and before.reason == after.reason):
        return ""
    return after.reason
