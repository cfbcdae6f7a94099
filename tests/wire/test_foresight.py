"""Estimates beside the event loop, over a real hall: they appear, follow what happens, and are told."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from halls import A_ITEMS, KIOSK, NINE, Clock, a_setup, rules, running_hall, staff_actor
from polling import until

from hallctl.advice import Adviser
from hallctl.advice.engine import ENGINE, Engine
from hallctl.advice.worker import Pace, Worker
from hallctl.domain import commands as c
from hallctl.domain.actors import SYSTEM
from hallctl.domain.advice.opening import Kind
from hallctl.domain.outlook import Outlook
from hallctl.hall import Hall
from hallctl.side_process import SideProcessLost

T = TypeVar("T")


async def press(hall: Hall, window: str, kind: type[c.AtWindow], **fields: Any) -> None:
    person = f"u0{window}"
    await hall.do(kind(window=window, **fields), staff_actor(hall.setup, person, window))


async def take(hall: Hall, count: int) -> None:
    for number in range(count):
        await hall.do(c.IssueTicket(items=(A_ITEMS[number % 3],)), KIOSK)


@asynccontextmanager
async def advised(hall: Hall, adviser: Adviser) -> AsyncIterator[Adviser]:
    """The adviser at work."""
    working = asyncio.create_task(adviser.run())
    try:
        yield adviser
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working


@asynccontextmanager
async def opened(
    tmp_path: Path, *windows: str, clock: Clock | None = None, **more: Any
) -> AsyncIterator[Hall]:
    """A hall of today with windows open."""
    async with running_hall(tmp_path / "hall.db", a_setup(**more), clock) as hall:
        await hall.do(c.OpenDay(day=NINE.date()), SYSTEM)
        for window in windows:
            await press(hall, window, c.OpenWindow)
        yield hall


async def test_estimates_appear_and_follow_what_happens(tmp_path: Path) -> None:
    async with opened(tmp_path, "1", "2") as hall, advised(hall, Adviser(hall)):
        await take(hall, 14)
        for window in ("1", "2"):
            await press(hall, window, c.CallNext)
            await press(hall, window, c.StartService)
        await until(lambda: "A" in hall.day.outlooks and len(hall.day.outlooks["A"].tickets) == 12)
        first = hall.day.outlooks["A"]
        assert 0 < first.newcomers["A1"].low <= first.newcomers["A1"].mid <= first.newcomers["A1"].high
        await press(hall, "1", c.CompleteService, outcome="enquiry_only")
        await press(hall, "1", c.CallNext)
        await until(lambda: len(hall.day.outlooks["A"].tickets) == 11)
        assert hall.day.outlooks["A"].seq > first.seq


async def test_watchers_hear_of_new_minutes_and_of_nothing_else(tmp_path: Path) -> None:
    async with opened(tmp_path, "1") as hall:
        heard: list[str] = []
        hall.watch(lambda what, _text: heard.append(what))
        adviser = Adviser(hall)
        await take(hall, 5)
        assert await adviser.foresight.estimate("A")
        assert await adviser.foresight.estimate("A")  # the same state and the same chances
        assert heard == ["outlook:A"]
        await press(hall, "2", c.OpenWindow)
        assert await adviser.foresight.estimate("A")
        assert heard == ["outlook:A"] * 2
        adviser.worker.stop()


class Slow(Worker):
    """Simulations end when the test says so."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()

    async def do(self, work: Callable[[], T], pace: Pace | None = None) -> T:
        found = await super().do(work, pace)
        await self.go.wait()
        return found


async def test_an_estimate_of_yesterday_is_thrown_away(tmp_path: Path) -> None:
    clock = Clock()
    async with opened(tmp_path, "1", clock=clock) as hall:
        await take(hall, 3)
        slow = Slow()
        slow.go.set()
        adviser = Adviser(hall, worker=lambda: slow)
        await slow.engine()
        slow.go.clear()
        estimating = asyncio.create_task(adviser.foresight.estimate("A"))
        await until(lambda: adviser.foresight.pace.count)
        clock.sleep(days=1)
        await hall.do(c.OpenDay(day=NINE.date() + timedelta(days=1)), SYSTEM)
        slow.go.set()
        assert not await estimating
        assert hall.day.outlooks == {}
        adviser.worker.stop()


