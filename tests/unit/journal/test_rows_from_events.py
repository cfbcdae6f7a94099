"""Every event has a place in the journal: an entity, and rows that its fields fill."""

import pytest
from journal_samples import called, day_opened, issued, started

from hallctl.domain.events import TYPES, Event
from hallctl.journal.bulk import CHUNK, _chunks
from hallctl.journal.chain import Chain, Tail
from hallctl.journal.entities import ID_FIELDS, entity_of
from hallctl.journal.errors import SequenceBroken
from hallctl.journal.hashing import DIGESTS, genesis
from hallctl.journal.projections import PROJECTIONS, Changes, _changes
from hallctl.journal.tables import TICKETS


@pytest.mark.parametrize("cls", TYPES.values(), ids=TYPES)
def test_every_event_names_its_entity(cls: type[Event]) -> None:
    entity = cls.TYPE.partition(".")[0]
    field = ID_FIELDS.get(entity, entity)
    assert field is None or field in cls.__struct_fields__


STATELESS = {
    "window", "zone", "staff", "roster", "reminding", "device", "alarm", "time", "intake", "card",
    "supervision", "block", "capture", "parcel", "relay", "repair",
}  # fmt: skip


@pytest.mark.parametrize("cls", TYPES.values(), ids=TYPES)
def test_every_event_of_a_projected_entity_has_its_projection(cls: type[Event]) -> None:
    assert (cls in PROJECTIONS) == (cls.TYPE.partition(".")[0] not in STATELESS)


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
