"""Personal data whose time is over (个人信息保存期限, SEC-11): who it was is forgotten, what happened stays.

Rows lose the names of sealed records, and these and the keys of subjects of whom nothing is left are deleted;
the stored form of a case loses its applicant. Events and the chain stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, Table, delete, select, update

from hallctl.domain.applications.application import decode_application, encode_application, forgotten
from hallctl.journal.moments import micros
from hallctl.journal.queries import rated_alone
from hallctl.journal.tables import (
    APPLICATIONS,
    APPOINTMENTS,
    CASES,
    RATINGS,
    RESULTS,
    SEALED,
    SUBJECT_KEYS,
    TICKETS,
)

AT_ONCE: Final = 500


@dataclass(frozen=True, slots=True)
class Limits:
    """What is older goes: visits by their day, applications by when they were closed. None: nothing."""

    visits: datetime | None
    cases: datetime | None


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows have lost whom they named; `subjects`: of whom nothing personal is left."""

    tickets: int = 0
    appointments: int = 0
    applications: int = 0
    subjects: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """Of all kinds."""
        return self.tickets + self.appointments + self.applications


def forget(connection: Connection, limits: Limits, subject_of: Callable[[str], str]) -> Forgotten:
    """A part of what is due, inside the writer's transaction; again until `rows` is 0.

    `subject_of`: the opaque id of a person or an application.
    """
    sealed: list[str] = []
    subjects: list[str] = []
    tickets = appointments = 0
    if limits.visits is not None:
        day = limits.visits.date().isoformat()
        tickets = _cut(connection, TICKETS, TICKETS.c.valid_on < day, TICKETS.c.holder, sealed)
        old = APPOINTMENTS.c.slot < micros(limits.visits)
        rated = (RATINGS.c.at < micros(limits.visits)) & RATINGS.c.person.is_not(None)
        connection.execute(update(RATINGS).where(rated).values(person=None))
        appointments = _cut(connection, APPOINTMENTS, old, APPOINTMENTS.c.holder, sealed)
    closed: list[str] = []
    if limits.cases is not None:
        own = APPLICATIONS.c
        due = (own.closed_at < micros(limits.cases)) & (own.applicant.is_not(None) | own.person.is_not(None))
        rows = list(connection.execute(select(own.id, own.applicant).where(due).limit(AT_ONCE)))
        closed = [row.id for row in rows]
        sealed += [row.applicant for row in rows if row.applicant is not None]
        subjects += [subject_of(f"application:{name}") for name in closed]
        _forget_applicants(connection, closed)
    gone = _erase(connection, sealed, subjects)
    return Forgotten(tickets, appointments, len(closed), gone)


def _forget_applicants(connection: Connection, names: list[str]) -> None:
    """Neither the rows nor the stored form of these cases say whose they were: no mask, no hash.

    The row in `applications` tells by its empty columns that the stored form is the forgotten one.
    """
    own = APPLICATIONS.c
    connection.execute(update(APPLICATIONS).where(own.id.in_(names)).values(applicant=None, person=None))
    connection.execute(update(RESULTS).where(RESULTS.c.id.in_(names)).values(applicant=None))
    connection.execute(update(RATINGS).where(rated_alone(names)).values(person=None))
    kept = select(CASES.c.id, CASES.c.raw).where(CASES.c.id.in_(names))
    for name, raw in connection.execute(kept).all():
        stored = encode_application(forgotten(decode_application(raw)))
        connection.execute(update(CASES).where(CASES.c.id == name).values(raw=stored))


def _cut(
    connection: Connection, table: Table, old: ColumnElement[bool], holder: Column[Any], sealed: list[str]
) -> int:
    """Old rows name nobody any more; what they named is added to `sealed`."""
    found = select(holder).where(old & holder.is_not(None)).distinct().limit(AT_ONCE)
    named = list(connection.scalars(found))
    if not named:
        return 0
    sealed += named
    done = connection.execute(update(table).where(old & holder.in_(named)).values({holder.name: None}))
    return int(done.rowcount)


def _erase(connection: Connection, sealed: Iterable[str], subjects: Iterable[str]) -> tuple[str, ...]:
    """Delete these records, everything of these subjects, and keys that open nothing any more."""
    whole = set(subjects)
    touched = set(whole)
    for some in _parts(sealed):
        touched.update(connection.scalars(select(SEALED.c.subject).where(SEALED.c.id.in_(some))))
        connection.execute(delete(SEALED).where(SEALED.c.id.in_(some)))
    for some in _parts(whole):
        connection.execute(delete(SEALED).where(SEALED.c.subject.in_(some)))
    gone: set[str] = set()
    for some in _parts(touched):
        left = set(connection.scalars(select(SEALED.c.subject).where(SEALED.c.subject.in_(some))))
        gone |= set(some) - left
    for some in _parts(gone):
        connection.execute(delete(SUBJECT_KEYS).where(SUBJECT_KEYS.c.subject.in_(some)))
    return tuple(sorted(gone))


def _parts(names: Iterable[str]) -> Iterator[list[str]]:
    every = sorted(names)
    for first in range(0, len(every), AT_ONCE):
        yield every[first : first + AT_ONCE]
