"""Which rows follow from which event: one table, for the writer and for whoever proves the rows against it.

A path such as `event.after` is read from the record. A projection adds no fact of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from enum import Enum
from operator import attrgetter
from typing import Any, Final

import msgspec
from sqlalchemy import Table

from hallctl.domain import events
from hallctl.domain.records import Record
from hallctl.journal import tables
from hallctl.journal.bulk import Row
from hallctl.journal.moments import micros

Columns = tuple[str, ...]
Projection = Callable[["Changes", Record], None]

KEY: Final[dict[Table, str]] = {
    tables.TICKETS: "id",
    tables.APPOINTMENTS: "id",
    tables.APPLICATIONS: "id",
    tables.CLIPS: "id",
    tables.NOTICES: "id",
    tables.VIDEOS: "id",
}
"""Column by which an event finds the row that it changes."""


class Changes:
    """The rows that a pile of records makes: new ones, and the last word on old ones."""

    def __init__(self) -> None:
        self._new: dict[tuple[Table, Columns], list[Row]] = {}
        self._changed: dict[tuple[Table, str], dict[str, object]] = {}

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


class _Converters(dict[type, Callable[[Any], object]]):
    """Type → how its values are stored, found once for each type."""

    def __missing__(self, kind: type) -> Callable[[Any], object]:
        found = next((how for base, how in _STORED if issubclass(kind, base)), _as_it_is)
        self[kind] = found
        return found


def _as_it_is(value: object) -> object:
    return value


def _listed(value: tuple[str, ...]) -> str:
    return msgspec.json.encode(value).decode()


_STORED: Final[tuple[tuple[type, Callable[[Any], object]], ...]] = (
    (Enum, str),
    (bool, int),
    (datetime, micros),
    (date, date.isoformat),
    (tuple, _listed),
)
_CONVERTERS: Final = _Converters()


def _reader(paths: Iterable[str]) -> Callable[[Record], tuple[object, ...]]:
    # Of a single path it gives no tuple; `seq` before the others makes that at least two.
    read = attrgetter("seq", *paths)
    converters = _CONVERTERS

    def values(record: Record) -> tuple[object, ...]:
        return tuple([converters[value.__class__](value) for value in read(record)[1:]])

    return values


def _adds(table: Table, **paths: str) -> Projection:
    columns, read = tuple(paths), _reader(paths.values())

    def project(changes: Changes, record: Record) -> None:
        changes.add(table, columns, read(record))

    return project


def _changes(table: Table, key: str, **paths: str) -> Projection:
    paths = {"seq": "seq"} | paths
    columns, read, name = tuple(paths), _reader(paths.values()), attrgetter(key)

    def project(changes: Changes, record: Record) -> None:
        found = name(record)
        if found is not None:
            changes.change(table, found, columns, read(record))

    return project


def _same(*names: str) -> dict[str, str]:
    return {name: f"event.{name}" for name in names}


def _ticket(*same: str, **paths: str) -> tuple[Projection, ...]:
    moved = {"state": "event.after"} | _same(*same) | paths
    return (_changes(tables.TICKETS, "event.ticket", **moved),)


def _appointment(*same: str, **paths: str) -> tuple[Projection, ...]:
    moved = {"state": "event.after"} | _same(*same) | paths
    return (_changes(tables.APPOINTMENTS, "event.appointment", **moved),)


def _clip(**paths: str) -> tuple[Projection, ...]:
    return (_changes(tables.CLIPS, "event.clip", **paths),)


_CLIP: Final = {"opened_seq": "seq", "id": "event.clip", "seq": "seq", "state": "event.after"}

PROJECTIONS: Final[dict[type[events.Event], tuple[Projection, ...]]] = {
    events.DayOpened: (_adds(tables.DAYS, seq="seq", date="event.date"),),
    events.TicketIssued: (
        _adds(
            tables.TICKETS,
            id="event.ticket",
            seq="seq",
            type="event.business",
            state="event.after",
            **_same("number", "zone", "items", "klass", "taken_at", "valid_on", "token", "channel"),
            **_same("reason", "slot", "appointment", "holder"),
        ),
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
    events.AppointmentBooked: (
        _adds(
            tables.APPOINTMENTS,
            booked_seq="seq",
            id="event.appointment",
            seq="seq",
            state="event.after",
            **_same("item", "zone", "slot", "token", "holder"),
        ),
    ),
    events.AppointmentCheckedIn: _appointment("ticket"),
    events.AppointmentReminded: _appointment(),
    events.AppointmentCancelled: _appointment("reason"),
    events.RatingGiven: (
        _adds(
            tables.RATINGS,
            seq="seq",
            at="at",
            **_same("ticket", "window", "staff", "items", "applications"),
            **_same("level", "bad", "channel", "reasons", "text"),
        ),
        _changes(tables.TICKETS, "event.ticket", rated="event.level"),
    ),
    events.RatingLapsed: (_changes(tables.TICKETS, "event.ticket"),),
    events.RatingInvited: (_changes(tables.TICKETS, "event.ticket"),),
    events.ApplicationReceived: (
        _adds(
            tables.APPLICATIONS,
            received_seq="seq",
            id="event.application",
            seq="seq",
            state="event.after",
            copies="event.count",
            received_at="at",
            **_same("revision", "item", "ticket", "window", "channel", "device", "applicant", "code"),
        ),
    ),
    events.ConsultationRecorded: (
        _adds(
            tables.CONSULTATIONS,
            seq="seq",
            at="at",
            id="event.consultation",
            **_same("channel", "kind", "call", "item", "sealed", "began_at", "ended_at"),
        ),
    ),
    events.ApplicationDispatched: (
        _changes(
            tables.APPLICATIONS, "event.application", state="event.after", **_same("revision", "tracking")
        ),
    ),
    events.ApplicationUndeliverable: (
        _changes(
            tables.APPLICATIONS, "event.application", state="event.after", **_same("revision", "tracking")
        ),
    ),
    events.ApplicationDelivered: (
        _changes(
            tables.APPLICATIONS,
            "event.application",
            state="event.after",
            delivered_at="event.signed_at",
            **_same("revision"),
        ),
    ),
    events.ApplicationCaptured: (
        _changes(tables.APPLICATIONS, "event.application", state="event.after", **_same("revision")),
        _adds(
            tables.MATERIALS,
            seq="seq",
            at="at",
            **_same("application", "material", "capture", "pages", "sha256", "device", "operator"),
        ),
    ),
    events.ApplicationReturned: (
        _changes(
            tables.APPLICATIONS,
            "event.application",
            state="event.after",
            **_same("revision", "reason"),
        ),
    ),
    events.ClipOpened: (
        _adds(
            tables.CLIPS, begun_at="at", **_CLIP, **_same("camera", "window", "purpose", "ticket", "session")
        ),
    ),
    events.ClipMarked: (
        _adds(
            tables.CLIPS,
            held_for="event.case",
            **_CLIP,
            **_same("camera", "window", "purpose", "ticket", "begun_at", "ended_at"),
        ),
    ),
    events.ClipClosed: _clip(state="event.after", ended_at="at"),
    events.ClipHeld: _clip(held_for="event.case"),
    events.ClipReleased: _clip(held_for="event.held_for"),
    events.ClipAttached: _clip(evidence_of="event.ticket"),
    events.ClipDeleted: _clip(state="event.after"),
    events.ClipStored: (
        _adds(tables.CLIP_FILES, seq="seq", **_same("clip", "file", "key", "content", "sha256", "size")),
    ),
    events.ClipAccessed: (
        _adds(
            tables.CLIP_ACCESSES,
            seq="seq",
            at="at",
            person="actor.person",
            post="actor.post",
            workstation="actor.workstation",
            **_same("clip", "use", "case", "granted", "because"),
        ),
    ),
    events.NoticeRequested: (
        _adds(
            tables.NOTICES,
            requested_seq="seq",
            id="event.notice",
            seq="seq",
            state="event.after",
            requested_at="at",
            **_same("device", "template", "version", "application", "ticket", "window", "operator"),
            **_same("copies", "seal"),
        ),
    ),
    events.NoticePrinted: (
        _changes(tables.NOTICES, "event.notice", state="event.after", ended_at="at", **_same("fault")),
    ),
    events.VideoStarted: (
        _adds(
            tables.VIDEOS,
            started_seq="seq",
            id="event.session",
            seq="seq",
            state="event.after",
            begun_at="at",
            **_same("window", "peer", "recording", "notice", "ticket", "application"),
        ),
    ),
    events.VideoEnded: (
        _changes(
            tables.VIDEOS, "event.session", state="event.after", ended_at="at", **_same("outcome", "clips")
        ),
    ),
}
