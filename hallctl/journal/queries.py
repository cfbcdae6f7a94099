"""Every question that is asked of the journal. Each is one short statement on a reader's connection.

What is found is durable: readers see committed rows only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta, tzinfo
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, bindparam, delete, func, insert, select

from hallctl.domain.records import Record, read
from hallctl.journal import tables
from hallctl.journal.entities import ALSO
from hallctl.journal.moments import moment_of
from hallctl.journal.rows import (
    ApplicationRow,
    AppointmentRow,
    ConsultationRow,
    DocumentRow,
    KeyRow,
    MaterialRow,
    MessageRow,
    NoticeRow,
    RatingRow,
    SealUseRow,
    StoredRow,
    TicketRow,
)
from hallctl.journal.shapes import STORES, readers

PAGE: Final = 1000
TOKEN_DAYS: Final = 31
"""So many days the QR code of a ticket is found."""


def durable_seq(connection: Connection) -> int:
    """The last seq, 0 in an empty journal."""
    return connection.scalar(select(func.max(tables.EVENTS.c.seq))) or 0


def records(connection: Connection, after: int, limit: int, until: int | None = None) -> list[Record]:
    """Records with `after < seq <= until`, in order, at most `limit`."""
    seq = tables.EVENTS.c.seq
    wanted = select(tables.EVENTS.c.raw).where(seq > after).order_by(seq).limit(limit)
    if until is not None:
        wanted = wanted.where(seq <= until)
    return [read(raw) for raw in connection.scalars(wanted)]


def raw_records(connection: Connection, after: int, limit: int) -> list[StoredRow]:
    """The rows of the events table as they lie there."""
    wanted = (
        select(tables.EVENTS).where(tables.EVENTS.c.seq > after).order_by(tables.EVENTS.c.seq).limit(limit)
    )
    return [StoredRow(*row) for row in connection.execute(wanted)]


def record(connection: Connection, seq: int) -> Record | None:
    """One record."""
    raw = connection.scalar(select(tables.EVENTS.c.raw).where(tables.EVENTS.c.seq == seq))
    return None if raw is None else read(raw)


def latest_day(connection: Connection) -> Record | None:
    """The last `day.opened`, from which a restart begins."""
    seq = connection.scalar(select(func.max(tables.DAYS.c.seq)))
    return None if seq is None else record(connection, seq)


def dates(connection: Connection) -> list[date]:
    """All local dates that were opened, in order."""
    opened = select(tables.DAYS.c.date).distinct().order_by(tables.DAYS.c.date)
    return [date.fromisoformat(day) for day in connection.scalars(opened)]


def day_bounds(connection: Connection, day: date) -> tuple[int, int] | None:
    """(before the first, the last) seq of a hall day; None when the hall never opened it."""
    start = connection.scalar(
        select(func.min(tables.DAYS.c.seq)).where(tables.DAYS.c.date == day.isoformat())
    )
    if start is None:
        return None
    following = select(func.min(tables.DAYS.c.seq)).where(tables.DAYS.c.seq > start)
    end = connection.scalar(following.where(tables.DAYS.c.date != day.isoformat()))
    return start - 1, durable_seq(connection) if end is None else end - 1


def trace(connection: Connection, entity: str, entity_id: str, after: int, limit: int) -> list[Record]:
    """The records about one entity (全程留痕), in order."""
    events, told = tables.EVENTS.c, (entity, *ALSO.get(entity, ()))
    wanted = select(events.raw).where(
        events.entity_id == entity_id, events.entity.in_(told), events.seq > after
    )
    return [read(raw) for raw in connection.scalars(wanted.order_by(events.seq).limit(limit))]


def keys_page(connection: Connection, at: int, after: int, zone: tzinfo) -> list[tuple[int, KeyRow]]:
    """A page of idempotency keys not older than `at` (microseconds), oldest first, with their row ids."""
    keys = tables.KEYS.c
    rows = connection.execute(
        select(tables.KEYS).where(keys.at >= at, keys.id > after).order_by(keys.id).limit(PAGE)
    )
    return [
        (row.id, KeyRow(row.scope, row.body, row.first_seq, row.last_seq, moment_of(row.at, zone)))
        for row in rows
    ]


def projected_seq(connection: Connection) -> int:
    """The last seq that a projected row or a key rests on."""
    columns = [*(table.c.seq for table in tables.PROJECTED), tables.KEYS.c.last_seq]
    return max(connection.scalar(select(func.max(column))) or 0 for column in columns)


def cursor(connection: Connection, subscriber: str) -> int | None:
    """How far a subscriber has come."""
    return connection.scalar(select(tables.CURSORS.c.seq).where(tables.CURSORS.c.subscriber == subscriber))


def set_fact(connection: Connection, name: str, value: bytes) -> None:
    """Store what this database knows about itself, inside the writer's transaction."""
    connection.execute(delete(tables.FACTS).where(tables.FACTS.c.name == name))
    connection.execute(insert(tables.FACTS).values(name=name, value=value))


