"""The opening adviser (开窗建议): every few minutes and on request, which window is worth opening or closing.

What it says is kept in memory and shown to staff; a person decides.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from functools import partial
from typing import Final

import structlog

from hallctl.advice.worker import Pace, Worker
from hallctl.domain.advice.opening import Advice, Kind, advice, advise, options
from hallctl.domain.state import WORKING
from hallctl.hall import Hall, Intake

log = structlog.get_logger(__name__)

LOOK_S: Final = 15.0
"""How often the clock is looked at."""


class OpeningAdviser:
    """Advice for one hall: for each zone windows to open, or one to close."""

    def __init__(self, hall: Hall, worker: Worker) -> None:
        self.pace = Pace()
        self._hall = hall
        self._worker = worker
        self._given: tuple[Advice, ...] = ()
        self._opened: set[str] = set()
        self._next_at: datetime | None = None
        self._one = asyncio.Lock()

    async def run(self) -> None:
        """Advise until cancelled."""
        while True:
            now = self._hall.now()
            if self._hall.intake is Intake.RUNNING and (self._next_at is None or now >= self._next_at):
                self._next_at = now + timedelta(minutes=self._hall.setup.advice.every_min)
                await self.advise()
            await asyncio.sleep(LOOK_S)

    @property
    def standing(self) -> tuple[Advice, ...]:
        """What is advised now: neither out of date nor followed already."""
        now = self._hall.now()
        return tuple(given for given in self._given if now < given.until and not self._followed(given))

    async def advise(self) -> tuple[Advice, ...]:
        """Look at every zone, now. One call at a time: a second waits for its turn."""
        async with self._one:
            self._note_opened()
            before = self.standing
            found = [await self._look(zone) for zone in self._hall.setup.zones]
            self._given = tuple(given for of_zone in found for given in of_zone)
            if self.standing != before:
                self._hall.tell("advice")
            return self.standing

    async def _look(self, zone: str) -> tuple[Advice, ...]:
        hall, rules = self._hall, self._hall.setup.advice
        day, now = hall.day, hall.now()
        found = options(day, hall.setup, zone, now, rules, self._opened)
        if not found.openable and not found.closable:
            return ()
        engine = await self._worker.engine()
        try:
            model = engine.take(day, hall.setup, hall.router.name, now, zone, found.openable)
            seed = day.date.toordinal()
            work = partial(advise, model, found, engine.cost, rules, now, seed)
            choices = await self._worker.do(work, self.pace)
        except Exception:
            # A zone that cannot be simulated gets no advice; the others do.
            self.pace.failed += 1
            log.exception("opening.failed", zone=zone)
            return ()
        return tuple(advice(hall.setup, zone, choice, value, now, rules) for choice, value in choices.items())

    def _followed(self, given: Advice) -> bool:
        duty = self._hall.day.windows.get(given.window)
        works = duty is not None and duty.state in WORKING
        return works is (given.kind is Kind.OPEN)

    def _note_opened(self) -> None:
        """Windows that were opened on advice may be advised to close; closed ones start anew."""
        self._opened |= {
            given.window for given in self._given if given.kind is Kind.OPEN and self._followed(given)
        }
        windows = self._hall.day.windows
        self._opened = {name for name in self._opened if name in windows and windows[name].state in WORKING}
