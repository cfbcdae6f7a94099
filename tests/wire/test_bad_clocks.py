"""A machine clock that jumps under a real hall: people are served on, told so, and promised nothing wrong."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from halls import KIOSK, NINE, ROUND_THE_CLOCK, Clock, a_setup, running_hall, staff_actor

from hallctl import timers
from hallctl.contracts import looks
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.tickets import TicketState
from hallctl.hall import Hall

A1 = c.IssueTicket(items=("A1",))
SETUP = a_setup(calendar=ROUND_THE_CLOCK)
CLERK = staff_actor(SETUP, "u01", "1")


class BadClock(Clock):
    """Time passes for everybody; only the machine's clock is set wrong now and then."""

    def __init__(self) -> None:
        super().__init__()
        self.passed_s = 0.0

    def monotonic(self) -> float:
        return self.passed_s

    def sleep(self, **delta: float) -> None:
        self.passed_s += timedelta(**delta).total_seconds()
        super().sleep(**delta)

    def set_by(self, jump: timedelta) -> None:
        self.time = (self.time.astimezone(UTC) + jump).astimezone(self.time.tzinfo)


@pytest.fixture
def clock() -> BadClock:
    return BadClock()


@pytest.fixture
async def hall(tmp_path: Path, clock: BadClock) -> AsyncIterator[Hall]:
    async with running_hall(tmp_path / "hall.db", SETUP, clock) as hall:
        await timers.tick(hall)
        await hall.do(c.OpenWindow(window="1"), CLERK)
        yield hall


async def alarms(hall: Hall) -> list[str]:
    seen = await hall.read(lambda day, _setup, _now: looks.alarm_views(day))
    return [alarm.code for alarm in seen.value]


async def serve(hall: Hall) -> str:
    called = await hall.do(c.CallNext(window="1"), CLERK)
    await hall.do(c.StartService(window="1"), CLERK)
    await hall.do(c.CompleteService(window="1", outcome="enquiry_only"), CLERK)
    return called.records[0].event.ticket  # type: ignore[attr-defined, no-any-return]


async def take(hall: Hall) -> str:
    return (await hall.do(A1, KIOSK)).records[-1].event.ticket  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("jump", [timedelta(hours=-2), timedelta(days=-40), timedelta(hours=2)])
async def test_a_jump_is_flagged_and_nobody_loses_his_place(
    hall: Hall, clock: BadClock, jump: timedelta
) -> None:
    before = [await take(hall) for _ in range(3)]
    clock.set_by(jump)
    await timers.tick(hall)
    assert await alarms(hall) == ["CLOCK_JUMPED"]
    after = [await take(hall) for _ in range(3)]
    assert [await serve(hall) for _ in range(6)] == before + after
    await timers.tick(hall)
    assert [record.type for record in await hall.records_after(0)].count("time.jumped") == 1


async def test_command_time_stands_until_a_clock_set_back_has_caught_up(hall: Hall, clock: BadClock) -> None:
    first = hall.now()
    clock.set_by(timedelta(hours=-2))
    await timers.tick(hall)
    clock.sleep(hours=1)
    await take(hall)
    assert hall.now() == first
    clock.sleep(hours=1, minutes=5)
    assert hall.now() == first + timedelta(minutes=5)
    seen = await hall.read(lambda day, setup, _now: looks.waiting_views(day, setup))
    wait = seen.value[0].wait_s
    assert wait is not None
    assert 0 <= wait.low <= wait.mid <= wait.high <= 3600


async def test_a_clock_set_ahead_by_a_day_and_put_right_again_ends_in_an_open_day(
    hall: Hall, clock: BadClock
) -> None:
    """The later date has begun and stays; numbers of the earlier one are expired and not called."""
    lost = await take(hall)
    clock.set_by(timedelta(days=1))
    await timers.tick(hall)
    clock.set_by(timedelta(days=-1))
    await timers.tick(hall)
    assert await alarms(hall) == ["CLOCK_JUMPED"]
    assert hall.day.date == NINE.date() + timedelta(days=1)
    fresh = await take(hall)
    assert await serve(hall) == fresh
    assert lost not in hall.day.tickets
    events = [record.event for record in await hall.records_after(0)]
    assert [event.ticket for event in events if isinstance(event, e.TicketExpired)] == [lost]


async def test_a_service_over_which_the_clock_jumps_teaches_nothing(hall: Hall, clock: BadClock) -> None:
    ticket = await take(hall)
    await hall.do(c.CallNext(window="1"), CLERK)
    await hall.do(c.StartService(window="1"), CLERK)
    clock.set_by(timedelta(hours=9))
    await timers.tick(hall)
    await hall.do(c.CompleteService(window="1", outcome="enquiry_only"), CLERK)
    assert hall.day.tickets[ticket].state is TicketState.COMPLETED
    assert hall.day.state.learned.mean_s("A1", "人社局", 480) == 480


async def test_a_restart_under_a_wrong_clock_remembers_the_right_time(
    tmp_path: Path, clock: BadClock
) -> None:
    path = tmp_path / "again.db"
    async with running_hall(path, SETUP, clock) as hall:
        waiting = await take(hall)
        at = hall.now()
    clock.time = datetime(2000, 1, 1, tzinfo=UTC)  # the battery of the clock is empty
    async with running_hall(path, SETUP, clock) as hall:
        await timers.tick(hall)
        assert hall.now() == at
        assert hall.day.tickets[waiting].state is TicketState.WAITING
        assert (await take(hall)).endswith("A002")
