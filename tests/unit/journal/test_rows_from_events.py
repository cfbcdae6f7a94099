"""Every event has a place in the journal: an entity, and rows that its fields fill."""

from dataclasses import dataclass, fields
from datetime import date, datetime

import pytest
from halls import NINE, SHANGHAI
from journal_samples import called, day_opened, issued, started

from hallctl.domain.events import TYPES, Event
from hallctl.domain.recording import Purpose
from hallctl.journal.bulk import CHUNK, _chunks
from hallctl.journal.chain import Chain, Tail
from hallctl.journal.entities import ID_FIELDS, entity_of
from hallctl.journal.errors import SequenceBroken
from hallctl.journal.hashing import DIGESTS, genesis
from hallctl.journal.projections import PROJECTIONS, Changes, _changes
from hallctl.journal.shapes import STORES, columns, readers
from hallctl.journal.tables import METADATA, PROJECTED, TICKETS


@pytest.mark.parametrize("cls", TYPES.values(), ids=TYPES)
def test_every_event_names_its_entity(cls: type[Event]) -> None:
    entity = cls.TYPE.partition(".")[0]
    field = ID_FIELDS.get(entity, entity)
    assert field is None or field in cls.__struct_fields__


STATELESS = {
    "window", "zone", "staff", "roster", "reminding", "device", "alarm", "time", "intake", "card",
    "supervision", "block", "capture", "parcel", "relay", "repair", "announcement", "enquiry",
    "item", "letter", "test", "seal", "rule",
}  # fmt: skip


ONLY_IN_EVENTS = {
    "application.viewed", "application.unsealed", "application.falsified",
    "document.sealing", "document.printed", "document.read",
}  # fmt: skip
"""Looks and attempts change nothing about what they are about; the state of the day knows open jobs."""


@pytest.mark.parametrize("cls", TYPES.values(), ids=TYPES)
def test_every_event_of_a_projected_entity_has_its_projection(cls: type[Event]) -> None:
    keeps = cls.TYPE.partition(".")[0] not in STATELESS and cls.TYPE not in ONLY_IN_EVENTS
    assert (cls in PROJECTIONS) == keeps


def test_every_table_but_those_of_the_journal_itself_follows_from_events() -> None:
    own = {"events", "keys", "cursors", "sealed", "subject_keys", "facts"}
    assert {table.name for table in METADATA.sorted_tables} - {table.name for table in PROJECTED} == own
    assert all("seq" in table.c for table in PROJECTED)


@dataclass(frozen=True)
class Sample:
    """A row with a field of each type."""

    text: str
    kind: str
    flag: bool
    count: int
    at: datetime
    day: date
    names: tuple[str, ...]
    none: str | None
    more: tuple[str, ...] = ("a",)


def test_a_value_of_each_type_is_read_back_as_it_was_stored() -> None:
    sample = Sample("x", Purpose.DISPUTE, True, 3, NINE, NINE.date(), ("a", "b"), None)
    values = [getattr(sample, field.name) for field in fields(sample)]
    stored = [None if value is None else STORES[type(value)](value) for value in values]
    assert {type(value) for value in stored} <= {str, int, type(None)}
    given_back = [
        None if value is None else read(value, SHANGHAI)
        for (_, read), value in zip(readers(Sample), stored, strict=True)
    ]
    assert Sample(*given_back) == sample  # type: ignore[arg-type]
    assert isinstance(given_back[2], bool)
    defaults = {column.name: column.server_default for column in columns(Sample)}
    assert {name for name, default in defaults.items() if default is not None} == {"more"}
    assert [column.name for column in columns(Sample) if column.nullable] == ["none"]


def test_changes_of_one_ticket_fold_into_one_update() -> None:
    changes = Changes()
    for record in (issued(1, "x"), called(2, "x"), started(3, "x"), called(4, "y")):
        changes.take(record)
    assert [table.name for table, _, _ in changes.inserts()] == ["tickets"]
    updates = {columns: rows for table, columns, rows in changes.updates() if table is TICKETS}
    assert sorted(str(row[0]) for rows in updates.values() for row in rows) == ["x", "y"]
    assert all(columns[0] == "id" for columns in updates)
    folded = next(
        dict(zip(columns, row, strict=True))
        for columns, rows in updates.items()
        for row in rows
        if row[0] == "x"
    )
    assert (folded["state"], folded["seq"]) == ("SERVING", 3)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 63, 64, 65, 200])
def test_chunks_are_powers_of_two_and_lose_nothing(count: int) -> None:
    rows = [(n,) for n in range(count)]
    chunks = list(_chunks(rows))
    assert [row for chunk in chunks for row in chunk] == rows
    assert all(len(chunk) <= CHUNK and len(chunk).bit_count() == 1 for chunk in chunks)


def test_the_chain_binds_each_record_to_the_one_before() -> None:
    digest = DIGESTS["international"]
    chain = Chain(Tail(0, genesis(digest, "demo"), ""), digest)
    opened = issued(2)
    first, second = chain.rows([day_opened(1), opened])
    assert first[-1] == digest(genesis(digest, "demo") + day_opened(1).raw)
    assert second[-1] == digest(digest(genesis(digest, "demo") + day_opened(1).raw) + opened.raw)
    assert (chain.tail.seq, chain.tail.hash, chain.tail.day) == (2, second[-1], "2026-05-06")
    with pytest.raises(SequenceBroken):
        chain.rows([issued(4)])
    assert chain.tail.seq == 2


def test_two_halls_never_share_a_chain() -> None:
    digest = DIGESTS["sm"]
    assert genesis(digest, "a") != genesis(digest, "b")
    assert entity_of(issued(1, "x").event) == ("ticket", "x")


def test_an_event_may_change_nothing_but_its_place() -> None:
    changes = Changes()
    _changes(TICKETS, "event.ticket")(changes, called(2, "x"))
    assert [(columns, rows) for _, columns, rows in changes.updates()] == [(("id", "seq"), [("x", 2)])]
