"""The one door over a real journal: who acted, races, applications, clocks, timers. ROLE-16, SEC-01."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from at_work import stopped
from halls import (
    A_ITEMS,
    DISPATCHER,
    GUIDE,
    KIOSK,
    NINE,
    ROUND_THE_CLOCK,
    Clock,
    a_setup,
    clerk,
    running_hall,
    staff_actor,
)
from intake import receiving
from polling import PATIENCE_S
from sqlalchemy import create_engine, delete, text, update
from sqlalchemy.exc import DBAPIError

from hallctl import timers
from hallctl.command_time import CommandTime
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.applications.acts import NotRequired
from hallctl.domain.applications.papers import SealedText
from hallctl.domain.records import read
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import Window, WindowKind
from hallctl.domain.state import WindowState
from hallctl.domain.tickets import TicketState
from hallctl.hall import Hall
from hallctl.journal.tables import EVENTS

A1 = c.IssueTicket(items=("A1",))
CLERK = staff_actor(a_setup(), "u01", "1")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def hall(tmp_path: Path, clock: Clock) -> AsyncIterator[Hall]:
    setup = a_setup(staff=[clerk("u01", *A_ITEMS, substitute="u02")], calendar=ROUND_THE_CLOCK)
    async with running_hall(tmp_path / "hall.db", setup, clock) as hall:
        yield hall


def ticket_of(done: Any) -> str:
    return str(done.first(e.TicketIssued).ticket)


TICKET = "20260302A001"
A_VARIED_MORNING: list[tuple[c.Command, Actor]] = [
    (c.ReportDevice(device="disp-1", state="ONLINE"), Actor.device("disp-1")),
    (A1, Actor.device("disp-1")),
    (c.ReportPrint(ticket=TICKET, device="disp-1", result="printed"), Actor.device("disp-1")),
    (A1, KIOSK),
    (A1, GUIDE),
    (c.BookAppointment(item="A1", slot=NINE + timedelta(hours=1)), Actor.public("web")),
    (c.SignOn(person="u01", workstation="ws-1", window="1"), CLERK),
    (c.OpenWindow(window="1"), CLERK),
    (c.CallNext(window="1"), CLERK),
    (c.Recall(window="1"), CLERK),
    (c.StartService(window="1"), CLERK),
    (receiving("1", "A1"), CLERK),
    (c.CompleteService(window="1"), CLERK),
    (c.GiveRating(ticket=TICKET, level=5), Actor.device("pad-1", "1")),
    (c.CallTicket(window="1", ticket="20260302A003", reason="train"), DISPATCHER),
    (c.PauseWindow(window="1", reason="tea"), CLERK),
    (c.ResumeWindow(window="1"), CLERK),
    (c.SignOff(person="u01"), CLERK),
    (c.CancelTicket(ticket="20260302A002"), KIOSK),
    (c.RaiseAlarm(code="X", subject="y"), SYSTEM),
]
"""Acts of every sort of actor; each changes something."""


# --- the trace


@pytest.mark.req("ROLE-16")
async def test_every_row_names_person_post_window_and_workstation_or_the_system(hall: Hall) -> None:
    for command, actor in A_VARIED_MORNING:
        await hall.do(command, actor)
    kinds = Counter[str]()
    for row in hall.journal.raw_records(0):
        named = (row.actor_person, row.actor_post, row.actor_window, row.actor_workstation)
        assert all(named) or row.actor_kind == "system"
        stored = read(row.raw).actor
        assert (stored.kind.value, stored.person, stored.post, stored.window, stored.workstation) == (
            row.actor_kind, *named,
        )  # fmt: skip
        kinds[row.actor_kind] += 1
        if row.type == "ticket.called":
            assert named in {
                ("u01", "comprehensive_acceptance", "1", "ws-1"),
                ("u91", "dispatcher", "desk", "ws-desk"),
            }
    assert set(kinds) == {"staff", "device", "public", "system"}


@pytest.mark.req("SEC-01")
async def test_each_change_leaves_exactly_one_row_that_nobody_can_change(hall: Hall, tmp_path: Path) -> None:
    await hall.do(c.OpenDay(day=NINE.date()), SYSTEM)
    for command, actor in A_VARIED_MORNING:
        before = hall.journal.durable_seq()
        done = await hall.do(command, actor)
        rows = hall.journal.raw_records(before)
        assert done.records
        assert [row.raw for row in rows] == [record.raw for record in done.records], command
    stored = hall.journal.raw_records(0)
    assert [row.seq for row in stored] == list(range(1, hall.day.seq + 1)), "one row for each change, no gap"
    # Each says what was before and after, and the chain of both is unbroken for every ticket.
    after: dict[str, str] = {}
    for row in stored:
        event = read(row.raw).event
        if isinstance(event, e.TicketEvent):
            assert event.before == after.get(event.ticket, "ISSUED")
            after[event.ticket] = event.after
    assert after == {ticket.id: ticket.state.value for ticket in hall.day.tickets.values()}
    engine = create_engine(f"sqlite:///{tmp_path / 'hall.db'}")
    for statement in (
        update(EVENTS).values(actor_person="nobody"),
        delete(EVENTS),
        text("DELETE FROM events"),
    ):
        with engine.connect() as connection, pytest.raises(DBAPIError):
            connection.execute(statement)
    engine.dispose()
    assert hall.journal.raw_records(0) == stored


# --- races


async def test_sixteen_clerks_press_next_at_once_a_thousand_times(tmp_path: Path) -> None:
    people = [clerk(f"c{n:02d}", *A_ITEMS) for n in range(16)]
    places = [Window(f"w{n:02d}", "A", WindowKind.COMPREHENSIVE) for n in range(16)]
    setup = a_setup(staff=people, windows=places, calendar=ROUND_THE_CLOCK)
    async with running_hall(tmp_path / "hall.db", setup) as hall:
        called: list[str] = []
        issued: list[str] = []

        async def visitor() -> None:
            issued.extend([ticket_of(await hall.do(A1, KIOSK)) for _ in range(125)])

        async def clerk_at(window: str, person: str) -> None:
            actor = staff_actor(setup, person, window)
            await hall.do(c.OpenWindow(window=window), actor)
            while len(called) < 1000:
                done = await hall.do(c.CallNext(window=window), actor)
                call = done.first(e.TicketCalled)
                if call is None:
                    await asyncio.sleep(0)
                    continue
                called.append(call.ticket)
                assert call.window == window
                with pytest.raises(Refused, match="TICKET_OPEN"):
                    await hall.do(c.CallNext(window=window), actor)
                await hall.do(c.StartService(window=window), actor)
                await hall.do(c.CompleteService(window=window, outcome="enquiry_only"), actor)

        clerks = [clerk_at(place.id, person.id) for place, person in zip(places, people, strict=True)]
        await asyncio.gather(*(visitor() for _ in range(8)), *clerks)
        records = [read(row.raw).event for row in hall.journal.raw_records(0, 10_000)]
        given = [event.ticket for event in records if isinstance(event, e.TicketIssued)]
        assert given == [f"20260302A{n:03d}" for n in range(1, 1001)], "no number twice, no gap"
        assert sorted(issued) == sorted(given)
        in_order = [event.ticket for event in records if isinstance(event, e.TicketCalled)]
        assert in_order == given, "nobody twice, nobody left out, first come first served"
        assert sorted(called) == sorted(given)
        assert {ticket.state for ticket in hall.day.tickets.values()} == {TicketState.COMPLETED}


async def test_two_presses_on_what_one_clerk_saw_call_one_person(hall: Hall) -> None:
    opened = await hall.do(c.OpenWindow(window="1"), CLERK)
    for _ in range(3):
        await hall.do(A1, KIOSK)
    press = c.CallNext(window="1", expected_seq=opened.seq)
    outcomes = await asyncio.gather(hall.do(press, CLERK), hall.do(press, CLERK), return_exceptions=True)
    assert [getattr(outcome, "code", "called") for outcome in outcomes] == ["called", "STALE"]
    assert sum(t.state is TicketState.CALLED for t in hall.day.tickets.values()) == 1


# --- applications


async def registered(hall: Hall) -> str:
    """An application at window 1."""
    with suppress(Refused):
        await hall.do(c.OpenWindow(window="1"), CLERK)
    await hall.do(A1, KIOSK)
    await hall.do(c.CallNext(window="1"), CLERK)
    await hall.do(c.StartService(window="1"), CLERK)
    received = (await hall.do(receiving("1", "A1"), CLERK)).first(e.ApplicationSubmitted)
    assert received is not None
    return received.application


def give_back(application: str, revision: int = 2) -> c.ActOnApplication:
    act = NotRequired(text=SealedText("t1", "d1"), basis="第十二条")
    return c.ActOnApplication(application=application, act=act, revision=revision)


async def test_two_who_act_on_one_application_do_not_overwrite_each_other(hall: Hall) -> None:
    application = await registered(hall)
    outcomes = await asyncio.gather(
        *(hall.do(give_back(application), CLERK) for _ in range(5)), return_exceptions=True
    )
    codes = sorted(getattr(outcome, "code", "done") for outcome in outcomes)
    assert codes == ["VERSION_STALE"] * 4 + ["done"]
    row = hall.journal.applications((application,))[application]
    assert (row.state, row.revision) == ("NOT_ACCEPTED", 3)
    with pytest.raises(Refused, match="APPLICATION_STATE"):
        await hall.do(give_back(application, 3), CLERK)


async def test_an_application_is_known_before_it_is_on_disk(hall: Hall) -> None:
    with suppress(Refused):
        await hall.do(c.OpenWindow(window="1"), CLERK)
    for command in (A1, c.CallNext(window="1"), c.StartService(window="1")):
        await hall.do(command, CLERK)
    received = asyncio.create_task(hall.do(receiving("1", "A1"), CLERK))
    await asyncio.sleep(0)
    application = hall.day.tickets["20260302A001"].applications[0]
    assert hall.durable_seq < hall.day.seq
    returned = asyncio.create_task(hall.do(give_back(application), CLERK))
    await asyncio.gather(received, returned)
    assert hall.journal.applications((application,))[application].revision == 3
    assert hall.cases._kept == {}
    assert hall.cases._locks == {}


async def test_an_application_from_before_a_restart_is_loaded(tmp_path: Path, clock: Clock) -> None:
    async with running_hall(tmp_path / "hall.db", clock=clock) as hall:
        application = await registered(hall)
    async with running_hall(tmp_path / "hall.db", clock=clock) as hall:
        with pytest.raises(Refused, match="APPLICATION_UNKNOWN"):
            await hall.do(give_back("A1-20260302-0099"), CLERK)
        stranger = staff_actor(hall.setup, "u05", "5")
        with pytest.raises(Refused, match="POWER_NOT_HELD"):
            await hall.do(give_back(application), stranger)
        await hall.do(give_back(application), CLERK)


# --- clocks and timers


async def test_a_clock_that_jumps_is_flagged_once(hall: Hall, clock: Clock) -> None:
    hall._time = CommandTime(clock, lambda: 0.0)
    await hall.check_clock()
    clock.sleep(seconds=59)
    await hall.check_clock()
    assert hall.day.seq == 0
    clock.sleep(seconds=120)
    await hall.check_clock()
    await hall.check_clock()
    jumps = [read(row.raw).event for row in hall.journal.raw_records(0) if row.type == "time.jumped"]
    assert jumps == [e.TimeJumped(seconds=179.0)]


async def test_command_time_never_goes_back(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "hall.db"
    async with running_hall(path, clock=clock) as hall:
        first = (await hall.do(A1, KIOSK)).records[0].at
        clock.sleep(hours=-1)
        second = (await hall.do(A1, KIOSK)).records[0].at
        clock.sleep(days=-2)
    async with running_hall(path, clock=clock) as hall:
        third = (await hall.do(A1, KIOSK)).records[0]
    assert first == second == third.at
    assert third.event.number == "A003"  # type: ignore[attr-defined]


async def test_timers_carry_out_what_falls_due(hall: Hall, clock: Clock) -> None:
    await hall.do(c.OpenWindow(window="1"), CLERK)
    ticket = ticket_of(await hall.do(A1, KIOSK))
    for command in (c.CallNext(window="1"), c.Recall(window="1"), c.Recall(window="1")):
        await hall.do(command, CLERK)
    clock.sleep(seconds=hall.setup.rules.no_show_after_s)
    await timers.tick(hall)
    assert hall.day.tickets[ticket].state is TicketState.NO_SHOW
    clock.sleep(seconds=hall.setup.rules.requeue_within_s)
    await timers.tick(hall)
    assert hall.day.tickets[ticket].state is TicketState.CANCELLED


async def test_what_fell_due_before_midnight_belongs_to_the_old_day(hall: Hall, clock: Clock) -> None:
    clock.time = NINE.replace(hour=23, minute=0)
    await hall.do(c.OpenWindow(window="1"), CLERK)
    await hall.do(A1, KIOSK)
    for command in (c.CallNext(window="1"), c.Recall(window="1"), c.Recall(window="1")):
        await hall.do(command, CLERK)
    await hall.do(c.BookAppointment(item="A1", slot=NINE.replace(hour=23)), KIOSK)
    clock.sleep(hours=8)
    await timers.tick(hall)
    records = [read(row.raw) for row in hall.journal.raw_records(0)]
    after = [record.type for record in records if record.recorded_at.date() > NINE.date()]
    assert after == ["ticket.no_show", "appointment.cancelled", "ticket.expired", "day.opened"]
    assert [record.at.date() for record in records][-4:] == [NINE.date()] * 2 + [clock.time.date()] * 2


async def test_a_vacant_window_is_known_as_such_after_a_while(hall: Hall, clock: Clock) -> None:
    await hall.do(c.OpenWindow(window="1"), CLERK)
    await hall.do(c.SignOff(person="u01"), CLERK)
    clock.sleep(seconds=hall.setup.rules.vacant_after_s)
    await timers.tick(hall)
    assert hall.day.windows["1"].state is WindowState.VACANT_POST


async def test_the_timers_look_by_themselves(
    hall: Hall, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timers, "EVERY_S", 0.01)
    task = asyncio.create_task(timers.run(hall))
    async with asyncio.timeout(PATIENCE_S), hall.feed.subscribe("test") as feed:
        assert [record.type for record in await feed.next_batch()] == ["day.opened"]
    await stopped(task)


# --- what is not journaled


async def test_faults_are_told_once_and_forgotten_when_they_are_over(hall: Hall) -> None:
    told: list[tuple[str, str | None]] = []
    undo = hall.watch(lambda what, said: told.append((what, said)))
    for said in (None, "no answer", "no answer", None):
        hall.fault("led-1", said)
    undo()
    hall.fault("led-1", "again")
    assert told == [("fault:led-1", "no answer"), ("fault:led-1", None)]
    assert hall.faults == {"led-1": "again"}


async def test_who_is_far_behind_reads_the_journal(hall: Hall) -> None:
    hall.feed._keep = 2
    for _ in range(10):
        await hall.do(A1, KIOSK)
    everything = await hall.records_after(0, 100)
    assert [record.seq for record in everything] == list(range(1, 12))
    assert [record.seq for record in await hall.records_after(9)] == [10, 11]
    assert await hall.records_after(11) == []
