"""Applications in the database: the whole of each, its clocks and documents, and what is looked for by."""

from datetime import datetime, timedelta

import pytest
from case_samples import APPLICANT, CALENDAR, RULES, Casebook, clock
from journal_databases import Connect, MakeJournal
from journal_samples import NOON, Heard

from hallctl.domain.applications import Changes, clocks
from hallctl.domain.applications.clock import ClockKind, Level
from hallctl.domain.applications.states import ApplicationState
from hallctl.domain.events import DocumentFiled, DocumentSealed
from hallctl.journal.journal import Journal
from hallctl.journal.rows import Batch, CaseSearch
from hallctl.journal.tables import DOCUMENTS

LATER = NOON + timedelta(days=400)


async def written(opened: MakeJournal, *batches: Batch) -> Journal:
    journal, heard = opened(), Heard()
    heard.start(journal)
    for batch in batches:
        journal.submit(batch)
    await heard.durable(batches[-1].records[-1].seq)
    return journal


def due(journal: Journal, until: datetime = LATER) -> list[str]:
    return [row[1] for row in journal.due_clocks(until, 10)]


async def test_an_application_is_there_whole_and_by_what_it_is_looked_for(opened: MakeJournal) -> None:
    book = Casebook()
    book.submit()
    book.receive()
    journal = await written(opened, book.batch())
    assert journal.cases([book.name, "none"]) == {book.name: book.case}
    row = journal.applications([book.name])[book.name]
    assert (row.state, row.revision, row.item_version, row.department) == ("RECEIVED", 2, 2, "人社局")
    assert (row.applicant, row.person, row.code) == (APPLICANT.sealed, APPLICANT.person, "ABCD-2345")
    assert (row.submitted_at, row.received_at) == (NOON, NOON + timedelta(minutes=5))
    assert (row.owner, row.window, row.accepted_at) == ("u07", "3", None)
    assert row.due_at == clock(ClockKind.INTAKE).due_at
    with journal._database.connect_reader() as connection:
        [document] = connection.execute(DOCUMENTS.select()).all()
    assert (document.application, document.kind, document.number) == (book.name, "D01", "收〔2026〕1号")


async def test_a_later_act_replaces_what_was_there(opened: MakeJournal) -> None:
    book = Casebook()
    book.submit()
    book.receive()
    first = book.batch()
    intake = clock(ClockKind.INTAKE)
    book.move(
        ApplicationState.ACCEPTED,
        clocks.stopped(intake, NOON),
        clock(ClockKind.PROMISE, days=10),
        clock(ClockKind.STATUTORY, days=20),
        changes=Changes(accepted_at=NOON),
    )
    journal = await written(opened, first, book.batch())
    assert journal.cases([book.name]) == {book.name: book.case}
    assert due(journal) == ["C04-1", "C05-1"]
    row = journal.applications([book.name])[book.name]
    assert (row.state, row.accepted_at) == ("ACCEPTED", NOON)
    assert row.due_at == clock(ClockKind.PROMISE, days=10).due_at
    assert journal.case_difference() is None


async def test_two_acts_in_one_pile_leave_the_last_word(opened: MakeJournal) -> None:
    book, other = Casebook(), Casebook("SI-001-20260506-0002")
    book.submit()
    first = book.batch()
    other.seq = book.seq
    other.submit()
    second = other.batch()
    book.seq = other.seq
    book.receive()
    journal = await written(opened, first, second, book.batch())
    assert {case.state for case in journal.cases([book.name, other.name]).values()} == {
        ApplicationState.RECEIVED,
        ApplicationState.SUBMITTED,
    }
    assert journal.case_difference() is None


async def test_what_stands_still_is_not_due_and_what_was_missed_is_kept(opened: MakeJournal) -> None:
    book = Casebook()
    book.submit()
    book.receive()
    promise, law = clock(ClockKind.PROMISE, days=10), clock(ClockKind.STATUTORY, days=20)
    book.move(ApplicationState.ACCEPTED, promise, law)
    book.move(ApplicationState.SPECIAL_PROCEDURE, clocks.suspended(law, NOON, CALENDAR))
    late = clocks.expired(clock(ClockKind.INTAKE), NOON)
    book.warn(late, "INTAKE_LATE", Level.RED)
    journal = await written(opened, book.batch())
    assert due(journal) == ["C04-1"]
    assert journal.next_clock() == promise.yellow_at
    assert due(journal, promise.yellow_at - timedelta(microseconds=1) if promise.yellow_at else NOON) == []
    assert journal.case_difference() is None
    assert [record.type for record in journal.trace("application", book.name)][-1] == "clock.warned"


async def test_a_warning_moves_the_clock_on(opened: MakeJournal) -> None:
    book = Casebook()
    book.submit()
    book.receive()
    promise = clock(ClockKind.PROMISE, days=10)
    book.move(ApplicationState.ACCEPTED, clocks.stopped(clock(ClockKind.INTAKE), NOON), promise)
    book.warn(clocks.warned(promise, CALENDAR, RULES), "PROMISE_DUE", Level.YELLOW)
    journal = await written(opened, book.batch())
    assert journal.next_clock() == promise.due_at


