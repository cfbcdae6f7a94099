"""Projected rows and pages of records, as the hall and its reports read them."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest
from journal_databases import MakeJournal
from journal_samples import NOON, TODAY, Heard, called, day_opened, issued, journal_at, record, started
from sqlalchemy import make_url

from hallctl.domain import events
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.records import Record
from hallctl.domain.tickets import TicketClass
from hallctl.journal import database
from hallctl.journal.journal import Journal
from hallctl.journal.rows import Batch
from hallctl.journal.tables import TICKETS

STAFF = Actor.staff("u07", "comprehensive_acceptance", "3", "ws-3")
LATER = NOON + timedelta(minutes=5)
TICKET: dict[str, Any] = {"ticket": "x", "number": "A001"}
AT_WINDOW = {"window": "3", "zone": "A"}


async def stored(journal: Journal, *records: Record) -> Journal:
    heard = Heard()
    heard.start(journal)
    journal.submit(Batch(records))
    await heard.durable(records[-1].seq)
    return journal


async def test_a_ticket_is_found_by_id_and_by_token(opened: MakeJournal) -> None:
    first = issued(1, "x")
    journal = await stored(opened(), first, issued(2, "y"))
    assert isinstance(first.event, events.TicketIssued)
    row = journal.ticket("x")
    assert row is not None
    assert row == journal.ticket_by_token(first.event.token)
    assert (row.number, row.zone, row.items, row.klass) == ("A001", "A", ("SI-001",), "NORMAL")
    assert (row.state, row.taken_at, row.valid_on, row.seq) == ("WAITING", NOON, TODAY, 1)
    assert row.taken_at.utcoffset() == NOON.utcoffset()
    assert row.applications == ()
    assert journal.ticket("z") is None
    assert journal.ticket_by_token("z") is None


async def test_a_token_costs_one_look_at_each_of_its_days(tmp_path: Path) -> None:
    journal = journal_at(f"sqlite:///{tmp_path}/hall.db")
    journal.open()
    with journal._database.connect_reader() as connection:
        plan = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT * FROM tickets WHERE valid_on IN (?, ?) AND token = ?", ("a", "b", "c")
        ).fetchall()
        update = connection.exec_driver_sql(
            "EXPLAIN QUERY PLAN " + journal._store._bulk._make_update(TICKETS, ("id", "seq", "state"), 2),
            ("x", 1, "WAITING", "y", 2, "CALLED"),
        ).fetchall()
    journal.close()
    assert "SEARCH tickets USING INDEX tickets_by_token (valid_on=? AND token=?)" in str(plan)
    assert "SEARCH tickets USING PRIMARY KEY (id=?)" in str(update)


@pytest.mark.parametrize("together", [True, False], ids=["in one commit", "in many commits"])
async def test_a_visit_leaves_its_last_state_in_the_row(opened: MakeJournal, together: bool) -> None:
    visit = [
        issued(1, "x"),
        called(2, "x"),
        started(3, "x"),
        record(
            4,
            events.TicketTransferred(
                **TICKET,
                **AT_WINDOW,
                before="SERVING",
                after="WAITING",
                to_zone="B",
                to_window="5",
                items=("TAX-2",),
                klass=TicketClass.TRANSFER,
                place=(1, 1),
                reason="wrong zone",
            ),
            STAFF,
        ),
        called(5, "x", "5"),
        started(6, "x", "5"),
        record(
            7,
            events.TicketCompleted(
                **TICKET,
                window="5",
                zone="B",
                before="SERVING",
                after="COMPLETED",
                outcome="done",
                prompt="p1",
                applications=("ap1", "ap2"),
            ),
            STAFF,
            LATER,
        ),
        record(
            8,
            events.RatingGiven(
                ticket="x",
                window="5",
                staff="u07",
                items=("TAX-2",),
                level=1,
                bad=True,
                channel="pad",
                reasons=("slow",),
                text="r1",
            ),
            SYSTEM,
            LATER,
        ),
    ]
    journal, heard = opened(), Heard()
    heard.start(journal)
    for batch in [Batch(tuple(visit))] if together else [Batch((each,)) for each in visit]:
        journal.submit(batch)
        await heard.durable(batch.records[-1].seq)
    row = journal.ticket("x")
    assert row is not None
    assert (row.state, row.zone, row.window, row.target_window) == ("COMPLETED", "B", "5", "5")
    assert (row.items, row.klass, row.staff) == (("TAX-2",), "TRANSFER", "u07")
    assert (row.called_at, row.ended_at, row.outcome) == (NOON, LATER, "done")
    assert (row.applications, row.rated, row.seq) == (("ap1", "ap2"), 1, 8)
    (rating,) = journal.ratings("x")
    assert (rating.level, rating.bad, rating.reasons, rating.text, rating.at) == (
        1,
        True,
        ("slow",),
        "r1",
        LATER,
    )
    assert [each.seq for each in journal.trace("ticket", "x", after=5)] == [6, 7]


async def test_an_application_carries_its_revision(opened: MakeJournal) -> None:
    received = events.ApplicationReceived(
        application="ap1",
        before="",
        after="RECEIVED",
        revision=1,
        item="SI-001",
        ticket="x",
        window="3",
        count=2,
    )
    returned = events.ApplicationReturned(
        application="ap1", before="RECEIVED", after="RETURNED", revision=2, reason="R01"
    )
    journal = await stored(opened(), record(1, received, STAFF), record(2, returned, STAFF, LATER))
    rows = journal.applications(["ap1", "none"])
    assert set(rows) == {"ap1"}
    row = rows["ap1"]
    assert (row.state, row.revision, row.reason, row.received_at) == ("RETURNED", 2, "R01", NOON)
    assert (row.item, row.ticket, row.window, row.copies) == ("SI-001", "x", "3", 2)
    assert journal.applications([]) == {}


async def test_an_appointment_follows_its_events(opened: MakeJournal) -> None:
    booked = events.AppointmentBooked(
        appointment="b1", before="", after="BOOKED", item="SI-001", zone="A", slot=LATER, token="tok"
    )
    arrived = events.AppointmentCheckedIn(appointment="b1", before="BOOKED", after="CHECKED_IN", ticket="x")
    journal = await stored(opened(), record(1, booked), record(2, arrived))
    row = journal.appointment("b1")
    assert row is not None
    assert row == journal.appointment_by_token("tok")
    assert (row.state, row.slot, row.ticket, row.reason) == ("CHECKED_IN", LATER, "x", None)


async def test_a_day_is_read_from_its_opening_to_the_next(opened: MakeJournal) -> None:
    tomorrow = TODAY + timedelta(days=1)
    many = [issued(seq) for seq in range(3, 1300)]
    journal = await stored(
        opened(),
        issued(1, "before"),
        day_opened(2),
        *many,
        day_opened(1300, tomorrow),
        issued(1301, "later"),
    )
    assert [each.seq for each in journal.day_records(TODAY)] == list(range(2, 1300))
    assert [each.seq for each in journal.day_records(tomorrow)] == [1300, 1301]
    assert list(journal.day_records(TODAY - timedelta(days=1))) == []
    latest = journal.latest_day()
    assert latest is not None
    assert latest.seq == 1300
    assert latest.event == events.DayOpened(date=tomorrow, state=msgspec.Raw(b'{"windows":[]}'))
    assert {row.day for row in journal.raw_records(1298, 4)} == {"2026-05-06", "2026-05-07"}


def test_an_empty_journal_answers_every_question(opened: MakeJournal) -> None:
    journal = opened()
    assert journal.durable_seq() == journal.projected_seq() == 0
    assert journal.latest_day() is None
    assert journal.records(0) == []
    assert journal.ratings("x") == []
    assert journal.appointment("x") is None
    assert list(journal.keys_since(NOON)) == []
    assert journal.stats.commits == 0


async def test_an_idle_reader_whose_server_has_gone_is_replaced(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "TRUSTED_S", 0.0)
    journal = journal_at(postgres_url)
    journal.open()
    try:
        assert journal.durable_seq() == 0
        url = make_url(postgres_url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(url, autocommit=True) as connection:
            ended = connection.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid NOT IN (SELECT pid FROM pg_locks WHERE "
                "locktype = 'advisory') AND pid != pg_backend_pid()"
            ).fetchone()
        assert ended is not None
        assert ended[0] >= 1
        assert journal.durable_seq() == 0
    finally:
        journal.close()
