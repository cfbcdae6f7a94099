"""A hall over a real journal, with applications that wait for their deadlines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from filed_cases import case_setup
from halls import Clock, a_journal, a_real_hall
from intake import CHECKED

from hallctl.deadlines_sweep import Sweep
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.applications import Application, Channel, acts
from hallctl.domain.identity import Identity
from hallctl.domain.setup import HallSetup
from hallctl.hall import Hall

CLERK = Actor.staff("u01", "comprehensive_acceptance", "1", "ws-1")


@dataclass
class Desk:
    """A hall, its clock and a sweep that the test starts."""

    hall: Hall
    clock: Clock
    sweep: Sweep

    async def submit(self, applicant: Identity | None = None) -> str:
        """An application that came in by courier, and waits."""
        command = c.SubmitApplication(item="A1", channel=Channel.COURIER, applicant=applicant)
        done = await self.hall.do(command, SYSTEM)
        return str(done.records[0].event.application)  # type: ignore[attr-defined]

    async def receive(self) -> str:
        """Received over the counter, and nothing more done about it."""
        name = await self.submit()
        materials = (acts.HandedIn(code="m2", copies=1),)
        await self.act(name, acts.Receive(checks=CHECKED, materials=materials))
        return name

    async def act(self, name: str, act: acts.AnyAct, actor: Actor = CLERK) -> None:
        revision = (await self.case(name)).revision
        await self.hall.do(c.ActOnApplication(application=name, act=act, revision=revision), actor)

    async def case(self, name: str) -> Application:
        return self.hall.journal.cases([name])[name]

    def told(self) -> list[str]:
        """The warnings, each with its application's last digit."""
        records = self.hall.journal.records(0, 5000)
        events = [record.event for record in records]
        return [
            f"{event.warning} {event.application[-1]}" for event in events if isinstance(event, e.ClockWarned)
        ]


@asynccontextmanager
async def desk(path: Path, now: datetime, setup: HallSetup | None = None) -> AsyncIterator[Desk]:
    clock = Clock(now)
    journal = a_journal(path / "hall.db", clock)
    journal.open()
    hall = a_real_hall(journal, setup or case_setup(), clock)
    await hall.start()
    try:
        yield Desk(hall, clock, Sweep(hall))
    finally:
        await hall.stop()
