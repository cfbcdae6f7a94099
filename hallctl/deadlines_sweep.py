"""The sweep of legal deadlines (时限巡查): what their time has come becomes a command, one by one, in order.

It sleeps until the next one, and a write that starts an earlier clock wakes it. A deadline that passed while
the hall was down takes effect at its own time. It never holds the loop up: many at once are done in slices.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final, NamedTuple, TypeAlias

import structlog

from hallctl.domain.actors import SYSTEM
from hallctl.domain.applications.clock import Clock
from hallctl.domain.applications.clocks import next_at
from hallctl.domain.commands import ExpireClock
from hallctl.domain.events import ApplicationMoved, ClockCorrected, ClockWarned, Event
from hallctl.domain.refusals import Refused
from hallctl.feed import BehindFeed
from hallctl.hall import Hall, Intake
from hallctl.journal.errors import JournalError

log = structlog.get_logger(__name__)

SLICE: Final = 200
TOGETHER: Final = 48
"""Commands under way at once: they share commits, and leave the loop to others between them."""
EVERY_S: Final = 0.5
"""How often the hall's clock is looked at: it may be set, or stand still in a test."""
AGAIN_S: Final = 30.0
"""After which what could not be done is tried again."""


Due: TypeAlias = tuple[str, str, datetime]
"""Application, clock, when."""

_AT_ONCE: Final = datetime.min.replace(tzinfo=UTC)


class Swept(NamedTuple):
    """What a pass has done. `stuck`: clocks that said nothing although their time has come."""

    done: int
    stuck: int
    next_at: datetime | None


class Sweep:
    """Serves one hall. `next_at`: when the next clock has something to say; None: none runs."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self.next_at: datetime | None = _AT_ONCE
        self._sooner: datetime | None = None
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Sweep until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen())
            tasks.create_task(self._sweep_for_ever())

    async def once(self) -> Swept:
        """Everything whose time has come by now."""
        done, stuck = 0, set[tuple[str, str]]()
        while True:
            found = await self._due(len(stuck))
            fresh = [due for due in found if due[:2] not in stuck]
            if not fresh:
                break
            await self._hall.cases.all_on_disk(application for application, *_ in fresh)
            said = await self._say(fresh)
            stuck |= {due[:2] for due, happened in zip(fresh, said, strict=True) if not happened}
            done += sum(said)
        self._sooner = None
        first = await asyncio.to_thread(self._hall.journal.next_clock)
        self.next_at = _earliest(first, self._sooner)
        return Swept(done, len(stuck), self.next_at)

    # --- inside ---------------------------------------------------------------------------------------------

    async def _sweep_for_ever(self) -> None:
        while True:
            pause_s = 0.0
            if self._hall.intake is Intake.RUNNING:
                try:
                    swept = await self.once()
                except JournalError as error:
                    log.warning("deadlines.journal_unreadable", error=str(error))
                    pause_s = AGAIN_S
                else:
                    pause_s = AGAIN_S if swept.stuck else 0.0
            await self._rest(pause_s)

    async def _rest(self, pause_s: float) -> None:
        """Until the next deadline, or until a clock starts that ends sooner."""
        if pause_s:
            await asyncio.sleep(pause_s)
        while self._hall.intake is not Intake.RUNNING or not self._time_has_come():
            left_s = EVERY_S
            if self.next_at is not None:
                left_s = min(left_s, max(0.0, (self.next_at - self._hall.now()).total_seconds()))
            self._wake.clear()
            try:
                async with asyncio.timeout(left_s):
                    await self._wake.wait()
            except TimeoutError:
                continue

    def _time_has_come(self) -> bool:
        return self.next_at is not None and self.next_at <= self._hall.now()

    async def _due(self, known: int) -> list[Due]:
        return await asyncio.to_thread(self._hall.journal.due_clocks, self._hall.now(), SLICE + known)

    async def _say(self, fresh: list[Due]) -> list[bool]:
        """Whether each has said something. They begin in order: those of one application end in it."""
        under_way: deque[asyncio.Task[bool]] = deque()
        said = []
        try:
            for due in fresh:
                while len(under_way) >= (1 if self._hall.busy else TOGETHER):
                    said.append(await under_way[0])
                    under_way.popleft()
                under_way.append(asyncio.create_task(self._expire(*due)))
            while under_way:
                said.append(await under_way[0])
                under_way.popleft()
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)
        return said

    async def _expire(self, application: str, clock: str, due: datetime) -> bool:
        try:
            done = await self._hall.do(ExpireClock(application=application, clock=clock, due=due), SYSTEM)
        except Refused as refused:
            log.warning("deadlines.refused", clock=clock, code=refused.code, detail=refused.detail)
            return False
        return bool(done.records)

    async def _listen(self) -> None:
        """Hear of clocks that start."""
        async with self._hall.feed.subscribe("deadlines") as subscription:
            while True:
                try:
                    records = await subscription.next_batch()
                except BehindFeed:
                    subscription.seq = self._hall.feed.last_seq
                    self._hear(self._hall.now())
                    continue
                for record in records:
                    moments = [next_at(clock) for clock in _clocks_of(record.event)]
                    self._hear(_earliest(*moments))

    def _hear(self, moment: datetime | None) -> None:
        if moment is None:
            return
        self._sooner = _earliest(moment, self._sooner)
        if self.next_at is None or moment < self.next_at:
            self.next_at = moment
            self._wake.set()


def _clocks_of(event: Event) -> Iterable[Clock]:
    match event:
        case ApplicationMoved():
            return event.clocks
        case ClockWarned():
            return (event.row,)
        case ClockCorrected():
            return event.rows
    return ()


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment is not None), default=None)
