"""Foresight (等候预测): keeps what is expected of each zone fresh, so that shown waits are simulated ones.

A zone is looked at again soon after something happened there, and every few seconds while somebody waits; one
zone at a time, and not while the hall is busy with people.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from typing import Final

import structlog

from hallctl.advice.worker import Pace, Worker
from hallctl.domain.events import DayOpened, Event, RosterChanged
from hallctl.feed import BehindFeed
from hallctl.hall import Hall, Intake

log = structlog.get_logger(__name__)

SUBSCRIBER: Final = "foresight"
BETWEEN_S: Final = 0.5
"""Least time between two estimates of one zone."""

REST: Final = 4.0
"""A crowd takes longer to simulate and changes less with each call: it is left alone so much longer."""

SHARE: Final = 0.02
"""Taking the models of crowded zones holds the event loop for no more of its time than this."""

EVERY_S: Final = 10.0
"""Longest time while somebody waits: who is being served takes longer than expected, and windows close."""

STEP_BACK_S: Final = 0.05
PATIENCE_S: Final = 10.0
"""A hall that is always busy is looked at so often all the same."""

AGAIN_S: Final = 5.0
"""A zone that could not be simulated is tried again so much later."""


class Foresight:
    """Estimates for one hall, in `hall.day.outlooks`."""

    def __init__(
        self, hall: Hall, worker: Worker, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.pace = Pace()
        self.taking = Pace()
        self._hall = hall
        self._worker = worker
        self._monotonic = monotonic
        self._stale: set[str] = set()
        self._takes_at = -math.inf
        self._free_at = dict.fromkeys(hall.setup.zones, -math.inf)
        self._done_at = dict.fromkeys(hall.setup.zones, -math.inf)
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Look ahead until cancelled."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._follow())
            while True:
                await self.estimate(await self._next())

    async def estimate(self, zone: str) -> bool:
        """Look at a zone again, now. False where nothing came of it, or the day changed meanwhile."""
        hall = self._hall
        engine = await self._worker.engine()
        self._stale.discard(zone)
        day, date = hall.day, hall.day.date
        try:
            began = time.perf_counter()
            model = engine.take(day, hall.setup, hall.router.name, hall.now(), zone)
            self.taking.note(time.perf_counter() - began)
            self._takes_at = self._monotonic() + self.taking.latest_s / SHARE
            # One seed a day: the same chances at every look, so that only what happened moves the waits.
            work = partial(engine.simulate, model, seed=date.toordinal())
            outlook = await self._worker.do(work, self.pace)
        except Exception:
            # A zone that cannot be simulated shows rough waits; the others go on.
            log.exception("foresight.failed", zone=zone, again_in_s=AGAIN_S)
            self._failed(zone)
            return False
        self._done_at[zone] = self._monotonic()
        self._free_at[zone] = self._done_at[zone] + max(BETWEEN_S, REST * self.pace.latest_s)
        if hall.day is not day or day.date != date:
            return False
        hall.outlook(outlook)
        return True

    def _failed(self, zone: str) -> None:
        """Waits of the zone are rough ones until it works again."""
        self.pace.failed += 1
        self._hall.no_outlook(zone)
        self._done_at[zone] = self._monotonic()
        self._free_at[zone] = self._done_at[zone] + AGAIN_S

    # --- when ----------------------------------------------------------------------------------------------

    async def _next(self) -> str:
        """The zone whose time has come, once it has."""
        while True:
            self._wake.clear()
            at, zone = min(self._times(), default=(math.inf, ""))
            at, now = max(at, self._takes_at), self._monotonic()
            if at <= now:
                if not self._steps_back(zone, now):
                    return zone
                await asyncio.sleep(STEP_BACK_S)
                continue
            with suppress(TimeoutError):
                async with asyncio.timeout(None if at == math.inf else at - now):
                    await self._wake.wait()

    def _times(self) -> Iterator[tuple[float, str]]:
        waiting = self._hall.day.waiting.zones
        for zone, free_at in self._free_at.items():
            if zone in self._stale:
                yield free_at, zone
            elif zone in waiting and waiting[zone].by_class:
                yield max(free_at, self._done_at[zone] + EVERY_S), zone

    def _steps_back(self, zone: str, now: float) -> bool:
        if self._hall.intake is not Intake.RUNNING:
            return True
        return self._hall.busy and now < self._done_at[zone] + PATIENCE_S

    async def _follow(self) -> None:
        """Mark what the events touch."""
        self._mark(self._hall.setup.zones)
        async with self._hall.feed.subscribe(SUBSCRIBER) as subscription:
            while True:
                try:
                    records = await subscription.next_batch()
                except BehindFeed:
                    subscription.seq = self._hall.feed.last_seq
                    self._mark(self._hall.setup.zones)
                    continue
                for record in records:
                    self._mark(self._touched(record.event))

    def _touched(self, event: Event) -> Iterator[str]:
        if isinstance(event, DayOpened | RosterChanged):
            yield from self._hall.setup.zones
            return
        for field in ("zone", "to_zone"):
            zone = getattr(event, field, None)
            if zone in self._free_at:
                yield zone

    def _mark(self, zones: Iterable[str]) -> None:
        self._stale.update(zones)
        if self._stale:
            self._wake.set()
