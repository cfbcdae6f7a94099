"""Submit, commit, fail, resume: on a real SQLite file and a real PostgreSQL."""

import asyncio
import hashlib
import os
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from journal_databases import Connect, MakeJournal
from journal_samples import NOON, Heard, batches, day_opened, issued, journal_at
from polling import until

from hallctl.journal.errors import DatabaseInUse, DatabaseUnwritable, LockLost, SequenceBroken
from hallctl.journal.journal import Journal
from hallctl.journal.rows import Batch, KeyRow
from hallctl.journal.verify import verify


class BreakingCursor:
    """Stands before the writer's cursor and breaks at the statement that a test names."""

    def __init__(self, cursor: Any, statement: str, *, after: bool) -> None:
        self._cursor = cursor
        self._statement = statement
        self._after = after
        self.connection = cursor.connection

    def execute(self, statement: str, parameters: Any = ()) -> Any:
        hit = statement.startswith(self._statement)
        if hit and not self._after:
            raise OSError("the wire was cut before the statement arrived")
        result = self._cursor.execute(statement, parameters)
        if hit:
            raise OSError("the wire was cut after the statement had worked")
        return result

    def fetchone(self) -> Any:
        return self._cursor.fetchone()


def cut_at(journal: Journal, statement: str, *, after: bool) -> None:
    journal._store._cursor = BreakingCursor(journal._store._cursor, statement, after=after)


async def test_what_piles_up_is_committed_together_and_in_order(opened: MakeJournal) -> None:
    journal, heard = opened(), Heard()
    heard.start(journal)
    for batch in batches(1, 500):
        journal.submit(batch)
        await asyncio.sleep(0)  # a turn of the loop for each
    await heard.durable(500)
    assert heard.committed == sorted(heard.committed)
    assert heard.failed == []
    assert journal.durable_seq() == 500
    assert journal.stats.batches == journal.stats.records == 500
    assert journal.stats.commits < 500
    assert journal.stats.within[-1][1] == journal.stats.commits


async def test_what_one_turn_of_the_loop_submits_is_one_commit(opened: MakeJournal) -> None:
    journal, heard = opened(), Heard()
    heard.start(journal)
    for batch in batches(1, 8):
        journal.submit(batch)
    await heard.durable(8)
    assert journal.stats.commits == 1


async def test_who_asks_the_writer_comes_behind_what_was_submitted_before(opened: MakeJournal) -> None:
    journal, heard = opened(), Heard()
    heard.start(journal)
    journal.submit(Batch((issued(1),)))
    # The loop's turn does not end while the writer is asked.
    assert journal._writer.ask(journal.durable_seq) == 1


async def test_a_commit_is_reported_only_when_others_can_read_it(
    opened: MakeJournal, outsider: Connect
) -> None:
    journal, heard = opened(), Heard()
    heard.start(journal)
    for seq in range(1, 6):
        journal.submit(Batch((issued(seq),)))
        await heard.durable(seq)
        with outsider() as connection:
            assert connection.execute("SELECT max(seq) FROM events").fetchone()[0] == seq


async def test_records_come_back_byte_for_byte(opened: MakeJournal) -> None:
    journal, heard = opened(), Heard()
    heard.start(journal)
    written = [day_opened(1), *(issued(seq) for seq in range(2, 80))]
    journal.submit(Batch(tuple(written)))
    await heard.durable(79)
    assert [record.raw for record in journal.records(0)] == [record.raw for record in written]
    assert journal.records(0) == written
    assert [record.seq for record in journal.records(70, 3)] == [71, 72, 73]


async def test_a_restart_goes_on_where_the_chain_ended(opened: MakeJournal) -> None:
    for first in (1, 101):
        journal, heard = opened(), Heard()
        heard.start(journal)
        for batch in batches(first, 100):
            journal.submit(batch)
        journal.close()
    journal = opened()
    assert journal.durable_seq() == 200
    assert verify(journal).count == 200
    assert verify(journal).whole


async def test_closing_writes_everything_submitted_and_the_cursors(opened: MakeJournal) -> None:
    journal, heard = opened(), Heard()
    heard.start(journal)
    for batch in batches(1, 300):
        journal.submit(batch)
    journal.note_cursor("mqtt", 7)
    journal.note_cursor("mqtt", 250)
    await asyncio.to_thread(journal.close)
    again = opened()
    assert again.durable_seq() == 300
    assert again.cursor("mqtt") == 250
    assert again.cursor("province") is None


async def test_cursors_are_stored_when_nothing_else_is_to_do(opened: MakeJournal) -> None:
    journal, heard = opened(), Heard()
    heard.start(journal)
    journal.note_cursor("mqtt", 3)
    await until(lambda: journal.cursor("mqtt") == 3)


async def test_keys_are_kept_with_their_batch_and_pruned_when_old(opened: MakeJournal) -> None:
    journal, heard = opened(), Heard()
    heard.start(journal)
    old, fresh = NOON - timedelta(hours=51), NOON - timedelta(hours=47)
    for seq, at in enumerate((old, fresh, NOON), start=1):
        scope = hashlib.sha256(bytes([seq])).digest()
        journal.submit(Batch((issued(seq),), (KeyRow(scope, scope[:16], seq, seq, at),)))
    await heard.durable(3)
    assert [key.first_seq for key in journal.keys_since(NOON - timedelta(hours=48))] == [2, 3]
    assert next(iter(journal.keys_since(old))).at == old
    journal._writer._pruned_at -= 3600
    await until(lambda: [key.first_seq for key in journal.keys_since(old)] == [2, 3])