async def test_a_simulator_that_dies_is_missed_once_and_started_again() -> None:
    worker = Worker()
    assert await worker.do(partial(sum, [1, 2])) == 3
    with pytest.raises(SideProcessLost):
        await worker.do(partial(os._exit, 3))
    with pytest.raises(ZeroDivisionError):
        await worker.do(partial(divmod, 1, 0))
    assert await worker.do(partial(sum, [2, 3])) == 5
    worker.stop()


async def test_a_simulator_ends_with_whoever_started_it() -> None:
    asks = (
        "import asyncio, os, time; from hallctl.advice.worker import Worker; worker = Worker()\n"
        "print(asyncio.run(worker.do(os.getpid)), flush=True); os.kill(os.getpid(), 9)"
    )
    parent = await asyncio.create_subprocess_exec(sys.executable, "-c", asks, stdout=PIPE)
    said, _ = await parent.communicate()
    await until(lambda: not Path(f"/proc/{int(said)}").exists())


class Broken(Worker):
    """Every simulation fails."""

    async def engine(self) -> Engine:
        def simulate(_model: Any, *, seed: int) -> Outlook:
            raise RuntimeError(seed)

        return Engine(ENGINE.take, simulate, ENGINE.cost)


async def test_a_simulation_that_fails_leaves_rough_waits_and_the_hall_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(tmp_path, "1") as hall:
        adviser = Adviser(hall, worker=Broken)
        hall.day.outlooks["A"] = Outlook("A", 0, hall.now())
        assert not await adviser.foresight.estimate("A")
        assert (adviser.foresight.pace.failed, hall.day.outlooks) == (1, {})
        await take(hall, 1)
        adviser.worker.stop()


async def test_an_adviser_names_window_and_person_and_forgets_when_it_is_followed(tmp_path: Path) -> None:
    async with opened(tmp_path, "1") as hall:
        await take(hall, 25)
        await hall.do(c.SignOn(person="u03", workstation="ws"), staff_actor(hall.setup, "u03"))
        heard: list[str] = []
        hall.watch(lambda what, _text: heard.append(what))
        adviser = Adviser(hall)
        (given,) = await adviser.opening.advise()
        assert (given.kind, given.zone, given.person) == (Kind.OPEN, "A", "u03")
        assert given.saves_min > 240
        assert heard == ["advice"]
        await hall.do(c.OpenWindow(window=given.window), staff_actor(hall.setup, "u03", given.window))
        assert adviser.opening.standing == ()
        adviser.worker.stop()


async def test_a_full_day_stops_numbers_and_calls_go_on(tmp_path: Path) -> None:
    clock = Clock(NINE.replace(hour=16, minute=30))
    async with opened(tmp_path, "1", clock=clock, rules=rules(close_grace_s=1800)) as hall:
        await take(hall, 40)  # some five hours of work, an hour and a half before closing
        adviser = Adviser(hall)
        await adviser.foresight.estimate("A")
        await adviser.lookout.look()
        stopped = hall.day.state.intake["A"]
        assert not stopped.is_open
        assert stopped.finish_at is not None
        assert stopped.finish_at > NINE.replace(hour=18, minute=30)
        await press(hall, "1", c.CallNext)
        await adviser.lookout.look()
        assert not hall.day.state.intake["A"].is_open
        adviser.worker.stop()


async def test_the_hall_is_not_held_up_by_estimates(tmp_path: Path) -> None:
    """Not how long: that is the bench's. The loop turns while the simulator works."""
    async with opened(tmp_path, "1", "2", "3") as hall:
        await take(hall, 60)
        adviser = Adviser(hall)
        await adviser.worker.engine()
        estimating = asyncio.create_task(adviser.foresight.estimate("A"))
        turns = 0
        while not estimating.done():
            await asyncio.sleep(0)
            turns += 1
        assert turns > 3
        adviser.worker.stop()
