"""One worker for each device that a reaction looks after: made when the device comes, ended when it goes.

Workers of other devices go on undisturbed, with whatever they are just doing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Generic, Protocol, TypeVar

from hallctl.tasks import Tasks

D = TypeVar("D")


class Worker(Protocol):
    """Looks after one device."""

    async def run(self) -> None:
        """Work until cancelled."""
        ...


W = TypeVar("W", bound=Worker)


class Crew(Generic[D, W]):
    """The workers of one reaction. `make` gives None for a device that needs none."""

    def __init__(self, name: str, make: Callable[[D], W | None], devices: Mapping[str, D]) -> None:
        self.workers: dict[str, W] = {}
        self._name, self._make = name, make
        self._drivers: dict[str, D] = {}
        self._tasks = Tasks()
        self._endings: set[asyncio.Task[None]] = set()
        self._running = False
        self.follow(devices)

    def follow(self, devices: Mapping[str, D]) -> None:
        """From now on the devices are these; one whose driver is another object gets a new worker."""
        gone = [name for name, driver in self._drivers.items() if devices.get(name) is not driver]
        ended = [self._part(name) for name in gone if self.workers.pop(name, None) is not None]
        for name in gone:
            del self._drivers[name]
        if ended and self._running:
            task = asyncio.create_task(self._tasks.end(*ended), name=f"{self._name}-ends")
            self._endings.add(task)
            task.add_done_callback(self._endings.discard)
        for name in devices.keys() - self._drivers.keys():
            self._come(name, devices[name])

    async def run(self) -> None:
        """Let every worker work until cancelled. One that fails begins again without the others."""
        self._running = True
        for name, worker in self.workers.items():
            self._tasks.start(self._part(name), worker.run)
        try:
            await asyncio.Event().wait()
        finally:
            self._running = False
            await self._tasks.stop()

    def _come(self, name: str, driver: D) -> None:
        self._drivers[name] = driver
        worker = self._make(driver)
        if worker is None:
            return
        self.workers[name] = worker
        if self._running:
            self._tasks.start(self._part(name), worker.run)

    def _part(self, name: str) -> str:
        """Names the very worker: the one before it may still be on its way out."""
        return f"{self._name}-{name}-{id(self._drivers[name])}"
