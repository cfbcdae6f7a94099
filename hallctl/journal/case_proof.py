"""Proof that applications (办件) are what their events came to: the stored bytes, and the rows beside them.

Reads in pages; never changes anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from sqlalchemy import Connection, Table, select

from hallctl.domain.applications.application import Application, forgotten
from hallctl.domain.applications.evolve import evolve
from hallctl.domain.events import ApplicationEvent
from hallctl.domain.records import Record, read
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
from hallctl.journal.entities import ALSO
from hallctl.journal.projections import Changes
from hallctl.journal.result_rows import RESULT_COLUMNS, result_row

PAGE: Final = 200
_CASE: Final = tuple(name for name in CASE_COLUMNS if name != "seq")
_RESULT: Final = tuple(name for name in RESULT_COLUMNS if name != "seq")
_CLOCK: Final = tuple(name for name in CLOCK_COLUMNS if name != "seq")
_PART: Final = tuple(name for name in PART_COLUMNS if name != "seq")
_TOLD: Final = {
    "ended clocks": tables.CLOCK_ENDS,
    "acts of time": tables.BY_TIME,
    "uses of seals": tables.SEAL_USES,
}
"""What is compared with what the projections make of the events."""


def replayed(records: Sequence[Record]) -> Application | None:
    """The application that these events came to. None: none of them is of one."""
    application = None
    for record in records:
        if isinstance(record.event, ApplicationEvent):
            application = evolve(application, record)
    return application


def page_of_ids(connection: Connection, after: str) -> list[str]:
    """Applications behind `after`, by id."""
    cases = tables.CASES.c
    return list(connection.scalars(select(cases.id).where(cases.id > after).order_by(cases.id).limit(PAGE)))


def difference(connection: Connection, ids: Sequence[str]) -> str | None:
    """What is wrong with the first of these applications that is not what its events came to."""
    stored = {
        "stored form": _rows(connection, tables.CASES, _CASE, ids),
        "row": _rows(connection, tables.APPLICATIONS, ("id", *LOOKED_FOR), ids),
        "clocks": _rows(connection, tables.CLOCKS, _CLOCK, ids),
        "result": _rows(connection, tables.RESULTS, _RESULT, ids),
        "parts": _rows(connection, tables.PARTS, _PART, ids),
    }
    for what, table in _TOLD.items():
        stored[what] = _rows(connection, table, tuple(table.c.keys()), ids)
    named = _named(connection, ids)
    for name, records in _histories(connection, ids):
        for what, expected in (_expected(_as_kept(replayed(records), named)) | _told(records)).items():
            if sorted(stored[what].get(name, [])) != sorted(expected):
                return f"the {what} of application {name} is not what its events came to"
    return None


def _named(connection: Connection, ids: Sequence[str]) -> frozenset[str]:
    """Those of these applications whose row still says who applied."""
    own = tables.APPLICATIONS.c
    return frozenset(connection.scalars(select(own.id).where(own.id.in_(ids), own.applicant.is_not(None))))


def _as_kept(application: Application | None, named: frozenset[str]) -> Application | None:
    """The events name an applicant for ever; whoever was forgotten must not stand in the stored form."""
    if application is None or application.applicant is None or application.id in named:
        return application
    return forgotten(application)


def _expected(application: Application | None) -> dict[str, list[Row]]:
    if application is None:
        return {}
    clocks = [clock_row(application.id, clock, 0) for clock in application.clocks]
    seq, part_seq = CLOCK_COLUMNS.index("seq"), PART_COLUMNS.index("seq")
    identifier, _, *case = case_row(application, 0)
    result = result_row(application, 0)
    return {
        "stored form": [(identifier, *case)],
        "row": [(application.id, *looked_for(application))],
        "result": [] if result is None else [(result[0], *result[2:])],
        "clocks": [row[:seq] + row[seq + 1 :] for row in clocks if row is not None],
        "parts": [row[:part_seq] + row[part_seq + 1 :] for row in part_rows(application, 0)],
    }


def _told(records: Sequence[Record]) -> dict[str, list[Row]]:
    """What the projections make of these events, in the tables of `_TOLD`."""
    changes = Changes()
    for record in records:
        changes.take(record)
    made = {table: (columns, rows) for table, columns, rows in (*changes.inserts(), *changes.puts())}
    found = {}
    for what, table in _TOLD.items():
        columns, rows = made.get(table, ((), []))
        order = [columns.index(column.name) for column in table.c if columns]
        found[what] = [tuple(row[place] for place in order) for row in rows]
    return found


def _rows(
    connection: Connection, table: Table, columns: tuple[str, ...], ids: Sequence[str]
) -> dict[str, list[Row]]:
    """Rows by the application that they are about."""
    found: dict[str, list[Row]] = {}
    about = table.c["application" if "application" in table.c else "id"]
    wanted = select(about, *(table.c[name] for name in columns)).where(about.in_(ids))
    for row in connection.execute(wanted):
        found.setdefault(row[0], []).append(tuple(row[1:]))
    return found


def _histories(connection: Connection, ids: Sequence[str]) -> Iterator[tuple[str, list[Record]]]:
    events = tables.EVENTS.c
    about = events.entity_id.in_(ids) & events.entity.in_(("application", *ALSO["application"]))
    wanted = select(events.entity_id, events.raw).where(about).order_by(events.entity_id, events.seq)
    for name, rows in groupby(connection.execute(wanted), key=lambda row: str(row.entity_id)):
        yield name, [read(row.raw) for row in rows]
