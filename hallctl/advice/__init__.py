"""Looking ahead and advising: what the hall expects, what it suggests, and what it does about a full day.

Simulations run in a process beside the daemon. Nothing here moves people: it tells, raises alarms, and
stops numbers when the day is full.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from hallctl.advice.foresight import Foresight
from hallctl.advice.lookout import Lookout
from hallctl.advice.metrics import AdviceCollector
from hallctl.advice.opening import OpeningAdviser
from hallctl.advice.worker import Worker
from hallctl.hall import Hall
from hallctl.tasks import Tasks

__all__ = ["Adviser", "Foresight", "Lookout", "OpeningAdviser", "Worker"]


class Adviser:
    """All of it for one hall."""

    def __init__(self, hall: Hall, *, worker: Callable[[], Worker] = Worker) -> None:
        self.worker = worker()
        self.foresight = Foresight(hall, self.worker)
        self.opening = OpeningAdviser(hall, self.worker)
        self.lookout = Lookout(hall)
        self.collector = AdviceCollector(self.foresight, self.opening, self.lookout)

    async def run(self) -> None:
        """Until cancelled. A part that fails begins again without the others."""
        tasks = Tasks()
        tasks.start("advice-foresight", self.foresight.run)
        tasks.start("advice-opening", self.opening.run)
        tasks.start("advice-lookout", self.lookout.run)
        try:
            await asyncio.Event().wait()
        finally:
            await tasks.stop()
            self.worker.stop()
