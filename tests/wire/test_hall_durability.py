"""The one door over a real journal: nothing is heard before it is on disk, nothing acknowledged is lost."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from at_work import stopped
from halls import KIOSK, NINE, Clock, a_journal, a_real_hall, a_setup, running_hall, staff_actor
from polling import PATIENCE_S

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM
from hallctl.domain.day import HallDay, replay
from hallctl.domain.effects import EFFECTS
from hallctl.domain.records import read
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.hall import Done, Hall, Intake, Key

A1 = c.IssueTicket(items=("A1",))
ONE, OTHER = Key(b"scope" * 4, b"body one"), Key(b"scope" * 4, b"body two")
CLERK = staff_actor(a_setup(), "u01", "1")


@pytest.fixture
async def hall(tmp_path: Path) -> AsyncIterator[Hall]:
    """A hall whose day has begun."""
    async with running_hall(tmp_path / "hall.db") as hall:
        await hall.do(c.OpenDay(day=NINE.date()), SYSTEM)
        yield hall


def number(done: Done) -> str:
    issued = done.first(e.TicketIssued)
    assert issued is not None
    return issued.number


def waiting(day: HallDay, _setup: HallSetup, _now: object) -> int:
    return len(day.waiting)


class Gate:
    """Holds the journal's writer before (or after) its next transaction until it is opened."""

    def __init__(self, hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
        self._open = threading.Event()
        store: Any = hall.journal._store
        self._write = store.write
        monkeypatch.setattr(store, "write", self.write)

    def write(self, *given: Any) -> int:
        assert self._open.wait(20)
        written: int = self._write(*given)
        return written

    def open(self) -> None:
        self._open.set()


@contextmanager
def unwritable(path: Path) -> Iterator[None]:
    """Somebody else holds the database file."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """SQLite gives up soon on a file that others hold, and the hall looks again soon."""
    monkeypatch.setattr("hallctl.journal.database.BUSY_S", 0.05)
    monkeypatch.setattr("hallctl.hall.RETRY_S", 0.05)


async def until(hall: Hall, intake: Intake) -> None:
    """Wait for the word of the hall itself."""
    changed = asyncio.Event()
    undo = hall.watch(lambda _what, _reason: changed.set())
    async with asyncio.timeout(PATIENCE_S):
        while hall.intake is not intake:
            changed.clear()
            await changed.wait()
    undo()


async def settled() -> None:
    """Everything that can happen without the disk has happened."""
    for _ in range(20):
        await asyncio.sleep(0)


# --- nothing before it is durable


async def test_nobody_hears_of_an_event_before_it_is_on_disk(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(hall, monkeypatch)
    async with hall.feed.subscribe("test") as feed:
        heard = asyncio.create_task(feed.next_batch())
        act = asyncio.create_task(hall.do(A1, KIOSK))
        await settled()
        look = asyncio.create_task(hall.read(waiting))
        refused = asyncio.create_task(hall.do(c.CancelTicket(ticket="nobody"), KIOSK))
        nothing = asyncio.create_task(hall.do(c.ClearAlarm(code="X", subject="y"), SYSTEM))
        await settled()
        assert len(hall.day.waiting) == 1, "decided and applied"
        assert not any(task.done() for task in (heard, act, look, refused, nothing))
        assert hall.durable_seq < hall.day.seq
        gate.open()
        done, seen = await act, await look
        assert [record.type for record in await heard] == ["ticket.issued"]
        assert (seen.value, seen.seq) == (1, done.seq)
        assert (await nothing).records == ()
        with pytest.raises(Refused) as raised:
            await refused
        assert raised.value.code == "TICKET_UNKNOWN"
    assert hall.journal.durable_seq() == done.seq


async def test_what_is_acknowledged_is_in_the_file_byte_for_byte(hall: Hall) -> None:
    done = await hall.do(A1, KIOSK)
    stored = {row.seq: row.raw for row in hall.journal.raw_records(0)}
    assert {record.seq: record.raw for record in done.records}.items() <= stored.items()


@pytest.mark.req("QUE-03")
async def test_numbers_go_on_after_a_restart_and_begin_again_the_next_day(tmp_path: Path) -> None:
    clock = Clock()
    async with running_hall(tmp_path / "hall.db", clock=clock) as hall:
        given = [number(done) for done in await asyncio.gather(*(hall.do(A1, KIOSK) for _ in range(120)))]
    assert given == [f"A{count:03d}" for count in range(1, 121)]
    async with running_hall(tmp_path / "hall.db", clock=clock) as hall:
        assert number(await hall.do(A1, KIOSK)) == "A121"
        assert number(await hall.do(c.IssueTicket(items=("B1",)), KIOSK)) == "B001"
        clock.sleep(days=1)
        assert number(await hall.do(A1, KIOSK)) == "A001"


async def test_a_restart_goes_on_from_the_latest_day_with_the_same_state(tmp_path: Path) -> None:
    clock, setup = Clock(), a_setup()
    async with running_hall(tmp_path / "hall.db", clock=clock) as hall:
        await hall.do(c.OpenWindow(window="1"), CLERK)
        await hall.do(A1, KIOSK)
        called = await hall.do(c.CallNext(window="1"), CLERK)
        clock.sleep(days=1)
        await hall.do(A1, KIOSK)
        before, seq = hall.day.snapshot(), hall.day.seq
        whole = replay(read(row.raw) for row in hall.journal.raw_records(0))
        assert whole.snapshot() == before
    async with running_hall(tmp_path / "hall.db", setup, clock) as hall:
        assert (hall.day.snapshot(), hall.day.seq, hall.durable_seq) == (before, seq, seq)
        pressed = c.StartService(window="1", expected_seq=called.seq)
        await hall.do(pressed, CLERK)
        with pytest.raises(Refused, match="STALE"):
            await hall.do(pressed, CLERK)


# --- the same request again


async def test_a_request_with_a_known_key_acts_once(hall: Hall) -> None:
    first = await hall.do(A1, KIOSK, key=ONE)
    again = await hall.do(A1, KIOSK, key=ONE)
    assert (again.records, again.seq, again.replayed) == (first.records, first.seq, True)
    assert (await hall.read(waiting)).value == 1
    with pytest.raises(Refused, match="KEY_REUSED"):
        await hall.do(A1, KIOSK, key=OTHER)


async def test_a_known_key_is_known_after_a_restart_and_forgotten_after_two_days(tmp_path: Path) -> None:
    clock = Clock()
    async with running_hall(tmp_path / "hall.db", clock=clock) as hall:
        first = await hall.do(A1, KIOSK, key=ONE)
    async with running_hall(tmp_path / "hall.db", clock=clock) as hall:
        again = await hall.do(A1, KIOSK, key=ONE)
        assert again.replayed
        assert [record.raw for record in again.records] == [record.raw for record in first.records]
        with pytest.raises(Refused, match="KEY_REUSED"):
            await hall.do(A1, KIOSK, key=OTHER)
        clock.sleep(hours=47, minutes=59)
        hall.forget_old_keys()
        assert (await hall.do(A1, KIOSK, key=ONE)).replayed
        clock.sleep(minutes=2)
        hall.forget_old_keys()
        assert not (await hall.do(A1, KIOSK, key=ONE)).replayed


async def test_a_duplicate_at_the_same_time_waits_for_the_first(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(hall, monkeypatch)
    acts = [asyncio.create_task(hall.do(A1, KIOSK, key=ONE)) for _ in range(5)]
    strange = asyncio.create_task(hall.do(A1, KIOSK, key=OTHER))
    await settled()
    assert not any(act.done() for act in (*acts, strange))
    gate.open()
    done = await asyncio.gather(*acts)
    assert {number(each) for each in done} == {"A001"}
    assert [each.replayed for each in done] == [False, True, True, True, True]
    with pytest.raises(Refused, match="KEY_REUSED"):
        await strange


async def test_a_refusal_is_judged_anew_and_nothing_done_is_not_remembered(hall: Hall) -> None:
    await hall.do(c.OpenWindow(window="1"), CLERK)
    call = c.CallNext(window="1")
    assert (await hall.do(call, CLERK, key=ONE)).records == (), "nobody waits"
    await hall.do(A1, KIOSK)
    assert (await hall.do(call, CLERK, key=ONE)).first(e.TicketCalled) is not None
    with pytest.raises(Refused, match="TICKET_OPEN"):
        await hall.do(call, CLERK, key=Key(b"another" * 3, b""))
    await hall.do(c.StartService(window="1"), CLERK)
    await hall.do(c.CompleteService(window="1", outcome="enquiry_only"), CLERK)
    await hall.do(A1, KIOSK)
    assert (await hall.do(call, CLERK, key=Key(b"another" * 3, b""))).first(e.TicketCalled) is not None


# --- when the disk says no


@pytest.mark.usefixtures("impatient")
async def test_a_failed_batch_has_not_happened_and_intake_pauses_until_the_disk_is_well(
    tmp_path: Path,
) -> None:
    path = tmp_path / "hall.db"
    async with running_hall(path) as hall, hall.feed.subscribe("test") as feed:
        told: list[tuple[str, str | None]] = []
        hall.watch(lambda what, reason: told.append((what, reason)))
        await hall.do(A1, KIOSK)
        with unwritable(path):
            lost = await asyncio.gather(
                *(hall.do(A1, KIOSK, key=ONE) for _ in range(3)),
                hall.read(waiting),
                hall.do(c.CancelTicket(ticket="nobody"), KIOSK),
                return_exceptions=True,
            )
            assert [getattr(error, "code", error) for error in lost] == ["INTAKE_PAUSED"] * 5
            assert hall.intake is Intake.PAUSED
            for key in (None, ONE):
                with pytest.raises(Refused, match="INTAKE_PAUSED"):
                    await hall.do(A1, KIOSK, key=key)
            assert told[0][0] == "intake"
            assert "locked" in str(hall.intake_reason)
        await until(hall, Intake.RUNNING)
        assert told[-1] == ("intake", None)
        assert (await hall.read(waiting)).value == 1
        again = await hall.do(A1, KIOSK, key=ONE)
        assert (number(again), again.replayed) == ("A002", False), "no gap, and no ghost"
        heard = await feed.next_batch()
        assert [record.seq for record in heard] == list(range(1, again.seq + 1))
        assert [record.type for record in heard] == ["day.opened", "ticket.issued", "ticket.issued"]
        stored = [row.raw for row in hall.journal.raw_records(0)]
        assert stored == [record.raw for record in heard]


@pytest.mark.usefixtures("impatient")
async def test_a_disk_that_fills_up_in_the_middle_loses_nothing_that_was_acknowledged(hall: Hall) -> None:
    store: Any = hall.journal._store

    def fill_up() -> None:
        # As many pages as there are: the next that is needed is refused, as by a full disk.
        store._connection.exec_driver_sql("PRAGMA max_page_count=1")

    hall.journal._writer.ask(fill_up)
    given: list[str] = []
    lost: list[str] = []

    async def kiosk() -> None:
        while not lost:
            try:
                given.append(number(await hall.do(A1, KIOSK)))
            except Refused as refusal:
                lost.append(refusal.code)

    async with asyncio.timeout(30), hall.feed.subscribe("test") as feed:
        await asyncio.gather(*(kiosk() for _ in range(8)))
        assert set(lost) == {"INTAKE_PAUSED"}
        await until(hall, Intake.RUNNING)
        last = number(await hall.do(A1, KIOSK))
        numbers = [f"A{count:03d}" for count in range(1, len(given) + 2)]
        assert sorted([*given, last], key=lambda name: int(name[1:])) == numbers
        heard: list[str] = []
        while feed.seq < hall.durable_seq:
            heard += [r.event.number for r in await feed.next_batch() if isinstance(r.event, e.TicketIssued)]
        assert heard == numbers
        assert (await hall.read(waiting)).value == len(numbers)


@pytest.mark.usefixtures("impatient")
async def test_while_the_disk_is_bad_the_last_good_state_can_be_seen(tmp_path: Path) -> None:
    path = tmp_path / "hall.db"
    async with running_hall(path) as hall:
        await hall.do(A1, KIOSK)
        with unwritable(path), pytest.raises(Refused):
            await hall.do(A1, KIOSK)
        await until(hall, Intake.RUNNING)
        seen = await hall.read(waiting)
        assert (seen.value, seen.seq) == (1, hall.durable_seq)


@pytest.mark.usefixtures("impatient")
async def test_a_hall_stops_also_while_the_disk_is_bad(tmp_path: Path) -> None:
    path = tmp_path / "hall.db"
    async with asyncio.timeout(PATIENCE_S), running_hall(path) as hall:
        await hall.do(A1, KIOSK)
        with unwritable(path):
            with pytest.raises(Refused):
                await hall.do(A1, KIOSK)
            await hall.stop()
        assert hall.intake is Intake.STOPPED
        with pytest.raises(Refused, match="INTAKE_PAUSED"):
            await hall.do(A1, KIOSK)


@pytest.mark.usefixtures("impatient")
async def test_a_commit_whose_answer_was_lost_is_found_in_the_journal(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    store: Any = hall.journal._store
    write = store.write

    def write_and_lose_the_answer(*given: Any) -> int:
        monkeypatch.setattr(store, "write", write)
        write(*given)
        raise OSError("the connection is gone")

    monkeypatch.setattr(store, "write", write_and_lose_the_answer)
    async with hall.feed.subscribe("test") as feed:
        with pytest.raises(Refused, match="INTAKE_PAUSED"):
            await hall.do(A1, KIOSK, key=ONE)
        await until(hall, Intake.RUNNING)
        assert [record.type for record in await feed.next_batch()] == ["ticket.issued"]
        again = await hall.do(A1, KIOSK, key=ONE)
        assert (number(again), again.replayed) == ("A001", True)
        assert number(await hall.do(A1, KIOSK)) == "A002"


@pytest.mark.usefixtures("impatient")
async def test_an_event_that_cannot_be_applied_leaves_no_trace(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hall.do(A1, KIOSK)
    good = hall.day.snapshot()

    def broken(day: HallDay, event: object, record: object) -> None:
        day.state.counters["A"] = 77
        raise ZeroDivisionError("a fault in the code")

    effects: dict[type[e.Event], Any] = EFFECTS
    issued: type[e.Event] = e.TicketIssued
    with monkeypatch.context() as patch:
        patch.setitem(effects, issued, broken)
        with pytest.raises(ZeroDivisionError):
            await hall.do(A1, KIOSK)
        assert hall.intake is Intake.PAUSED
    await until(hall, Intake.RUNNING)
    assert hall.day.snapshot() == good
    assert number(await hall.do(A1, KIOSK)) == "A002"


async def test_a_hall_that_has_not_started_takes_nothing(tmp_path: Path) -> None:
    clock = Clock()
    hall = a_real_hall(a_journal(tmp_path / "hall.db", clock), a_setup(), clock)
    with pytest.raises(Refused, match="INTAKE_PAUSED"):
        await hall.do(A1, KIOSK)
    with pytest.raises(Refused, match="INTAKE_PAUSED"):
        await hall.read(waiting)


async def test_who_stops_waiting_does_not_undo_what_was_done(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(hall, monkeypatch)
    act = asyncio.create_task(hall.do(A1, KIOSK, key=ONE))
    await settled()
    await stopped(act)
    gate.open()
    assert (await hall.do(A1, KIOSK, key=ONE)).replayed
