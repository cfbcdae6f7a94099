"""A hall with a million applications in its database, some thousands of them open.

A few dozen are really handled by a hall; the rest are those again, under other numbers, of other people. The
rows are what the journal itself would have written, and the chain of hashes holds.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import psycopg
from halls import Clock
from intake import CHECKED
from sqlalchemy import Table, make_url

from hallctl.cli.rooms import master_key
from hallctl.configuration.configuration import Configuration
from hallctl.domain import commands as c
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.applications import Application, Changes, Channel, acts
from hallctl.domain.applications.evolve import evolve
from hallctl.domain.applications.states import ApplicationState
from hallctl.domain.events import ApplicationEvent, ApplicationMoved
from hallctl.domain.identity import Identity
from hallctl.domain.posts import Post
from hallctl.domain.records import Record, make
from hallctl.domain.routing.routers import ROUTERS
from hallctl.feed import Feed
from hallctl.hall import Hall
from hallctl.journal.chain import EVENT_COLUMNS, Chain, Tail, columns_of
from hallctl.journal.hashing import DIGESTS, Suite
from hallctl.journal.journal import Journal
from hallctl.journal.projections import Changes as Rows
from hallctl.journal.tables import DAYS, EVENTS

OPEN: Final = 10_000
"""Each with two clocks: what is promised, and what the law says."""

OLDEST_DAYS: Final = 9.9
"""Since the oldest open one was accepted: none nears its promise yet, some will at the next midnight."""

TEMPLATES: Final = 48
PEOPLE: Final = 300_000
CLERK: Final = Actor.staff("clerk-1", Post.COMPREHENSIVE_ACCEPTANCE.value, "1", "window-1")
_SEQS: Final = frozenset({"seq", "received_seq", "made_seq"})


@dataclass(frozen=True)
class Template:
    """An application that was handled: its events as stored, and the rows that follow from them."""

    name: str
    person: str
    records: tuple[Record, ...]
    rows: tuple[tuple[Table, tuple[str, ...], tuple[object, ...]], ...]


def name_of(number: int) -> str:
    """The id of the application of that number, from 0."""
    return f"IT-{1 + number % 24:03d}-2025{1 + number * 12 // 10_000_000:02d}-{number:07d}"


def person_of(number: int) -> str:
    """The keyed hash of its applicant."""
    return f"person-{number * 7919 % PEOPLE:06d}"


def open_of(count: int) -> int:
    """How many of them are open."""
    return min(OPEN, count // 2)


def journal_of(configuration: Configuration, clock: Clock) -> Journal:
    """Not open."""
    return Journal(
        configuration.database_url,
        suite=configuration.suite,
        clock=clock,
        hall=configuration.setup.id,
        master_key=master_key(configuration),
    )


def hall_of(configuration: Configuration, journal: Journal, clock: Clock) -> Hall:
    """Not started."""
    setup = configuration.setup
    router = ROUTERS[configuration.routing_rule](setup)
    return Hall(
        setup=setup, journal=journal, feed=Feed(), router=router, clock=clock, monotonic=clock.monotonic
    )


async def fill(configuration: Configuration, now: datetime, count: int) -> None:
    """Make `count` applications in the hall's empty database, the last of them (`open_of`) open at `now`."""
    url = configuration.database_url
    templates, opened, tail = await _templates(configuration, now)
    closed, still_open = templates[: TEMPLATES // 2], templates[TEMPLATES // 2 :]
    many = open_of(count)

    def template_of(number: int) -> Template:
        some = still_open if number >= count - many else closed
        return some[number % len(some)]

    pour = _into_sqlite if url.startswith("sqlite") else _into_postgres
    await asyncio.to_thread(pour, url, _rows(template_of, count, tail, opened, configuration.suite))


# --- a few, really handled ----------------------------------------------------------------------------------


async def _templates(configuration: Configuration, now: datetime) -> tuple[list[Template], Record, Tail]:
    """Closed ones, then open ones; the opening of the day `now`; where the chain of the database ends."""
    clock = Clock(now - timedelta(days=60))
    journal = journal_of(configuration, clock)
    journal.open()
    hall = hall_of(configuration, journal, clock)
    await hall.start()
    made = []
    for number in range(TEMPLATES):
        open_ = number >= TEMPLATES // 2
        if open_:
            clock.time = now - timedelta(days=(TEMPLATES - number) * OLDEST_DAYS / (TEMPLATES // 2))
        made.append(await _handled(hall, number, closed=not open_))
    clock.time = now
    await hall.do(c.OpenDay(day=now.date()), SYSTEM)
    opened = await asyncio.to_thread(journal.latest_day)
    tail = await asyncio.to_thread(_tail, journal)
    await hall.stop()
    if opened is None:
        message = "no day was opened"
        raise ValueError(message)
    return made, opened, tail


def _tail(journal: Journal) -> Tail:
    [last] = journal.raw_records(journal.durable_seq() - 1)
    return Tail(last.seq, last.hash, last.day)


async def _handled(hall: Hall, number: int, *, closed: bool) -> Template:
    person = f"template-{number:02d}"
    applicant = Identity(f"seal-{person}", person, "**************1234", "digest")
    command = c.SubmitApplication(
        item=f"IT-{1 + number % 24:03d}", channel=Channel.COURIER, applicant=applicant
    )
    records = list((await hall.do(command, SYSTEM)).records)
    [name] = {r.event.application for r in records if isinstance(r.event, ApplicationEvent)}
    for act in () if closed else (acts.Receive(checks=CHECKED), acts.Accept()):
        revision = sum(isinstance(r.event, ApplicationEvent) for r in records)
        asks = c.ActOnApplication(application=name, act=act, revision=revision)
        records += (await hall.do(asks, CLERK)).records
    records = [r for r in records if isinstance(r.event, ApplicationEvent)]
    if closed:
        records.append(_closing(records))
    return _template(name, person, records)


def _closing(records: Sequence[Record]) -> Record:
    """All that became of it in one: what is filed is looked for, and not acted on."""
    case, last = _case(records), records[-1]
    event = ApplicationMoved(
        application=case.id,
        before=case.state.value,
        after=ApplicationState.ARCHIVED.value,
        revision=case.revision + 1,
        step="T36",
        act="archive",
        changes=Changes(received_at=last.at, accepted_at=last.at, decided_at=last.at, closed_at=last.at),
    )
    return make(last.seq + 1, last.at, last.recorded_at, last.actor, event)


def _case(records: Sequence[Record]) -> Application:
    case = None
    for record in records:
        case = evolve(case, record)
    if case is None:
        message = "no events"
        raise ValueError(message)
    return case


def _template(name: str, person: str, records: Sequence[Record]) -> Template:
    rows = Rows()
    for record in records:
        rows.take(record)
    rows.case(_case(records), records[-1].seq)
    merged: dict[tuple[str, object], dict[str, object]] = {}
    tables: dict[str, Table] = {}
    for table, columns, some in (*rows.inserts(), *rows.updates(), *rows.puts()):
        tables[table.name] = table
        for row in some:
            values = dict(zip(columns, row, strict=True))
            key = (table.name, values.get("clock") or values.get("id"))
            merged.setdefault(key, {}).update(values)
    return Template(
        name,
        person,
        tuple(records),
        tuple((tables[table], tuple(row), tuple(row.values())) for (table, _), row in merged.items()),
    )


# --- and again, under other numbers -------------------------------------------------------------------------

Row = tuple[object, ...]
Made = tuple[Table, tuple[str, ...], Iterator[Row]]


class Mould:
    """A row of a template, and what of it becomes another application's: numbers, texts, bytes."""

    def __init__(self, template: Template, columns: tuple[str, ...], row: Row) -> None:
        self._row = row
        self._seqs = [place for place, column in enumerate(columns) if column in _SEQS]
        self._texts = [place for place, value in enumerate(row) if _names(template, value)]
        self._name, self._person = template.name, template.person
        self._before = template.records[0].seq

    def cast(self, number: int, first: int) -> Row:
        """The row of the application of that number, whose first event is `first`."""
        row = list(self._row)
        for place in self._seqs:
            row[place] += first - self._before  # type: ignore[operator]
        for place in self._texts:
            row[place] = self._renamed(row[place], number)
        return tuple(row)

    def _renamed(self, value: Any, number: int) -> object:
        for old, new in (
            (self._name, name_of(number)),
            (self._person, person_of(number)),
            ("号", f"-{number}号"),
        ):
            value = value.replace(*((old.encode(), new.encode()) if isinstance(value, bytes) else (old, new)))
        return value


def _names(template: Template, value: object) -> bool:
    if isinstance(value, bytes):
        return True
    return isinstance(value, str) and any(each in value for each in (template.name, template.person, "号"))


def _rows(
    template_of: Callable[[int], Template], count: int, tail: Tail, opened: Record, suite: Suite
) -> list[Made]:
    """Each table with its rows, made as they are taken."""
    firsts = [tail.seq + 1]
    for number in range(count):
        firsts.append(firsts[-1] + len(template_of(number).records))
    tables: dict[tuple[str, tuple[str, ...]], Table] = {}
    for template in (template_of(0), template_of(count - 1)):
        tables |= {(table.name, columns): table for table, columns, _ in template.rows}
    made: list[Made] = [(EVENTS, EVENT_COLUMNS, _events(template_of, firsts, tail, opened, suite))]
    made += [
        (table, columns, _rows_of(table, columns, template_of, firsts))
        for (_, columns), table in tables.items()
    ]
    return [*made, (DAYS, ("seq", "date"), iter([(firsts[-1], opened.at.date().isoformat())]))]


def _events(
    template_of: Callable[[int], Template], firsts: Sequence[int], tail: Tail, opened: Record, suite: Suite
) -> Iterator[Row]:
    digest, last = DIGESTS[suite], tail.hash
    raw_place = EVENT_COLUMNS.index("raw")
    moulds: dict[str, list[Mould]] = {}
    for number in range(len(firsts) - 1):
        template = template_of(number)
        if template.name not in moulds:
            rows = [(*columns_of(record, tail.day), record.raw, b"") for record in template.records]
            moulds[template.name] = [Mould(template, EVENT_COLUMNS, row) for row in rows]
        for place, mould in enumerate(moulds[template.name]):
            row = mould.cast(number, firsts[number])
            _, _, rest = row[raw_place].partition(b",")  # type: ignore[attr-defined]
            raw = b'{"seq":%d,%s' % (firsts[number] + place, rest)
            last = digest(last + raw)
            yield (*row[:raw_place], raw, last)
    chain = Chain(Tail(firsts[-1] - 1, last, tail.day), digest)
    yield from chain.rows([make(firsts[-1], opened.at, opened.recorded_at, opened.actor, opened.event)])


def _rows_of(
    table: Table, columns: tuple[str, ...], template_of: Callable[[int], Template], firsts: Sequence[int]
) -> Iterator[Row]:
    moulds: dict[str, list[Mould]] = {}
    for number in range(len(firsts) - 1):
        template = template_of(number)
        if template.name not in moulds:
            rows = [row for its, own, row in template.rows if its is table and own == columns]
            moulds[template.name] = [Mould(template, columns, row) for row in rows]
        for mould in moulds[template.name]:
            yield mould.cast(number, firsts[number])


# --- into the database --------------------------------------------------------------------------------------


def _into_sqlite(url: str, made: Sequence[Made]) -> None:
    with closing(sqlite3.connect(make_url(url).database or "")) as connection:
        connection.execute("PRAGMA journal_mode=OFF")
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("PRAGMA cache_size=-1000000")
        found = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        indexes = connection.execute(found).fetchall()
        for index, _ in indexes:
            connection.execute(f"DROP INDEX {index}")
        for table, columns, rows in made:
            marks = ", ".join("?" * len(columns))
            names = ", ".join(f'"{name}"' for name in columns)
            insert = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608 - our own tables
            connection.executemany(insert, rows)
        for _, statement in indexes:
            connection.execute(statement)
        connection.commit()
        connection.execute("PRAGMA journal_mode=WAL")


def _into_postgres(url: str, made: Sequence[Made]) -> None:
    plain = make_url(url).set(drivername="postgresql").render_as_string()
    with psycopg.connect(plain) as connection:
        found = (
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' "
            "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        )
        indexes = connection.execute(found).fetchall()
        for index, _ in indexes:
            connection.execute(f"DROP INDEX {index}")
        for table, columns, rows in made:
            names = ", ".join(f'"{name}"' for name in columns)
            with connection.cursor().copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        for _, statement in indexes:
            connection.execute(statement)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
