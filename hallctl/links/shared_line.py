"""A line that many units share, whatever they speak: one exchange at a time, fair, and hard to hold up.

A unit that does not answer costs the others one timeout now and then, never more: it is asked again rarely,
and what is wanted of it meanwhile fails at once.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar, Final, Generic, TypeVar

from hallctl.contracts.devices import LinkState, Outcome
from hallctl.links.link import Backoff, Link, LinkDown, Timing, Watches
from hallctl.links.turns import Turns, Urgency
from hallctl.tasks import ended

_CANCEL_AGAIN_S: Final = 0.05
_STANDS: Final = frozenset({LinkState.ONLINE, LinkState.DEGRADED})

W = TypeVar("W")
R = TypeVar("R")


@dataclass(slots=True, eq=False)
class Job(Generic[W, R]):
    """What is wanted of one unit, and who waits for the reply. `deadline` by the monotonic clock."""

    unit: Hashable
    wanted: W
    deadline: float
    failed: Callable[[Outcome, str], R]
    """Makes a reply of an outcome and its cause."""

    reply: asyncio.Future[R] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def finish(self, reply: R) -> None:
        """Answer whoever still waits."""
        if not self.reply.done():
            self.reply.set_result(reply)

    def fail(self, outcome: Outcome, cause: str) -> None:
        """Answer that it did not come to pass."""
        self.finish(self.failed(outcome, cause))


@dataclass(slots=True)
class Standing:
    """What a line knows of one unit."""

    misses: int = 0
    rests_until: float = 0.0
    missed_at: float = 0.0
    expected: bool = False  # whether answers are expected of it at all
    heard: bool = False  # whether it answered since the connection stands
    holders: int = 0
    told: LinkState = LinkState.OFFLINE
    watchers: list[Watches] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Probe:
    """A question to a unit that is silent: how long it is waited for, and how long at least."""

    limit: asyncio.Timeout
    at_least_until: float

    def hurry(self) -> None:
        """Somebody else waits."""
        until = self.limit.when()
        if until is not None and not self.limit.expired() and until > self.at_least_until:
            self.limit.reschedule(self.at_least_until)


class SharedLine(Link, ABC, Generic[W, R]):
    """Base of the lines. A subclass opens the connection and does one job on it; none of its calls raises."""

    SILENT_AFTER: ClassVar[int] = 2
    """Timeouts in a row after which a unit counts as silent."""

    HALF_OPEN_AFTER: ClassVar[int] = 6
    """Timeouts in a row, of every unit there is, after which the connection itself is taken for dead."""

    PROBE_S: ClassVar[float] = 0.1
    """How long a silent unit that is asked again may keep commands for others waiting."""

    POLL_WAITS_S: ClassVar[float] = 30.0
    """How long a poll may wait for its turn."""

    PROBES: ClassVar[Backoff] = Backoff(first_s=1.0, longest_s=15.0)
    """When a silent unit is asked again."""

    def __init__(self, name: str, *, backoff: Backoff | None = None, timing: Timing | None = None) -> None:
        super().__init__(name, backoff=backoff, timing=timing)
        self._turns: Turns[Job[W, R]] = Turns()
        self._units: dict[Hashable, Standing] = {}
        self._silent: set[Hashable] = set()
        self._standing = asyncio.Event()
        self._misses = 0
        self._probe: _Probe | None = None
        self.exchanges = 0
        self.timeouts = 0
        self.refusals = 0

    @property
    def standing(self) -> bool:
        """Whether the connection stands."""
        return self._standing.is_set()

    async def wait_standing(self) -> None:
        """Return as soon as the connection stands, whether a unit has answered yet or not."""
        await self._standing.wait()

    def unit_state(self, unit: Hashable) -> LinkState:
        """OFFLINE when the line is away or the unit is silent, DEGRADED after one missed answer."""
        if self._state not in _STANDS:
            return self._state
        known = self._unit(unit)
        if known.misses >= self.SILENT_AFTER:
            return LinkState.OFFLINE
        if known.expected and not known.heard:
            return LinkState.CONNECTING
        return LinkState.DEGRADED if known.misses else LinkState.ONLINE

    def watch_unit(self, unit: Hashable, watcher: Watches) -> None:
        """Tell `watcher` of every change of the unit's state from now on."""
        known = self._unit(unit)
        known.told = self.unit_state(unit)
        known.watchers.append(watcher)

    def unwatch_unit(self, unit: Hashable, watcher: Watches) -> None:
        """Tell `watcher` no more."""
        self._unit(unit).watchers.remove(watcher)

    def join(self, unit: Hashable) -> None:
        """One driver more holds the unit."""
        self._unit(unit).holders += 1

    def leave(self, unit: Hashable) -> None:
        """One driver fewer holds it; what a unit without any did not answer counts no more."""
        known = self._unit(unit)
        known.holders -= 1
        if known.holders == 0:
            del self._units[unit]
            self._silent.discard(unit)

    async def _ask(self, unit: Hashable, wanted: W, deadline_s: float, urgency: Urgency) -> R:
        """Queue what is wanted; returns the reply, at the latest after `deadline_s`.

        A poll may wait for its turn longer than that: where many units are polled at once over a slow line,
        the last of them is not silent.
        """
        if urgency is Urgency.POLL:
            deadline_s = max(deadline_s, self.POLL_WAITS_S)
        job = Job(unit, wanted, self._timing.monotonic() + deadline_s, self._failed)
        if self._past.out and not self.standing:
            return job.failed(Outcome.TIMED_OUT, f"no connection: {self.stats.last_error}")
        suspect = self._unit(unit).misses > 0
        self._turns.put(job, unit, urgency, suspect=suspect)
        if self._probe is not None and urgency is not Urgency.POLL and not suspect:
            self._probe.hurry()
        try:
            async with asyncio.timeout(deadline_s):
                return await job.reply
        except TimeoutError:
            return job.failed(Outcome.TIMED_OUT, "no answer within the deadline")

    def _begin(self) -> None:
        """The connection stands: whoever was silent gets a new chance."""
        self._misses = 0
        for unit in self._units.values():
            unit.rests_until, unit.heard = 0.0, False
        self._standing.set()

    def _end(self) -> None:
        """The connection is gone: what waits for it fails now; its sender tries again when it is back."""
        self._standing.clear()
        for job in self._turns.drain():
            job.fail(Outcome.TIMED_OUT, "the connection was lost")

    async def _work_until(self, lost: asyncio.Future[str]) -> None:
        """Do jobs until the connection is `lost`. Raises LinkDown then."""
        work = asyncio.create_task(self._work())
        try:
            ends: set[asyncio.Future[Any]] = {work, lost}
            await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()
            raise LinkDown(lost.result())
        finally:
            await ended([work], _CANCEL_AGAIN_S)

    async def _work(self) -> None:
        while True:
            job = await self._turns.get()
            if job.reply.done():
                continue
            now, unit = self._timing.monotonic(), self._unit(job.unit)
            if now >= job.deadline:
                job.fail(Outcome.TIMED_OUT, "the line was busy until the deadline")
            elif now < unit.rests_until:
                job.fail(Outcome.TIMED_OUT, "the unit is silent")
            else:
                await self._do(job, unit)

    @asynccontextmanager
    async def _limit(self, unit: Standing, seconds: float) -> AsyncIterator[asyncio.Timeout]:
        """Time for the answer of `unit`; one that is silent anyway has less when a command for others waits.

        Raises TimeoutError.
        """
        async with asyncio.timeout(seconds) as limit:
            if unit.misses >= self.SILENT_AFTER:
                self._probe = _Probe(limit, asyncio.get_running_loop().time() + self.PROBE_S)
            try:
                yield limit
            finally:
                self._probe = None

    @abstractmethod
    def _failed(self, outcome: Outcome, cause: str) -> R:
        """A reply that says that nothing came of it."""

    @abstractmethod
    async def _do(self, job: Job[W, R], unit: Standing) -> None:
        """Do one job on the open connection and answer it, also when it is cancelled half-way.

        Tells `_missed` or `_answered` what came of it.
        """

    def _missed(self, number: Hashable, unit: Standing) -> None:
        self.timeouts += 1
        self._misses += 1
        unit.misses += 1
        unit.expected, unit.missed_at = True, self._timing.monotonic()
        if unit.misses >= self.SILENT_AFTER:
            rest_s = self.PROBES.delay_s(unit.misses - self.SILENT_AFTER + 1, self._timing.chance())
            unit.rests_until = unit.missed_at + rest_s
        if unit.misses == self.SILENT_AFTER:
            self._silent.add(number)
            self._log.warning("unit is silent", unit=number)
            if self._online.is_set():
                self._degraded(f"unit {number} is silent")
        self._tell(number, unit)
        if self._misses >= self.HALF_OPEN_AFTER and self._nobody_answers():
            raise LinkDown("connected, but nobody answers")

    def _nobody_answers(self) -> bool:
        return all(unit.misses for unit in self._units.values() if unit.expected)

    def _answered(self, number: Hashable, unit: Standing) -> None:
        self._misses = 0
        if number in self._silent:
            self._silent.remove(number)
            self._log.info("unit answers again", unit=number)
        unit.misses, unit.rests_until = 0, 0.0
        unit.expected = unit.heard = True
        if not self._silent:
            self._up()
        elif not self._online.is_set():
            self._up()
            self._degraded("some units are silent")
        self._tell(number, unit)

    def _become(self, state: LinkState) -> None:
        super()._become(state)
        for number, unit in tuple(self._units.items()):
            self._tell(number, unit)

    def _tell(self, number: Hashable, unit: Standing) -> None:
        if not unit.watchers:
            return
        state = self.unit_state(number)
        if state is not unit.told:
            unit.told = state
            for watcher in tuple(unit.watchers):
                watcher(state)

    def _unit(self, number: Hashable) -> Standing:
        return self._units.setdefault(number, Standing())
