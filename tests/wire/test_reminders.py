"""Who is near is told once, across restarts; idle windows call by themselves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from at_work import stopped
from halls import DISPATCHER, GUIDE, Clock, a_setup, rules, running_hall, staff_actor
from polling import PATIENCE_S

from hallctl import timers
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM
from hallctl.domain.outlook import Outlook
from hallctl.domain.setup import HallSetup
from hallctl.domain.tickets import TicketState
from hallctl.hall import Hall
from hallctl.reactions import reminders
from hallctl.reactions.reminders import Reminders


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "BETWEEN_S", 0.0)


@asynccontextmanager
async def reminded_hall(folder: Path, setup: HallSetup | None = None) -> AsyncIterator[Hall]:
    async with running_hall(folder / "hall.db", setup) as hall:
        task = asyncio.create_task(Reminders(hall).run())
        try:
            yield hall
        finally:
            await stopped(task)


async def take(hall: Hall, count: int = 1, item: str = "A1") -> list[str]:
    numbers = []
    for _ in range(count):
        done = await hall.do(c.IssueTicket(items=(item,)), GUIDE)
        numbers.append(done.records[0].event.number)  # type: ignore[attr-defined]
    return numbers


async def press(hall: Hall, window: str, *kinds: type[c.AtWindow]) -> None:
    for kind in kinds:
        more: dict[str, Any] = {"outcome": "enquiry_only"} if kind is c.CompleteService else {}
        await hall.do(kind(window=window, **more), staff_actor(hall.setup, f"u0{window}", window))


async def serve(hall: Hall, window: str) -> None:
    await press(hall, window, c.CallNext, c.StartService, c.CompleteService)


async def told(hall: Hall, count: int) -> list[tuple[str, int]]:
    """All reminders, once `count` have been given."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            records = await hall.records_after(0, 5000)
            found = [
                (r.event.number, r.event.ahead) for r in records if isinstance(r.event, e.TicketReminded)
            ]
            if len(found) >= count:
                return found
            await asyncio.sleep(0.01)


@pytest.mark.req("QUE-10")
async def test_when_the_position_becomes_three_one_reminder_is_given_and_never_a_second(
    tmp_path: Path,
) -> None:
    """Somebody waiting; the holder of a booking is reminded in test_booked_reminders.py."""
    async with reminded_hall(tmp_path) as hall:
        await press(hall, "1", c.OpenWindow)
        assert await take(hall, 6) == ["A001", "A002", "A003", "A004", "A005", "A006"]
        await serve(hall, "1")
        assert await told(hall, 1) == [("A005", 3)]
        await serve(hall, "1")
        assert await told(hall, 2) == [("A005", 3), ("A006", 3)]
        await press(hall, "1", c.CallNext, c.CloseWindow)  # the third goes back in front of them
        ticket = next(t for t in hall.day.tickets.values() if t.number == "A006")
        assert ticket.state is TicketState.WAITING
        assert (await hall.do(c.RemindTicket(ticket=ticket.id, ahead=3), SYSTEM)).records == ()
    async with reminded_hall(tmp_path) as hall:
        await press(hall, "1", c.OpenWindow)
        assert await take(hall, 1) == ["A007"]
        for number in (3, 4, 5):
            await serve(hall, "1")
            assert (await told(hall, 3))[-1] == ("A007", 3), f"A00{number} has gone"
        assert await take(hall, 3) == ["A008", "A009", "A010"]
        await serve(hall, "1")
        everything = [("A005", 3), ("A006", 3), ("A007", 3), ("A010", 3)]
        assert await told(hall, 4) == everything, "A008 and A009 were taken as near, and say so themselves"
        record = next(r for r in await hall.records_after(0) if isinstance(r.event, e.TicketReminded))
        assert (record.event.PUBLIC, record.event.SHOWN) == (True, ("ticket", "number", "zone", "ahead"))


async def test_the_dispatcher_sets_how_far_ahead_people_are_reminded_today(tmp_path: Path) -> None:
    async with reminded_hall(tmp_path, a_setup(rules=rules(remind_ahead=0))) as hall:
        await press(hall, "1", c.OpenWindow)
        await take(hall, 7)
        await serve(hall, "1")
        await hall.do(c.ChangeReminding(ahead=5, reason="they sit far away"), DISPATCHER)
        assert await told(hall, 6) == [(f"A00{n}", n - 2) for n in range(2, 8)]


async def test_a_place_that_is_expected_to_be_near_is_reminded_too(tmp_path: Path) -> None:
    async with reminded_hall(tmp_path) as hall:
        await take(hall, 8)
        ticket = next(t for t in hall.day.tickets.values() if t.number == "A007")
        hall.day.outlooks["A"] = Outlook("A", hall.day.seq, hall.now(), ahead={ticket.id: 2})
        for watcher in hall._watchers:
            watcher("outlook:A", None)
        assert await told(hall, 1) == [("A007", 2)]


async def test_an_idle_window_calls_by_itself_and_a_press_at_the_same_moment_calls_nobody_else(
    tmp_path: Path,
) -> None:
    clock = Clock()
    setup = replace(a_setup(), rules=rules(auto_call_after_s=20, remind_ahead=0))
    async with running_hall(tmp_path / "hall.db", setup, clock) as hall:
        await press(hall, "1", c.OpenWindow)
        await take(hall, 3)
        await timers.tick(hall)
        assert hall.day.windows["1"].ticket is None
        clock.sleep(seconds=20)
        seen = hall.day.windows["1"].seq
        pressed = c.CallNext(window="1", expected_seq=seen)
        outcomes = await asyncio.gather(
            timers.tick(hall), hall.do(pressed, staff_actor(setup, "u01", "1")), return_exceptions=True
        )
        assert sum(isinstance(outcome, BaseException) for outcome in outcomes) <= 1
        called = [t.number for t in hall.day.tickets.values() if t.state is TicketState.CALLED]
        assert called == ["A001"]
