"""Nothing changes the journal unnoticed: triggers refuse, and what gets past them is named by `verify`."""

from typing import Any

import pytest
from journal_databases import Connect, MakeJournal
from journal_samples import Heard, batches, called, day_opened, issued, record
from sqlalchemy import Connection, delete, update
from sqlalchemy.exc import DBAPIError

from hallctl.domain.events import AlarmRaised
from hallctl.journal.journal import Journal
from hallctl.journal.rows import Batch
from hallctl.journal.tables import EVENTS
from hallctl.journal.verify import Anchor, Report, verify

RECORDS = 40


@pytest.fixture(params=["international", "sm"])
async def journal(request: pytest.FixtureRequest, opened: MakeJournal) -> Journal:
    journal, heard = opened(suite=request.param), Heard()
    heard.start(journal)
    journal.submit(Batch((day_opened(1),)))
    for batch in batches(2, RECORDS - 1):
        journal.submit(batch)
    await heard.durable(RECORDS)
    return journal


def without_triggers(connection: Any) -> None:
    """What somebody with the file or the server's superuser in hand can do."""
    if hasattr(connection, "pgconn"):
        connection.execute("ALTER TABLE events DISABLE TRIGGER USER")
    else:
        connection.execute("DROP TRIGGER events_refuse_update")
        connection.execute("DROP TRIGGER events_refuse_delete")


def after(journal: Journal, outsider: Connect, *statements: str) -> Report:
    with outsider() as connection:
        without_triggers(connection)
        for statement in statements:
            connection.execute(statement)
    return verify(journal)


def test_an_untouched_journal_is_whole(journal: Journal) -> None:
    report = verify(journal)
    assert (report.whole, report.count, report.first_broken, report.reason) == (True, RECORDS, None, "")


@pytest.mark.parametrize(
    "change",
    [
        update(EVENTS).where(EVENTS.c.seq == 3).values(actor_person="u99"),
        update(EVENTS).values(raw=b"{}"),
        delete(EVENTS).where(EVENTS.c.seq == 3),
        delete(EVENTS),
    ],
    ids=["update one", "update all", "delete one", "delete all"],
)
def test_changing_the_journal_through_sqlalchemy_fails(journal: Journal, change: Any) -> None:
    connection: Connection = journal._database.connect_writer()
    with connection, pytest.raises(DBAPIError, match="append-only"):
        connection.execute(change)
    assert verify(journal).count == RECORDS


def test_replacing_a_row_of_the_journal_fails(journal: Journal) -> None:
    statement = "INSERT OR REPLACE INTO events SELECT * FROM events WHERE seq = 3"
    if not journal._database.sqlite:
        statement = "TRUNCATE events"
    connection = journal._database.connect_writer()
    with connection, pytest.raises(DBAPIError, match="append-only"):
        connection.exec_driver_sql(statement)


def test_readers_cannot_write(journal: Journal) -> None:
    with journal._database.connect_reader() as connection, pytest.raises(DBAPIError, match=r"read-?only"):
        connection.exec_driver_sql("DELETE FROM cursors")


@pytest.mark.req("SEC-02")
@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE events SET raw = (SELECT raw FROM events WHERE seq = 8) WHERE seq = 7", 7),
        ("UPDATE events SET hash = (SELECT hash FROM events WHERE seq = 8) WHERE seq = 7", 7),
        ("UPDATE events SET actor_person = 'u99' WHERE seq = 1", 1),
        ("UPDATE events SET day = '2026-05-07' WHERE seq = 20", 20),
        ("UPDATE events SET at = at + 1 WHERE seq = 40", 40),
        ("UPDATE events SET entity_id = 'other' WHERE seq = 12", 12),
        ("UPDATE events SET type = 'ticket.called' WHERE seq = 12", 12),
        ("DELETE FROM events WHERE seq = 30", 30),
        ("DELETE FROM events WHERE seq <= 2", 1),
    ],
)
def test_the_first_altered_row_is_named(
    journal: Journal, outsider: Connect, statement: str, named: int
) -> None:
    report = after(journal, outsider, statement)
    assert not report.whole
    assert report.first_broken == named
    assert report.count == named - 1


def test_a_journal_cut_short_is_noticed_by_what_was_projected_from_it(
    journal: Journal, outsider: Connect
) -> None:
    report = after(journal, outsider, "DELETE FROM events WHERE seq > 38")
    assert report.first_broken == 39
    assert "40" in report.reason


def test_a_journal_cut_short_with_all_its_rows_is_noticed_by_an_anchor(
    journal: Journal, outsider: Connect
) -> None:
    anchor = verify(journal).anchor
    with outsider() as connection:
        without_triggers(connection)
        connection.execute("DELETE FROM events WHERE seq > 38")
        connection.execute("DELETE FROM tickets WHERE seq > 38")
    assert verify(journal).whole
    assert verify(journal, anchors=(anchor,)).first_broken == 39


def test_a_rewritten_journal_is_noticed_by_an_anchor(journal: Journal) -> None:
    report = verify(journal, anchors=(Anchor(5, "00" * 32),))
    assert report.first_broken == 5


def test_a_further_check_has_the_last_word(journal: Journal) -> None:
    report = verify(journal, check=lambda _: "a restart differs from a full replay in window 3")
    assert not report.whole
    assert report.first_broken is None
    assert "window 3" in report.reason


async def test_events_without_an_entity_of_their_own_hold_too(opened: MakeJournal) -> None:
    journal, heard = opened(), Heard()
    heard.start(journal)
    alarm = AlarmRaised(code="DEVICE_SILENT", subject="led-3")
    journal.submit(Batch((issued(1, "x"), called(2, "x"), record(3, alarm))))
    await heard.durable(3)
    assert verify(journal).whole
    assert [found.type for found in journal.trace("alarm", "led-3")] == ["alarm.raised"]
    assert [found.seq for found in journal.trace("ticket", "x")] == [1, 2]
