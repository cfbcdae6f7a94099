"""How long the event loop stands still at most while estimates and advice run beside a hall that is used.

Twenty windows serve and three hundred people wait, in a hall with its journal on disk. A task of the same
loop asks to be woken every millisecond and notes by how much that came too late: first without advice, then
with it.
"""

from __future__ import annotations

import asyncio
import gc
import random
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from county_halls import County, Plot, a_county
from figures import MS, Figure, p50, p99
from halls import GUIDE, Clock, a_journal

from hallctl.advice import Adviser
from hallctl.cli.running import keep_pauses_short
from hallctl.domain import commands as c
from hallctl.domain.hours import Calendar, DayKind, Hours, Span
from hallctl.domain.routing.routers import ROUTERS
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WindowState
from hallctl.feed import Feed
from hallctl.hall import Hall

WINDOWS: Final = 20
STANDBY: Final = 3
"""Further windows with somebody to open them: what the adviser weighs."""

WAITING: Final = 300
TICK_S: Final = 0.001
BETWEEN_S: Final = 0.05
"""From one press to the next; each is a step of one window."""

SPELL_S: Final = 8.0
ADVISE_S: Final = 3.0
LONGEST_MS: Final = 20.0


@dataclass
class Ticks:
    """By how much each waking was late, in seconds."""

    late_s: list[float] = field(default_factory=list)

    async def run(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + TICK_S
            await asyncio.sleep(TICK_S)
            self.late_s.append(max(0.0, loop.time() - due))


class RunningClock(Clock):
    """Begins at nine and runs on."""

    def __init__(self) -> None:
        super().__init__()
        self._begun = time.monotonic()

    def __call__(self) -> datetime:
        return self.time + timedelta(seconds=time.monotonic() - self._begun)


class UsedHall:
    """A hall in which people keep coming and windows keep calling, at its own pace."""

    def __init__(self, hall: Hall, county: County) -> None:
        self.hall = hall
        self._seats = county.seats
        self._codes = list(county.setup.items)
        self._chance = random.Random(7)
        self.presses = 0

    async def fill(self) -> None:
        """All windows but the standby open, and everybody waits."""
        for seat in self._seats[:WINDOWS]:
            await self.hall.do(c.OpenWindow(window=seat.window), seat.actor(self.hall.setup))
        for seat in self._seats[WINDOWS:]:
            actor = seat.actor(self.hall.setup)
            await self.hall.do(c.SignOn(person=seat.staff, workstation=actor.workstation), actor)
        await asyncio.gather(*(self._come() for _ in range(WAITING)))

    async def run(self) -> None:
        """One press after the other; whoever is called is followed by a newcomer."""
        while True:
            await self._press(self._chance.randrange(WINDOWS))
            await asyncio.sleep(BETWEEN_S)

    async def _come(self) -> None:
        await self.hall.do(c.IssueTicket(items=(self._chance.choice(self._codes),)), GUIDE)

    async def _press(self, place: int) -> None:
        seat = self._seats[place]
        actor, state = seat.actor(self.hall.setup), self.hall.day.windows[seat.window].state
        commands: dict[WindowState, c.Command] = {
            WindowState.OPEN: c.CallNext(window=seat.window),
            WindowState.CALLING: c.StartService(window=seat.window),
            WindowState.SERVING: c.CompleteService(window=seat.window, outcome="enquiry_only"),
        }
        await self.hall.do(commands[state], actor)
        self.presses += 1
        if state is WindowState.OPEN:
            await self._come()


def a_setup() -> tuple[County, HallSetup]:
    county = a_county(Plot(windows=WINDOWS + STANDBY))
    always = Calendar(Hours(Span(0, 1440)), off_days=DayKind.REGULAR)
    staff = {one.id: replace(one, shifts=()) for one in county.setup.staff.values()}
    return county, replace(county.setup, calendar=always, staff=staff)


async def stalls(database: Path, spell_s: float = SPELL_S) -> tuple[list[float], list[float], Adviser]:
    """Lateness without and with advice, in seconds, and the adviser that ran."""
    county, setup = a_setup()
    clock = RunningClock()
    journal = a_journal(database, clock)
    journal.open()
    hall = Hall(setup=setup, journal=journal, feed=Feed(), router=ROUTERS["weighted"](setup), clock=clock)
    async with AsyncExitStack() as stack:
        await hall.start()
        stack.push_async_callback(hall.stop)
        used = UsedHall(hall, county)
        await used.fill()
        async with asyncio.TaskGroup() as tasks:
            use = tasks.create_task(used.run())
            without = await _spell(spell_s)
            adviser = Adviser(hall)
            advising = [tasks.create_task(adviser.run()), tasks.create_task(_keep_advising(adviser))]
            await adviser.opening.advise()
            beside = await _spell(spell_s)
            for task in (*advising, use):
                task.cancel()
        return without, beside, adviser


async def _keep_advising(adviser: Adviser) -> None:
    """Far more often than every ten minutes."""
    while True:
        await adviser.opening.advise()
        await asyncio.sleep(ADVISE_S)


async def _spell(seconds: float) -> list[float]:
    gc.collect()
    ticks = Ticks()
    task = asyncio.create_task(ticks.run())
    await asyncio.sleep(seconds)
    task.cancel()
    return ticks.late_s


async def stall(place: Path) -> list[Figure]:
    """The longest time for which nobody is heard."""
    keep_pauses_short()  # as the daemon does once everything serves
    without, beside, adviser = await stalls(place / "stall.db")
    longest, least = max(beside) * MS, max(without) * MS
    return [
        Figure(
            name="loop_stall",
            value=longest,
            unit="ms",
            p50=p50(beside) * MS,
            p99=p99(beside) * MS,
            bare=least,
            ratio=longest / least,
            target=f"< {LONGEST_MS:.0f} ms",
            ok=longest < LONGEST_MS,
            note=(
                f"longest of {len(beside)} gaps between ticks, with {adviser.foresight.pace.count} estimates "
                f"and {adviser.opening.pace.count} rounds of advice beside {WINDOWS} windows in use and "
                f"{WAITING} waiting; bare: the same without them, {len(without)} ticks"
            ),
        )
    ]


if __name__ == "__main__":
    from tempfile import TemporaryDirectory

    from figures import table

    with TemporaryDirectory() as folder:
        print(table(asyncio.run(stall(Path(folder)))))
