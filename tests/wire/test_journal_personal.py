"""Personal data: unreadable in the database, readable with the key, gone for good when the key is gone."""

import asyncio
from pathlib import Path

import psycopg
import pytest
from journal_databases import Connect, MakeJournal
from journal_samples import Heard, issued, journal_at

from hallctl.journal.errors import WrongDatabase, WrongMasterKey
from hallctl.journal.journal import Journal
from hallctl.journal.migrate import copy_before
from hallctl.journal.rows import Batch, Sealed
from hallctl.journal.verify import verify

IDENTITY = "110101199003077774"


@pytest.fixture(params=["international", "sm"])
async def journal(request: pytest.FixtureRequest, opened: MakeJournal) -> Journal:
    return opened(suite=request.param)


async def seal(journal: Journal, seq: int, name: str, clear: str = IDENTITY) -> Sealed:
    sealed = Sealed(name, journal.subject_of(IDENTITY), "identity", clear.encode())
    heard = Heard()
    if journal._writer._thread is None:
        heard.start(journal)
        journal.submit(Batch((issued(seq),), sealed=(sealed,)))
        await heard.durable(seq)
    return sealed


def stored_bytes(journal: Journal) -> bytes:
    """Everything that lies on the disk of the database, log and copies included."""
    path = journal._database.path
    if path is not None:
        return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))
    url = journal._database.url.set(drivername="postgresql").render_as_string()
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        copies = []
        for (table,) in tables:
            with connection.cursor().copy(
                psycopg.sql.SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(psycopg.sql.Identifier(table))
            ) as copy:
                copies += [bytes(part) for part in copy]
        return b"".join(copies)


async def test_what_is_sealed_can_be_read_again_and_lies_unreadable(journal: Journal) -> None:
    sealed = await seal(journal, 1, "p1")
    assert journal.unseal("p1") == sealed
    assert journal.unseal("p2") is None
    assert IDENTITY.encode() not in stored_bytes(journal)
    assert sealed.salt not in stored_bytes(journal)


async def test_an_erased_subject_is_gone_and_the_chain_is_whole(journal: Journal) -> None:
    sealed = await seal(journal, 1, "p1")
    before = [row.hash for row in journal.raw_records(0)]
    assert await asyncio.to_thread(journal.erase, sealed.subject)
    assert journal.unseal("p1") is None
    assert [row.hash for row in journal.raw_records(0)] == before
    assert verify(journal).whole
    assert not await asyncio.to_thread(journal.erase, sealed.subject)


async def test_erasing_leaves_no_key_in_the_file_or_in_copies_of_it(tmp_path: Path) -> None:
    journal = journal_at(f"sqlite:///{tmp_path}/hall.db")
    journal.open()
    sealed = await seal(journal, 1, "p1")
    copy = copy_before(tmp_path / "hall.db", "0002")
    with journal._database.connect_reader() as connection:
        wrapped = connection.exec_driver_sql("SELECT wrapped FROM subject_keys").scalar_one()
    assert wrapped in copy.read_bytes()
    assert wrapped in stored_bytes(journal)
    await asyncio.to_thread(journal.erase, sealed.subject)
    assert wrapped not in stored_bytes(journal)
    journal.close()


async def test_a_subject_that_returns_after_erasure_gets_a_new_key(opened: MakeJournal) -> None:
    journal, heard = opened(), Heard()
    heard.start(journal)
    subject = journal.subject_of(IDENTITY)
    for seq in (1, 2):
        journal.submit(Batch((issued(seq),), sealed=(Sealed(f"p{seq}", subject, "identity", b"x"),)))
        await heard.durable(seq)
        if seq == 1:
            await asyncio.to_thread(journal.erase, subject)
    assert journal.unseal("p1") is None
    again = journal.unseal("p2")
    assert again is not None
    assert again.clear == b"x"


async def test_many_sealed_rows_of_one_batch_share_their_subjects_key(opened: MakeJournal) -> None:
    journal, heard = opened(), Heard()
    heard.start(journal)
    sealed = tuple(Sealed(f"p{n}", f"s_{n % 3}", "text", f"text {n}".encode()) for n in range(40))
    journal.submit(Batch((issued(1),), sealed=sealed))
    await heard.durable(1)
    assert [journal.unseal(each.id) for each in sealed] == list(sealed)


async def test_a_moved_row_does_not_open(opened: MakeJournal, outsider: Connect) -> None:
    journal, heard = opened(), Heard()
    heard.start(journal)
    sealed = tuple(Sealed(f"p{n}", "s_1", "identity", f"text {n}".encode()) for n in range(2))
    journal.submit(Batch((issued(1),), sealed=sealed))
    await heard.durable(1)
    with outsider() as connection:
        connection.execute("UPDATE sealed SET id = 'p9' WHERE id = 'p1'")
    with pytest.raises(WrongMasterKey):
        journal.unseal("p9")


def test_another_master_key_is_refused_at_once(opened: MakeJournal) -> None:
    opened().close()
    with pytest.raises(WrongMasterKey):
        opened(master_key=bytes(32))


@pytest.mark.parametrize("changes", [{"hall": "other"}, {"suite": "sm"}])
def test_the_database_of_another_hall_or_suite_is_refused(
    opened: MakeJournal, changes: dict[str, str]
) -> None:
    opened().close()
    with pytest.raises(WrongDatabase):
        opened(**changes)