async def test_a_gap_in_the_numbering_is_refused_whole(opened: MakeJournal) -> None:
    journal, heard = opened(), Heard()
    heard.start(journal)
    journal.submit(Batch((issued(2),)))
    first, error = await heard.failure()
    assert first == 2
    assert isinstance(error, SequenceBroken)
    assert journal.durable_seq() == 0


@pytest.mark.parametrize("statement", ["BEGIN", "INSERT INTO tickets", "COMMIT"])
async def test_a_broken_transaction_leaves_nothing_and_stops_all_later_ones(
    opened: MakeJournal, statement: str
) -> None:
    journal, heard = opened(), Heard()
    heard.start(journal)
    journal.submit(Batch((issued(1),)))
    await heard.durable(1)
    cut_at(journal, statement, after=False)
    journal.submit(Batch((issued(2),)))
    first, error = await heard.failure()
    assert first == 2
    assert isinstance(error, DatabaseUnwritable)

    heard.failed.clear()
    journal.submit(Batch((issued(3),)))
    assert (await heard.failure())[0] == 3
    assert journal.durable_seq() == 1

    await asyncio.to_thread(journal.probe)
    journal.submit(Batch((issued(9),)))  # the hall has not rebuilt yet: this rests on what was lost
    journal.resume()
    journal.submit(Batch((issued(2, "again"),)))
    await heard.durable(2)
    assert journal.ticket("again") is not None
    assert verify(journal).whole


async def test_what_the_database_refuses_is_not_committed_with_the_rest(
    opened: MakeJournal, outsider: Connect
) -> None:
    journal, heard = opened(), Heard()
    heard.start(journal)
    journal.submit(Batch((issued(1),)))
    await heard.durable(1)
    with outsider() as connection:
        connection.execute("ALTER TABLE tickets RENAME TO elsewhere")
    journal.submit(Batch((issued(2),)))
    first, error = await heard.failure()
    assert first == 2
    assert isinstance(error, DatabaseUnwritable)
    assert "tickets" in str(error)
    with outsider() as connection:
        assert connection.execute("SELECT max(seq) FROM events").fetchone()[0] == 1
        connection.execute("ALTER TABLE elsewhere RENAME TO tickets")
    await asyncio.to_thread(journal.probe)
    journal.resume()
    journal.submit(Batch((issued(2, "again"),)))
    await heard.durable(2)
    assert verify(journal).whole


async def test_a_commit_that_worked_although_the_wire_was_cut_counts_as_committed(
    opened: MakeJournal,
) -> None:
    journal, heard = opened(), Heard()
    heard.start(journal)
    cut_at(journal, "COMMIT", after=True)
    journal.submit(Batch((issued(1),)))
    await heard.durable(1)
    assert heard.failed == []
    journal.submit(Batch((issued(2),)))
    await heard.durable(2)
    assert verify(journal).count == 2


async def test_a_full_disk_fails_the_batch_and_the_hall_can_go_on_later(opened: MakeJournal) -> None:
    journal, heard = opened(), Heard()
    heard.start(journal)
    journal.submit(Batch((issued(1),)))
    await heard.durable(1)
    fill_up(journal)
    for batch in batches(2, 3000):
        journal.submit(batch)
    await heard.failure()
    first, error = heard.failed[0]
    assert "full" in str(error) or "terminat" in str(error)
    last = journal.durable_seq()
    assert first == last + 1
    await asyncio.to_thread(journal.probe)
    journal.resume()
    journal.submit(Batch((issued(last + 1),)))
    await heard.durable(last + 1)
    assert verify(journal).count == last + 1


def fill_up(journal: Journal) -> None:
    """SQLite refuses new pages as on a full disk; PostgreSQL ends the session as when its disk is full."""
    cursor = journal._store._cursor
    if journal._database.sqlite:
        journal._writer.ask(lambda: cursor.execute("PRAGMA max_page_count=60").fetchone())
    else:
        end_session(journal)


def end_session(journal: Journal) -> None:
    url = journal._database.url.set(drivername="postgresql").render_as_string()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database())"
        )


def test_a_second_daemon_is_refused_and_told_who_holds_the_database(
    opened: MakeJournal, database_url: str
) -> None:
    opened()
    second = journal_at(database_url)
    with pytest.raises(DatabaseInUse, match=str(os.getpid())):
        second.open()


def test_a_database_is_free_again_after_closing(opened: MakeJournal) -> None:
    opened().close()
    opened().close()


async def test_losing_the_advisory_lock_is_a_failure_even_when_nothing_is_written(postgres_url: str) -> None:
    journal, heard = journal_at(postgres_url), Heard()
    journal.open()
    try:
        heard.start(journal)
        journal.submit(Batch((issued(1),)))
        await heard.durable(1)
        end_session(journal)
        first, error = await heard.failure()
        assert first == 2
        assert isinstance(error, LockLost)
        await asyncio.to_thread(journal.probe)
        journal.resume()
        journal.submit(Batch((issued(2),)))
        await heard.durable(2)
    finally:
        await asyncio.to_thread(journal.close)


async def test_a_reader_does_not_hold_up_the_writer(opened: MakeJournal) -> None:
    journal, heard = opened(), Heard()
    heard.start(journal)
    journal.submit(Batch((issued(1),)))
    await heard.durable(1)
    with journal._database.connect_reader() as connection:
        connection.exec_driver_sql("BEGIN")
        connection.exec_driver_sql("SELECT count(*) FROM events").fetchall()
        for batch in batches(2, 200):
            journal.submit(batch)
        await heard.durable(201)
        connection.exec_driver_sql("COMMIT")