def ticket_rows(connection: Connection, ticket: str, zone: tzinfo) -> Iterator[TicketRow]:
    """The ticket with this id."""
    return rows_of(connection, tables.TICKETS, TicketRow, tables.TICKETS.c.id == ticket, zone)


def token_rows(connection: Connection, token: str, today: date, zone: tzinfo) -> Iterator[TicketRow]:
    """The ticket of today or of the last `TOKEN_DAYS` that has this token."""
    days = [(today - timedelta(days=ago)).isoformat() for ago in range(-1, TOKEN_DAYS + 1)]
    tickets = tables.TICKETS.c
    found = tickets.valid_on.in_(days) & (tickets.token == token)
    return rows_of(connection, tables.TICKETS, TicketRow, found, zone)


def application_rows(connection: Connection, ids: tuple[str, ...], zone: tzinfo) -> Iterator[ApplicationRow]:
    """Applications by their ids."""
    return rows_of(connection, tables.APPLICATIONS, ApplicationRow, tables.APPLICATIONS.c.id.in_(ids), zone)


_CASES: Final = select(tables.CASES.c.id, tables.CASES.c.raw).where(
    tables.CASES.c.id.in_(bindparam("ids", expanding=True))
)


def case_bytes(connection: Connection, ids: tuple[str, ...]) -> dict[str, bytes]:
    """The stored form of these applications, as far as they have one."""
    return dict(connection.execute(_CASES, {"ids": ids}).all())


def due_clocks(connection: Connection, until: int, limit: int) -> list[tuple[str, str, int]]:
    """(application, clock, when) of clocks that warn or end by `until` (microseconds), the earliest first."""
    clocks = tables.CLOCKS.c
    wanted = select(clocks.application, clocks.clock, clocks.next_at).where(clocks.next_at <= until)
    rows = connection.execute(wanted.order_by(clocks.next_at, clocks.application, clocks.clock).limit(limit))
    return [(row.application, row.clock, row.next_at) for row in rows]


def next_clock(connection: Connection) -> int | None:
    """When the next clock warns or ends (microseconds)."""
    clocks = tables.CLOCKS.c
    first: int | None = connection.scalar(select(func.min(clocks.next_at)).where(clocks.next_at.is_not(None)))
    return first


def running_in(connection: Connection, span: tuple[int, int], after: str, limit: int) -> list[str]:
    """A page of applications behind `after`, by id, of which a clock runs in `span` (microseconds)."""
    clocks = tables.CLOCKS.c
    inside = (clocks.next_at.is_not(None)) & (clocks.due_at >= span[0]) & (clocks.since < span[1])
    found = select(clocks.application).where(inside & (clocks.application > after)).distinct()
    return list(connection.scalars(found.order_by(clocks.application).limit(limit)))


def material_rows(connection: Connection, application: str, zone: tzinfo) -> Iterator[MaterialRow]:
    """Every capture for an application, in order."""
    found = tables.MATERIALS.c.application == application
    return rows_of(connection, tables.MATERIALS, MaterialRow, found, zone)


def message_rows(connection: Connection, application: str, zone: tzinfo) -> Iterator[MessageRow]:
    """What the applicant was told, in order."""
    own = tables.MESSAGES.c
    found = own.application == application
    return rows_of(connection, tables.MESSAGES, MessageRow, found, zone, order=own.queued_seq)


