"""Which rows follow from which event: one table, for the writer and for whoever proves the rows against it.

A path such as `event.after` is read from the record. A projection adds no fact of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import Final

from sqlalchemy import Table

from hallctl.domain import events
from hallctl.domain.applications import Application
from hallctl.domain.applications.clock import Clock
from hallctl.domain.applications.ends import BY_TIME, end_of
from hallctl.domain.records import Record
from hallctl.journal import tables
from hallctl.journal.bulk import Row
from hallctl.journal.case_rows import (
    CASE_COLUMNS,
    CLOCK_COLUMNS,
    LOOKED_FOR,
    PART_COLUMNS,
    case_row,
    clock_row,
    looked_for,
    part_rows,
)
from hallctl.journal.moments import micros
from hallctl.journal.result_rows import RESULT_COLUMNS, result_row
from hallctl.journal.shapes import STORES

Columns = tuple[str, ...]
Projection = Callable[["Changes", Record], None]

KEY: Final[dict[Table, str]] = {
    tables.TICKETS: "id",
    tables.APPOINTMENTS: "id",
    tables.APPLICATIONS: "id",
    tables.CLIPS: "id",
    tables.NOTICES: "id",
    tables.MESSAGES: "id",
    tables.DOCUMENTS: "id",
    tables.VIDEOS: "id",
}
"""Column by which an event finds the row that it changes."""

WHOLE: Final[dict[Table, Columns]] = {
    tables.CASES: ("id",),
    tables.PARTS: ("application", "department"),
    tables.RESULTS: ("id",),
    tables.CLOCK_ENDS: ("application", "clock"),
    tables.CLOCKS: ("application", "clock"),
}
"""Columns by which a row is found that is put as a whole, whether it was there or not."""


class Changes:
    """The rows that a pile of records makes: new ones, and the last word on old ones."""

    def __init__(self) -> None:
        self._new: dict[tuple[Table, Columns], list[Row]] = {}
        self._changed: dict[tuple[Table, str], dict[str, object]] = {}
        self._put: dict[tuple[Table, Columns], dict[Row, Row | None]] = {}

    def take(self, record: Record) -> None:
        """Add what follows from a record. Records come in order of seq."""
        for projection in PROJECTIONS.get(type(record.event), ()):
            projection(self, record)

    def add(self, table: Table, columns: Columns, row: Row) -> None:
        """A new row."""
        self._new.setdefault((table, columns), []).append(row)

    def change(self, table: Table, key: str, columns: Columns, values: Iterable[object]) -> None:
        """New values of some columns of one row; a later word replaces an earlier one."""
        self._changed.setdefault((table, key), {}).update(zip(columns, values, strict=True))

    def put(self, table: Table, columns: Columns, key: Row, row: Row | None) -> None:
        """The whole of a row; None: there is none any more. A later word replaces an earlier one."""
        self._put.setdefault((table, columns), {})[key] = row

    def case(self, application: Application, seq: int) -> None:
        """An application as it is after the event `seq`."""
        self.put(tables.CASES, CASE_COLUMNS, (application.id,), case_row(application, seq))
        if (result := result_row(application, seq)) is not None:
            self.put(tables.RESULTS, RESULT_COLUMNS, (application.id,), result)
        for part in part_rows(application, seq):
            self.put(tables.PARTS, PART_COLUMNS, part[:2], part)
        columns, values = ("seq", *LOOKED_FOR), (seq, *looked_for(application))
        self.change(tables.APPLICATIONS, application.id, columns, values)

    def puts(self) -> Iterator[tuple[Table, Columns, list[Row]]]:
        """Rows to insert, or to set where their key is there."""
        for (table, columns), rows in self._put.items():
            yield table, columns, [row for row in rows.values() if row is not None]

    def drops(self) -> Iterator[tuple[Table, list[Row]]]:
        """Keys of rows to delete."""
        for (table, _), rows in self._put.items():
            yield table, [key for key, row in rows.items() if row is None]

    def inserts(self) -> Iterator[tuple[Table, Columns, list[Row]]]:
        """Rows to insert, before the updates."""
        for (table, columns), rows in self._new.items():
            yield table, columns, rows

    def updates(self) -> Iterator[tuple[Table, Columns, list[Row]]]:
        """Rows to update, grouped by the columns that change; the key is the first column."""
        groups: dict[tuple[Table, Columns], list[Row]] = {}
        for (table, key), values in self._changed.items():
            groups.setdefault((table, (KEY[table], *values)), []).append((key, *values.values()))
        for (table, columns), rows in groups.items():
            yield table, columns, rows


def _reader(paths: Iterable[str]) -> Callable[[Record], tuple[object, ...]]:
    # Of a single path it gives no tuple; `seq` before the others makes that at least two.
    read = attrgetter("seq", *paths)
    stores = STORES

    def values(record: Record) -> tuple[object, ...]:
        return tuple([stores[value.__class__](value) for value in read(record)[1:]])

    return values


def _adds(table: Table, **paths: str) -> Projection:
    columns, read = tuple(paths), _reader(paths.values())

    def project(changes: Changes, record: Record) -> None:
        changes.add(table, columns, read(record))

    return project


def _changes(table: Table, key: str, /, **paths: str) -> Projection:
    paths = {"seq": "seq"} | paths
    columns, read, name = tuple(paths), _reader(paths.values()), attrgetter(key)

    def project(changes: Changes, record: Record) -> None:
        found = name(record)
        if found is not None:
            changes.change(table, found, columns, read(record))

    return project


def _same(*names: str) -> dict[str, str]:
    return {name: f"event.{name}" for name in names}


Moves = Callable[..., tuple[Projection, ...]]


def _life(table: Table, key: str) -> tuple[Moves, Moves]:
    """(begins, moves) for rows of things that have a state: their first event, and every later one."""
    (first,) = table.primary_key.columns.keys()
    begun = {first: "seq", "id": key, "seq": "seq", "state": "event.after"}

    def begins(*same: str, **paths: str) -> tuple[Projection, ...]:
        return (_adds(table, **begun | _same(*same) | paths),)

    def moves(*same: str, **paths: str) -> tuple[Projection, ...]:
        return (_changes(table, key, **{"state": "event.after"} | _same(*same) | paths),)

    return begins, moves


_new_ticket, _ticket = _life(tables.TICKETS, "event.ticket")
_new_appointment, _appointment = _life(tables.APPOINTMENTS, "event.appointment")
_new_application, _application = _life(tables.APPLICATIONS, "event.application")
_new_clip, _clip = _life(tables.CLIPS, "event.clip")
_new_message, _message = _life(tables.MESSAGES, "event.message")
_new_notice, _notice = _life(tables.NOTICES, "event.notice")
_new_video, _video = _life(tables.VIDEOS, "event.session")


def _clocks(changes: Changes, record: Record) -> None:
    """The rows of clocks that the event has changed."""
    event = record.event
    if not isinstance(event, events.ApplicationMoved | events.ClockWarned | events.ClockCorrected):
        return
    for clock in _rows_of(event):
        row = clock_row(event.application, clock, record.seq)
        changes.put(tables.CLOCKS, CLOCK_COLUMNS, (event.application, clock.id), row)


def _rows_of(
    event: events.ApplicationMoved | events.ClockWarned | events.ClockCorrected,
) -> tuple[Clock, ...]:
    match event:
        case events.ApplicationMoved():
            return event.clocks
        case events.ClockWarned():
            return (event.row,)
    return event.rows


_CLOCK_END: Final = ("application", "clock", "seq", "kind", "ended_at", "late")


def _ends(changes: Changes, record: Record) -> None:
    """Clocks that are over. One that was wrong is not counted: its new row is."""
    event = record.event
    if not isinstance(event, events.ApplicationMoved | events.ClockWarned):
        return
    for clock in _rows_of(event):
        end = end_of(clock, record.at)
        if end is not None:
            key = (event.application, clock.id)
            row = (*key, record.seq, clock.kind.value, micros(end.at), int(end.late))
            changes.put(tables.CLOCK_ENDS, _CLOCK_END, key, row)


def _by_time(changes: Changes, record: Record) -> None:
    """What time has accepted or closed."""
    event = record.event
    act = BY_TIME.get(event.act) if isinstance(event, events.ApplicationMoved) else None
    if act is not None and isinstance(event, events.ApplicationMoved):
        row = (record.seq, event.application, act, micros(record.at))
        changes.add(tables.BY_TIME, ("seq", "application", "act", "at"), row)


_DOCUMENT: Final = ("id", "seq", "application", "kind", "number", "version", "at", "made_seq")


def _documents(changes: Changes, record: Record) -> None:
    """Those that the event has made."""
    if isinstance(record.event, events.ApplicationMoved):
        about = record.event.application
        for made in record.event.documents:
            at = micros(record.at)
            row = (made.id, record.seq, about, made.kind.value, made.number, made.version, at, record.seq)
            changes.add(tables.DOCUMENTS, _DOCUMENT, row)


def _drawn(*more: str) -> Projection:
    """Where the file of a document lies now."""
    same = _same("file", "key", "sha256", "size", "pages", "code", *more)
    return _changes(tables.DOCUMENTS, "event.document", **same)


def _clip_fact(**paths: str) -> tuple[Projection, ...]:
    """What is so of a clip whatever its state."""
    return (_changes(tables.CLIPS, "event.clip", **paths),)


def _fact(table: Table, *same: str, **paths: str) -> tuple[Projection, ...]:
    """A new row of something that never changes."""
    return (_adds(table, **{"seq": "seq"} | _same(*same) | paths),)


PROJECTIONS: Final[dict[type[events.Event], tuple[Projection, ...]]] = {
    events.DayOpened: _fact(tables.DAYS, "date"),
    events.TicketIssued: _new_ticket(
        *("number", "zone", "items", "klass", "taken_at", "valid_on", "token", "channel", "reason"),
        *("slot", "appointment", "holder"),
        type="event.business",
    ),
    events.TicketCalled: _ticket("window", "staff", called_at="at"),
    events.TicketRecalled: _ticket("window"),
    events.TicketStarted: _ticket("window", started_at="at"),
    events.TicketHeld: _ticket("window"),
    events.TicketResumed: _ticket("window"),
    events.TicketTransferred: _ticket(
        "items", "klass", zone="event.to_zone", target_window="event.to_window", type="event.business"
    ),
    events.TicketReminded: _ticket(),
    events.TicketIdentified: _ticket(),
    events.TicketReassigned: _ticket(
        "items", zone="event.to_zone", target_window="event.to_window", type="event.business"
    ),
    events.TicketCompleted: _ticket("window", "outcome", "applications", ended_at="at"),
    events.TicketNoShow: _ticket("window", "no_shows"),
    events.TicketRequeued: _ticket(),
    events.TicketReturned: _ticket(),
    events.TicketCancelled: _ticket(ended_at="at"),
    events.TicketExpired: _ticket(ended_at="at"),
    events.TicketDiverted: _ticket(ended_at="at"),
    events.TicketPrinted: _ticket(printed="event.result"),
    events.TicketVoided: _ticket(ended_at="at"),
    events.TicketReprinting: _ticket(),
    events.AppointmentBooked: _new_appointment("item", "zone", "slot", "token", "holder"),
    events.AppointmentCheckedIn: _appointment("ticket"),
    events.AppointmentReminded: _appointment(),
    events.AppointmentCancelled: _appointment("reason"),
    events.RatingGiven: (
        *_fact(
            tables.RATINGS,
            *("ticket", "window", "staff", "items", "applications"),
            *("level", "bad", "channel", "reasons", "text", "person"),
            at="at",
        ),
        _changes(tables.TICKETS, "event.ticket", rated="event.level"),
    ),
    events.RatingLapsed: (_changes(tables.TICKETS, "event.ticket"),),
    events.RatingInvited: (_changes(tables.TICKETS, "event.ticket"),),
    events.ApplicationReceived: _new_application(
        *("revision", "item", "ticket", "window", "channel", "device", "applicant", "person", "code"),
        copies="event.count",
        received_at="at",
        submitted_at="at",
    ),
    events.ApplicationSubmitted: _new_application(
        *("revision", "item", "item_version", "department", "ticket", "window", "channel", "device"),
        *("person", "code"),
        applicant="event.sealed",
        copies="event.count",
        received_at="at",
        submitted_at="at",
    ),
    events.ApplicationMoved: (*_application("revision"), _clocks, _ends, _by_time, _documents),
    events.MaterialsLookedUp: _application("revision"),
    events.ClockWarned: (*_application("revision"), _clocks, _ends),
    events.ClockCorrected: (*_application("revision"), _clocks),
    events.DocumentFiled: (_drawn(),),
    events.DocumentSealed: (
        _drawn("seal"),
        *_fact(
            tables.SEAL_USES,
            *("seal", "document", "application", "sha256", "certificate", "person", "post", "place"),
            at="at",
        ),
    ),
    events.ApplicationDispatched: _application("revision", "tracking"),
    events.ApplicationUndeliverable: _application("revision", "tracking"),
    events.ApplicationDelivered: _application("revision", delivered_at="event.signed_at"),
    events.ApplicationReturned: _application("revision", "reason"),
    events.ApplicationRated: _application("revision"),
    events.ApplicationCaptured: (
        *_application("revision"),
        *_fact(
            tables.MATERIALS,
            *("application", "material", "capture", "pages", "sha256", "device", "operator"),
            at="at",
        ),
    ),
    events.ConsultationRecorded: _fact(
        tables.CONSULTATIONS,
        *("channel", "kind", "call", "item", "sealed", "began_at", "ended_at"),
        id="event.consultation",
        at="at",
    ),
    events.ClipOpened: _new_clip("camera", "window", "purpose", "ticket", "session", begun_at="at"),
    events.ClipMarked: _new_clip(
        *("camera", "window", "purpose", "ticket", "begun_at", "ended_at"), held_for="event.case"
    ),
    events.ClipClosed: _clip(ended_at="at"),
    events.ClipDeleted: _clip(),
    events.ClipHeld: _clip_fact(held_for="event.case"),
    events.ClipReleased: _clip_fact(held_for="event.held_for"),
    events.ClipAttached: _clip_fact(evidence_of="event.ticket"),
    events.ClipStored: _fact(tables.CLIP_FILES, "clip", "file", "key", "content", "sha256", "size"),
    events.ClipAccessed: _fact(
        tables.CLIP_ACCESSES,
        *("clip", "use", "case", "granted", "because"),
        at="at",
        person="actor.person",
        post="actor.post",
        workstation="actor.workstation",
    ),
    events.MessageQueued: _new_message("application", "kind", queued_at="at"),
    events.MessageReported: _message("told_by", "fault", ended_at="at"),
    events.NoticeRequested: _new_notice(
        *("device", "template", "version", "application", "ticket", "window", "operator", "copies", "seal"),
        *("document", "copy"),
        requested_at="at",
    ),
    events.NoticePrinted: _notice("fault", ended_at="at"),
    events.VideoStarted: _new_video(
        *("window", "peer", "recording", "notice", "ticket", "application"), begun_at="at"
    ),
    events.VideoEnded: _video("outcome", "clips", ended_at="at"),
}
