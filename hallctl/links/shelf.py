"""Connections: made when a driver first wants one, kept while one holds it, ended after the last."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Hashable
from copy import copy
from typing import Any, Final, Generic, Protocol, Self, TypeVar

from hallctl.contracts.devices import LinkState
from hallctl.links.address import Address
from hallctl.links.link import Backoff, Link, Timing, Watches
from hallctl.links.shared_line import SharedLine
from hallctl.tasks import ended

SPREAD_S: Final = 0.005
"""From one link's first dialling to the next's: what drivers then do at intervals does not fall together."""

_CANCEL_AGAIN_S: Final = 0.1

L = TypeVar("L", bound=Link)


class Handle(Protocol):
    """What a driver took and gives back."""

    def close(self) -> None:
        """Give it back: nothing is heard over it any more."""
        ...


class Pool(Generic[L]):
    """Links by what they lead to. Those that somebody holds run while the pool runs."""

    def __init__(self) -> None:
        self.links: dict[Hashable, L] = {}
        self._holders: Counter[Hashable] = Counter()
        self._tasks: dict[Hashable, asyncio.Task[None]] = {}
        self._leaving: set[asyncio.Task[None]] = set()
        self._running = False

    def hold(self, key: Hashable, make: Callable[[], L]) -> L:
        """The link to `key`, made if there is none yet."""
        if key not in self.links:
            self.links[key] = make()
            if self._running:
                self._start(key)
        self._holders[key] += 1
        return self.links[key]

    def let_go(self, key: Hashable) -> None:
        """One holder fewer; without any the link ends."""
        self._holders[key] -= 1
        if self._holders[key] > 0:
            return
        del self._holders[key], self.links[key]
        task = self._tasks.pop(key, None)
        if task is not None:
            self._leaving.add(task)
            task.add_done_callback(self._leaving.discard)
            task.cancel()

    async def run(self) -> None:
        """Run the links that are there and those that come, until cancelled."""
        self._running = True
        for place, key in enumerate(self.links):
            self._start(key, place * SPREAD_S)
        try:
            await asyncio.Event().wait()
        finally:
            self._running = False
            left = [*self._tasks.values(), *self._leaving]
            self._tasks.clear()
            await ended(left, _CANCEL_AGAIN_S)

    def _start(self, key: Hashable, after_s: float = 0.0) -> None:
        link = self.links[key]
        self._tasks[key] = asyncio.create_task(_run(link, after_s), name=f"link {link.name}")


async def _run(link: Link, after_s: float) -> None:
    await asyncio.sleep(after_s)
    await link.run()


class Shelf(Generic[L]):
    """Where drivers take connections of one sort. Base of the shelves of each sort."""

    def __init__(self, *, timing: Timing | None = None, backoff: Backoff | None = None) -> None:
        self._timing, self._backoff = timing, backoff
        self._pool: Pool[L] = Pool()
        self._taken: list[Handle] | None = None

    @property
    def links(self) -> tuple[L, ...]:
        """Every connection, for metrics."""
        return tuple(self._pool.links.values())

    def noting(self, taken: list[Handle]) -> Self:
        """The same shelf, which adds to `taken` whatever is taken from it."""
        shelf = copy(self)
        shelf._taken = taken  # noqa: SLF001 - of its own kind
        return shelf

    async def run(self) -> None:
        """Keep all connections until cancelled."""
        await self._pool.run()

    def _note(self, handle: Handle) -> None:
        if self._taken is not None:
            self._taken.append(handle)


class LinkHandle(Generic[L]):
    """A driver's hold on a link."""

    def __init__(self, pool: Pool[L], key: Hashable, make: Callable[[], L]) -> None:
        self.link = pool.hold(key, make)
        self._pool, self._key = pool, key
        self._watchers: list[Watches] = []
        self.closed = False

    @property
    def state(self) -> LinkState:
        """State of the connection."""
        return self.link.state

    def watch(self, watcher: Watches) -> None:
        """Tell `watcher` of every change of state from now on."""
        self._watchers.append(watcher)
        self.link.watch(watcher)

    def close(self) -> None:
        """Hear no more, and end the connection if nobody else holds it."""
        if self.closed:
            return
        self.closed = True
        for watcher in self._watchers:
            self.link.unwatch(watcher)
        self._pool.let_go(self._key)


S = TypeVar("S", bound=SharedLine[Any, Any])


class UnitHandle(LinkHandle[S]):
    """A driver's hold on one unit of a line; the unit has a state of its own."""

    def __init__(self, pool: Pool[S], address: Address, make: Callable[[], S]) -> None:
        super().__init__(pool, address.line, make)
        self.address = address
        self.link.join(address.unit)

    @property
    def state(self) -> LinkState:
        """OFFLINE when the line is away or the unit is silent, DEGRADED after one missed answer."""
        return self.link.unit_state(self.address.unit)

    def watch(self, watcher: Watches) -> None:
        """Tell `watcher` of every change of the unit's state from now on."""
        self._watchers.append(watcher)
        self.link.watch_unit(self.address.unit, watcher)

    def close(self) -> None:
        """Hear no more, and end the line if nobody else holds it."""
        if self.closed:
            return
        for watcher in self._watchers:
            self.link.unwatch_unit(self.address.unit, watcher)
        self._watchers.clear()
        self.link.leave(self.address.unit)
        super().close()