def notice_rows(connection: Connection, application: str, zone: tzinfo) -> Iterator[NoticeRow]:
    """Every notice about an application, in order."""
    own = tables.NOTICES.c
    found = own.application == application
    return rows_of(connection, tables.NOTICES, NoticeRow, found, zone, order=own.requested_seq)


def document_rows(connection: Connection, column: str, value: str, zone: tzinfo) -> list[DocumentRow]:
    """Documents by `id`, `application` or `code`, in the order in which they were made."""
    table = tables.DOCUMENTS
    found = rows_of(connection, table, DocumentRow, table.c[column] == value, zone, order=table.c.made_seq)
    return list(found)


def document_files(connection: Connection, after: str, limit: int) -> list[tuple[str, str]]:
    """The next documents after the id `after` with the files in which they can be read, in the order of ids.

    Not of those that were erased: their key is gone, and nobody reads them again.
    """
    own = tables.DOCUMENTS.c
    readable = select(own.id, own.file).join(tables.SEALED, tables.SEALED.c.id == own.key)
    page = readable.where(own.id > after).order_by(own.id).limit(limit)
    return [(row.id, row.file) for row in connection.execute(page)]


def seal_use_rows(connection: Connection, before: int, limit: int, zone: tzinfo) -> list[SealUseRow]:
    """The newest uses of seals that were recorded before the event `before`."""
    seq = tables.SEAL_USES.c.seq
    rows = rows_of(
        connection, tables.SEAL_USES, SealUseRow, seq < before, zone, order=seq.desc(), limit=limit
    )
    return list(rows)


def seal_uses_of(connection: Connection, application: str, zone: tzinfo) -> list[SealUseRow]:
    """The uses of seals for an application, in order."""
    table = tables.SEAL_USES
    found = table.c.application == application
    return list(rows_of(connection, table, SealUseRow, found, zone, order=table.c.seq))


def call_rows(connection: Connection, call: str, zone: tzinfo) -> Iterator[ConsultationRow]:
    """What was recorded of a call of the hotline."""
    found = tables.CONSULTATIONS.c.call == call
    return rows_of(connection, tables.CONSULTATIONS, ConsultationRow, found, zone)


def consultation_rows(connection: Connection, before: int, limit: int, zone: tzinfo) -> list[ConsultationRow]:
    """The newest consultations that were recorded before the event `before`."""
    seq = tables.CONSULTATIONS.c.seq
    page = select(seq).where(seq < before).order_by(seq.desc()).limit(limit)
    newest = list(connection.scalars(page))
    rows = rows_of(connection, tables.CONSULTATIONS, ConsultationRow, seq.in_(newest), zone)
    return sorted(rows, key=lambda row: row.seq, reverse=True)


def appointment_rows(
    connection: Connection, column: str, value: str, zone: tzinfo
) -> Iterator[AppointmentRow]:
    """Appointments by `id` or `token`."""
    found = tables.APPOINTMENTS.c[column] == value
    return rows_of(connection, tables.APPOINTMENTS, AppointmentRow, found, zone)


def rating_rows(connection: Connection, rated: str, zone: tzinfo) -> Iterator[RatingRow]:
    """The ratings given for a ticket, or for an application by itself."""
    found = (tables.RATINGS.c.ticket == rated) | rated_alone((rated,))
    return rows_of(connection, tables.RATINGS, RatingRow, found, zone)


def rated_alone(applications: Iterable[str]) -> ColumnElement[bool]:
    """Ratings of these applications by themselves, not of the visits that they came with."""
    ratings, named = tables.RATINGS.c, [STORES[tuple]((name,)) for name in applications]
    return ratings.ticket.is_(None) & ratings.applications.in_(named)


def rows_of(
    connection: Connection,
    table: Table,
    row_type: Callable[..., Any],
    found: ColumnElement[bool],
    zone: tzinfo,
    *,
    order: ColumnElement[Any] | None = None,
    limit: int | None = None,
) -> Iterator[Any]:
    """Rows of a projection as `row_type`, whose fields are columns of it."""
    reading = readers(row_type)
    wanted = select(*(table.c[name] for name, _ in reading)).where(found).order_by(order).limit(limit)
    for row in connection.execute(wanted):
        yield row_type(
            *(
                None if value is None else given_back(value, zone)
                for (_, given_back), value in zip(reading, row, strict=True)
            )
        )
