"""A supervised connection to something that may be away: states, back-off, and one log line an outage.

A link never raises for a dead peer: it says so through its state and goes on trying until cancelled.
"""

from __future__ import annotations

import asyncio
import random
import time
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import ClassVar

import structlog

from hallctl.contracts.devices import LinkState
from hallctl.tasks import asked_to_end, end_if_asked

Watches = Callable[[LinkState], None]
"""Called on the loop with each new state of a link."""


class LinkDown(Exception):
    """The connection could not be made, was lost, or is not there now."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """The wait before the next try: doubling, with jitter so that a hall's links do not march in step."""

    first_s: float = 0.2
    factor: float = 2.0
    longest_s: float = 15.0
    jitter: float = 0.3

    def delay_s(self, failures: int, chance: float) -> float:
        """Seconds to wait after `failures` failures in a row (1 or more); `chance` is from [0, 1)."""
        doublings = min(failures - 1, 32)
        plain = min(self.first_s * self.factor**doublings, self.longest_s)
        return plain * (1 - self.jitter + 2 * self.jitter * chance)


@dataclass(frozen=True, slots=True)
class Timing:
    """Time and chance as a link sees them, so that a test can hold them still."""

    monotonic: Callable[[], float] = time.monotonic
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    chance: Callable[[], float] = random.random


@dataclass(slots=True)
class LinkStats:
    """Counts of one link, for metrics."""

    tries: int = 0
    connects: int = 0
    outages: int = 0
    last_error: str = ""


@dataclass(slots=True)
class _Past:
    """What the supervision remembers between tries."""

    failures: int = 0
    out: bool = False
    up_since: float = 0.0
    watchers: list[Watches] = field(default_factory=list)


class Link(ABC):
    """Base of all links. A subclass writes `_session`; its owner runs `run()` in a task."""

    LOST: ClassVar[tuple[type[Exception], ...]] = (LinkDown, OSError, TimeoutError)
    """What a session raises when the peer is away. Anything else is a bug, logged with its traceback."""

    STEADY_S: ClassVar[float] = 5.0
    """A session that held this long ends the row of failures; a flapping peer keeps its back-off."""

    def __init__(self, name: str, *, backoff: Backoff | None = None, timing: Timing | None = None) -> None:
        self.name = name
        self.stats = LinkStats()
        self._backoff = backoff or Backoff()
        self._timing = timing or Timing()
        self._state = LinkState.OFFLINE
        self._online = asyncio.Event()
        self._past = _Past()
        self._log = structlog.get_logger(__name__).bind(link=name)

    @property
    def state(self) -> LinkState:
        """OFFLINE, CONNECTING, ONLINE or DEGRADED (connected, but not all of it answers)."""
        return self._state

    def watch(self, watcher: Watches) -> None:
        """Tell `watcher` of every change of state from now on."""
        self._past.watchers.append(watcher)

    def unwatch(self, watcher: Watches) -> None:
        """Tell `watcher` no more."""
        self._past.watchers.remove(watcher)

    async def wait_online(self) -> None:
        """Return as soon as the link is ONLINE or DEGRADED."""
        await self._online.wait()

    async def run(self) -> None:
        """Connect, keep, reconnect, until cancelled. Never raises for a dead peer."""
        try:
            while True:
                await self._once()
                end_if_asked()
                self._past.failures += 1
                chance = self._timing.chance()
                await self._timing.sleep(self._backoff.delay_s(self._past.failures, chance))
        finally:
            self._become(LinkState.OFFLINE)

    @abstractmethod
    async def _session(self) -> None:
        """One connection from dialling to its loss: call `_up` when it stands, return or raise when lost."""

    def _up(self) -> None:
        """The session stands and everything behind it answers."""
        end_if_asked()
        if self._state not in {LinkState.ONLINE, LinkState.DEGRADED}:
            self.stats.connects += 1
            self._past.up_since = self._timing.monotonic()
        if self._past.out:
            self._past.out = False
            self._log.info("link is back", tries=self._past.failures + 1)
        self._become(LinkState.ONLINE)

    def _degraded(self, cause: str) -> None:
        """The session stands, but part of what is behind it does not answer."""
        self.stats.last_error = cause
        if self._state is LinkState.ONLINE:
            self._log.warning("link is degraded", cause=cause)
        self._become(LinkState.DEGRADED)

    async def _once(self) -> None:
        self.stats.tries += 1
        self._become(LinkState.CONNECTING)
        cause = "closed by the other side"
        try:
            await self._session()
        except self.LOST as error:
            cause = f"{type(error).__name__}: {error}"
        except (Exception, asyncio.CancelledError) as error:
            # A bug in one link must not end its supervision.
            if asked_to_end(error):
                raise
            cause = "an unexpected error in the session"
            self._log.exception("link failed unexpectedly")
        self._down(cause)

    def _down(self, cause: str) -> None:
        stood = self._state in {LinkState.ONLINE, LinkState.DEGRADED}
        if stood and self._timing.monotonic() - self._past.up_since >= self.STEADY_S:
            self._past.failures = 0
        self.stats.last_error = cause
        if self._past.out:
            self._log.debug("link is still down", cause=cause)
        else:
            self._past.out = True
            self.stats.outages += 1
            self._log.warning("link is down", cause=cause)
        self._become(LinkState.OFFLINE)

    def _become(self, state: LinkState) -> None:
        if state is self._state:
            return
        self._state = state
        if state in {LinkState.ONLINE, LinkState.DEGRADED}:
            self._online.set()
        else:
            self._online.clear()
        for watcher in tuple(self._past.watchers):
            watcher(state)
