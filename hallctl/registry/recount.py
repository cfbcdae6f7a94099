"""Counts legal clocks again when the legal calendar of a year has changed (重算时限), and says what moved.

The calendar is read from the hall's files first. What is wrong with them changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

import msgspec

from hallctl.configuration.findings import render_findings
from hallctl.configuration.loading import Loaded
from hallctl.domain.actors import SYSTEM
from hallctl.domain.applications import Application
from hallctl.domain.applications.clock import Clock
from hallctl.domain.commands import RemakeClocks
from hallctl.domain.events import ClockCorrected
from hallctl.domain.refusals import Refused
from hallctl.hall import Hall

PAGE: Final = 200
TOGETHER: Final = 8


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A clock that ends at another time than before."""

    application: str
    clock: str
    before: datetime | None
    after: datetime | None


class Recounted(msgspec.Struct, frozen=True, kw_only=True):
    """What came of it. `wrong`: why nothing was done; `looked_at`: applications with clocks in that year."""

    year: int
    looked_at: int = 0
    moved: tuple[Moved, ...] = ()
    wrong: str = ""


class Recount:
    """Counts again on demand, one year at a time."""

    def __init__(self, hall: Hall, reads: Callable[[], Loaded]) -> None:
        self._hall, self._reads = hall, reads
        self._turn = asyncio.Lock()

    async def __call__(self, year: int) -> Recounted:
        """Read the calendar, and count what runs in `year` again, in pages that leave the hall to others."""
        async with self._turn:
            loaded = await asyncio.to_thread(self._reads)
            if loaded.configuration is None:
                return Recounted(year=year, wrong=render_findings(loaded.findings, "en"))
            calendar = loaded.configuration.setup.calendar
            if not calendar.knows(year):
                return Recounted(year=year, wrong=str(Refused("CALENDAR_UNKNOWN", str(year))))
            self._hall.setup = replace(self._hall.configured, calendar=calendar)
            try:
                return await self._count(year)
            except Refused as refused:
                return Recounted(year=year, wrong=str(refused))

    async def _count(self, year: int) -> Recounted:
        zone = self._hall.setup.timezone
        span = datetime(year, 1, 1, tzinfo=zone), datetime(year + 1, 1, 1, tzinfo=zone)
        looked_at, after, moved = 0, "", list[Moved]()
        while page := await asyncio.to_thread(self._page, span, after):
            for start in range(0, len(page), TOGETHER):
                some = page[start : start + TOGETHER]
                for found in await asyncio.gather(*(self._again(case, year) for case in some)):
                    moved += found
            looked_at, after = looked_at + len(page), page[-1].id
        return Recounted(year=year, looked_at=looked_at, moved=tuple(moved))

    def _page(self, span: tuple[datetime, datetime], after: str) -> list[Application]:
        names = self._hall.journal.clocks_running_in(*span, after, PAGE)
        cases = self._hall.journal.cases(names)
        return [cases[name] for name in names]

    async def _again(self, before: Application, year: int) -> list[Moved]:
        done = await self._hall.do(RemakeClocks(application=before.id, year=year), SYSTEM)
        ends = {clock.id: clock.due_at for clock in before.clocks}
        return [
            Moved(application=before.id, clock=row.id, before=ends.get(row.id), after=row.due_at)
            for record in done.records
            for row in _rows(record.event)
        ]


def _rows(event: object) -> tuple[Clock, ...]:
    return event.rows if isinstance(event, ClockCorrected) else ()