async def test_a_document_that_was_drawn_is_part_of_the_proof(opened: MakeJournal) -> None:
    book = Casebook()
    book.submit()
    book.receive()
    name = f"{book.name}-D01-1"
    state = ApplicationState.RECEIVED.value
    book.say(
        DocumentFiled(
            application=book.name, before=state, after=state, revision=2, document=name,
            file="f-1", key="k-1", sha256="00", size=1, pages=1, code="ABCD",
        )
    )  # fmt: skip
    journal = await written(opened, book.batch())
    assert journal.case_difference() is None
    case = journal.cases((book.name,))[book.name]
    assert case.documents[0].sha256 == "00"


async def test_an_application_without_a_stored_form_is_made_from_its_events(opened: MakeJournal) -> None:
    book = Casebook()
    book.submit()
    book.receive()
    journal = await written(opened, Batch(book.batch().records))
    assert journal.cases([book.name]) == {book.name: book.case}


async def test_clocks_that_run_in_a_time_are_found_in_pages(opened: MakeJournal) -> None:
    batches, seq = [], 0
    for number in range(5):
        book = Casebook(f"SI-{number}", seq)
        book.submit()
        book.move(ApplicationState.ACCEPTED, clock(ClockKind.PROMISE, NOON + timedelta(days=number * 30)))
        batches.append(book.batch())
        seq = book.seq
    journal = await written(opened, *batches)
    span = NOON + timedelta(days=20), NOON + timedelta(days=61)
    assert journal.clocks_running_in(*span, "", 10) == ["SI-1", "SI-2"]
    assert journal.clocks_running_in(*span, "SI-1", 10) == ["SI-2"]
    assert journal.clocks_running_in(*span, "", 1) == ["SI-1"]


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("UPDATE cases SET state = 'REFUSED'", "the stored form of application"),
        ("DELETE FROM clocks", "the clocks of application"),
        ("UPDATE clocks SET next_at = next_at + 1", "the clocks of application"),
        ("UPDATE applications SET owner = 'u99'", "the row of application"),
        ("UPDATE clock_ends SET late = 0", "the ended clocks of application"),
        ("DELETE FROM clock_ends", "the ended clocks of application"),
        ("DELETE FROM by_time", "the acts of time of application"),
        ("UPDATE by_time SET act = 'auto_closed'", "the acts of time of application"),
        ("UPDATE seal_uses SET person = 'u99'", "the uses of seals of application"),
    ],
)
async def test_what_was_altered_beside_the_journal_is_named(
    opened: MakeJournal, outsider: Connect, statement: str, named: str
) -> None:
    book = Casebook()
    book.submit()
    book.receive()
    book.move(
        ApplicationState.ACCEPTED,
        clocks.expired(clock(ClockKind.INTAKE), NOON),
        clock(ClockKind.PROMISE, days=10),
        act="deem_accepted",
    )
    state = ApplicationState.ACCEPTED.value
    book.say(
        DocumentSealed(
            application=book.name, before=state, after=state, revision=3, document=f"{book.name}-D01-1",
            seal="S-1", person="u07", post="seal_keeper", place="3", file="f-1", key="k-1", sha256="00",
            size=1, pages=1, code="ABCD", certificate="11",
        )
    )  # fmt: skip
    journal = await written(opened, book.batch())
    assert journal.case_difference() is None
    with outsider() as connection:
        connection.execute(statement)
    assert named in (journal.case_difference() or "")


async def test_applications_are_found_by_what_they_are_looked_for(opened: MakeJournal) -> None:
    batches, seq = [], 0
    for number in range(6):
        book = Casebook(f"SI-00{number % 2}-{number}", seq)
        book.submit(item=f"SI-00{number % 2}", department="人社局" if number < 4 else "医保局")
        if number != 3:
            book.receive()
        batches.append(book.batch())
        seq = book.seq
    journal = await written(opened, *batches)

    def found(**given: object) -> list[str]:
        page, _ = journal.casework.find(CaseSearch(**given))  # type: ignore[arg-type]
        return [name[-1] for name in page]

    assert found() == list("543210")
    assert found(number="SI-001-3") == ["3"]
    assert found(number="SI-000") == list("420")
    assert found(person=APPLICANT.person) == list("543210")
    assert found(person="nobody") == []
    assert found(item="SI-001") == list("531")
    assert found(item="SI-001", states=("RECEIVED",)) == list("51")
    assert found(states=("SUBMITTED", "RECEIVED")) == list("543210")
    assert found(states=("SUBMITTED",)) == ["3"]
    assert found(department="医保局") == list("54")
    assert found(department="税务局") == []
    assert found(department="人社局", item="SI-001") == list("31")
    assert found(owner="u07", item="SI-000") == list("420")
    assert found(due_before=LATER) == list("54210")
    assert found(due_before=NOON) == []
    first, following = journal.casework.find(CaseSearch(item="SI-000", limit=2))
    second, end = journal.casework.find(CaseSearch(item="SI-000", limit=2, before=following))
    assert ([name[-1] for name in (*first, *second)], end) == (list("420"), None)
