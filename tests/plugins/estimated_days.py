"""Whole simulated days in which the waits that people are told are compared with the waits that came.

The days are those of `county_halls`; a ticket's promise is what the hall journaled when the number was taken.
Before each number the hall looks ahead as often as its daemon would: after the latest event, then every ten
seconds.
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from county_halls import County, on
from halls import Clock, a_journal

from hallctl.advice.engine import ENGINE
from hallctl.advice.foresight import EVERY_S, Foresight
from hallctl.advice.worker import Worker
from hallctl.answers import Done, Key
from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import Actor
from hallctl.domain.day import HallDay
from hallctl.domain.learning.handling import department_of, expected_s
from hallctl.domain.learning.promises import BANDS, band_at
from hallctl.domain.moments import microseconds
from hallctl.domain.records import Record
from hallctl.domain.routing.router import services
from hallctl.domain.routing.routers import ROUTERS
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WORKING, DayState
from hallctl.domain.tickets import TicketClass
from hallctl.feed import Feed
from hallctl.hall import Hall
from hallctl.journal.rows import Sealed
from hallctl.simulation.days.doors import MemoryDoor, live, live_in
from hallctl.simulation.days.world import World

BEFORE: Final = 10
"""Days on which a hall learns what comes and how long it takes before anybody is told anything."""


@dataclass(frozen=True, slots=True)
class Told:
    """One number: what was promised, what a typical product would have said, what came. Seconds."""

    ticket: str
    klass: TicketClass
    at: datetime
    low: int
    mid: int
    high: int
    naive: float
    waited: float

    @property
    def at_once(self) -> bool:
        return self.high <= 0

    @property
    def covered(self) -> bool:
        return self.low <= self.waited <= self.high


@dataclass
class Sheet:
    """What was told on some days, and the figures of it. `waited`: who could not be called at once."""

    told: list[Told] = field(default_factory=list)

    @property
    def waited(self) -> list[Told]:
        return [one for one in self.told if not one.at_once]

    def only(self, which: Callable[[Told], bool]) -> Sheet:
        return Sheet([one for one in self.told if which(one)])

    @property
    def mean_wait_min(self) -> float:
        return _mean(one.waited for one in self.waited) / 60

    @property
    def error(self) -> float:
        """Mean absolute error of the median against the mean wait."""
        return self._against(_mean(abs(one.waited - one.mid) for one in self.waited))

    @property
    def error_deviation(self) -> float:
        """How far `error` may be off by chance in so few numbers: one standard deviation of the ratio."""
        ratio, count = self.error, len(self.waited)
        scatter = _mean((abs(one.waited - one.mid) - ratio * one.waited) ** 2 for one in self.waited)
        return math.sqrt(scatter / count) / (60 * self.mean_wait_min)

    @property
    def naive_error(self) -> float:
        """The same of the department formula."""
        return self._against(_mean(abs(one.waited - one.naive) for one in self.waited))

    def _against(self, error_s: float) -> float:
        return error_s / _mean(one.waited for one in self.waited)

    @property
    def coverage(self) -> float:
        return _mean(one.covered for one in self.waited)

    @property
    def width_min(self) -> float:
        return _mean(one.high - one.low for one in self.waited) / 60

    @property
    def bias_min(self) -> float:
        """How much longer people waited than the median said, on the mean."""
        return _mean(one.waited - one.mid for one in self.waited) / 60

    def by_band(self) -> dict[str, Sheet]:
        found: dict[str, list[Told]] = {band: [] for band in BANDS}
        for one in self.waited:
            found[band_at(one.mid)].append(one)
        return {band: Sheet(told) for band, told in found.items() if told}

    def line(self, name: str) -> str:
        if not self.waited:
            return f"{name:16} nobody"
        return (
            f"{name:16} {len(self.waited):6d} waited, mean {self.mean_wait_min:5.1f} min, error"
            f" {self.error:5.1%} of it (naive {self.naive_error:6.1%}, ratio"
            f" {self.error / self.naive_error:4.2f}), covered {self.coverage:5.1%}, width"
            f" {self.width_min:5.1f} min, bias {self.bias_min:+5.2f} min"
        )

    def report(self) -> str:
        """Overall, by size of the promise, class and hour."""
        once = [one for one in self.told if one.at_once]
        held = _mean(one.waited <= 60 for one in once)
        lines = [
            self.line("all"),
            f"{'at once':16} {len(once):6d} promised, {held:.1%} called within a minute",
        ]
        lines += [sheet.line(f"{band} min") for band, sheet in self.by_band().items()]
        classes = sorted({one.klass for one in self.waited})
        lines += [self.only(lambda one, k=klass: one.klass is k).line(klass.value) for klass in classes]  # type: ignore[misc]
        hours = sorted({one.at.hour for one in self.waited})
        lines += [self.only(lambda one, h=hour: one.at.hour == h).line(f"{hour:02d} h") for hour in hours]  # type: ignore[misc]
        return "\n".join(lines)


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else math.nan


def allowance(share: float, count: int, deviations: float = 3.0) -> float:
    """How far a share of `count` may be from `share` by chance alone (binomial)."""
    return deviations * math.sqrt(share * (1 - share) / count)


# --- what a typical product would say  ----------


def naive_s(day: HallDay, setup: HallSetup, code: str) -> float:
    """People of the department ahead x its mean handling time / windows that mostly do its matters."""
    department = department_of(setup, code)
    zone = setup.items[code].zone
    lines = day.waiting.zone(zone).lines.values()
    ahead = sum(line.size for line in lines if department_of(setup, min(line.codes)) == department)
    learned = day.state.learned
    own = [item.code for item in setup.items.values() if item.department == department]
    weights = [learned.frequency(each) for each in own]
    mean_s = sum(
        weight * expected_s(learned, setup, each) for weight, each in zip(weights, own, strict=True)
    ) / sum(weights)
    windows = [
        duty.window
        for duty in day.windows.values()
        if duty.state in WORKING and duty.zone == zone and frozenset(own) <= services(setup, duty)
    ]
    return ahead * mean_s / max(1, len(windows))


# --- days  ----------


@dataclass
class Notes:
    """Of `every` so many who take a number one is looked ahead for; what has to be noted at that moment."""

    every: int = 1
    naive: dict[str, float] = field(default_factory=dict)
    latest: datetime | None = None
    came: int = 0

    def matter(self, day: HallDay, command: c.Command) -> str | None:
        """For what somebody takes a number who is looked ahead for; None for everybody else."""
        match command:
            case c.IssueTicket():
                code = command.items[0]
            case c.CheckInAppointment():
                code = day.state.appointments[command.appointment].item
            case _:
                return None
        self.came += 1
        return None if self.came % self.every else code

    def looked_at(self, at: datetime) -> datetime:
        """When the daemon would have looked ahead the last time before `at`."""
        if self.latest is None or at <= self.latest:
            return at
        looks = (at - self.latest).total_seconds() // EVERY_S
        return self.latest + timedelta(seconds=looks * EVERY_S)

    def take(self, records: tuple[Record, ...], at: datetime, naive: float) -> None:
        """What came of a command; `naive` is not a number for who was not looked ahead for."""
        self.latest = at if records else self.latest
        for record in records:
            if isinstance(record.event, e.TicketIssued):
                self.naive[record.event.ticket] = naive


def told_of(records: Iterable[Record], notes: Notes) -> Iterator[Told]:
    """Every number with a promise that was called."""
    issued: dict[str, e.TicketIssued] = {}
    for record in records:
        event = record.event
        if isinstance(event, e.TicketIssued):
            issued[event.ticket] = event
        elif isinstance(event, e.TicketCalled) and event.ticket in issued:
            number = issued.pop(event.ticket)
            promise = number.promised
            if promise is not None and not math.isnan(notes.naive[event.ticket]):
                waited = max(0.0, (microseconds(record.at) - number.place[0]) / 1e6)
                yield Told(
                    event.ticket, number.klass, number.taken_at, promise.low, promise.mid, promise.high,
                    notes.naive[event.ticket], waited,
                )  # fmt: skip


@dataclass
class ForeseenDoor(MemoryDoor):
    """The rules and the state without a journal, looking ahead when every so-manyth takes a number."""

    notes: Notes = field(default_factory=Notes)

    def do(self, command: c.Command, actor: Actor, at: datetime) -> tuple[Record, ...]:
        naive = math.nan
        self.day.outlooks.clear()
        code = self.notes.matter(self.day, command)
        if code is not None:
            zone = self.setup.items[code].zone
            model = ENGINE.take(self.day, self.setup, self.router.name, self.notes.looked_at(at), zone)
            self.day.outlooks[zone] = ENGINE.simulate(model, seed=self.day.date.toordinal())
            naive = naive_s(self.day, self.setup, code)
        records = super().do(command, actor, at)
        self.notes.take(records, at, naive)
        return records


def history(county: County, rule: str, seed: int, days: range) -> HallDay:
    """A hall that has learned on those days, without looking ahead."""
    router = ROUTERS[rule](county.setup)
    door = MemoryDoor(county.setup, router, HallDay())
    for day in days:
        live(_world(county, seed, day).steps(), door)
    return door.day


def foreseen(
    county: County, rule: str, seed: int, days: range, *, every: int = 1, training: int = 0
) -> Sheet:
    """Days in memory, after `BEFORE` days of learning; of `every` so many numbers one is looked at.

    In the last `training` days before, the hall learns how its promises are kept, too.
    """
    first = days.start - training
    day = history(county, rule, seed, range(first - BEFORE, first))
    door = ForeseenDoor(county.setup, ROUTERS[rule](county.setup), day, notes=Notes(every))
    sheet = Sheet()
    for number in range(first, days.stop):
        lived = live(_world(county, seed, number).steps(), door)
        if number in days:
            sheet.told += told_of(lived.records, door.notes)
    return sheet


def _world(county: County, seed: int, day: int) -> World:
    return World(county.setup, on(day), county.people(seed, day), county.present(seed, day))


# --- days in a real hall  ----------


class ForeseenHall(Hall):
    """A real hall that looks ahead, as its daemon does, when every so-manyth is about to take a number."""

    foresight: Foresight
    clock: Clock

    def begin(self, clock: Clock, worker: Worker, every: int) -> None:
        self.notes, self.clock = Notes(every), clock
        self.foresight = Foresight(self, worker, monotonic=clock.monotonic)

    async def do(
        self, command: c.Command, actor: Actor, *, key: Key | None = None, sealed: tuple[Sealed, ...] = ()
    ) -> Done:
        naive, at = math.nan, self.clock.time
        self.day.outlooks.clear()
        code = self.notes.matter(self.day, command)
        if code is not None:
            self.clock.time = self.notes.looked_at(at)
            assert await self.foresight.estimate(self.setup.items[code].zone)
            self.clock.time = at
            naive = naive_s(self.day, self.setup, code)
        done = await super().do(command, actor, key=key, sealed=sealed)
        self.notes.take(done.records, at, naive)
        return done


@asynccontextmanager
async def a_foreseen_hall(
    path: Path, county: County, rule: str, learned: DayState, every: int
) -> AsyncIterator[ForeseenHall]:
    """A running hall over a new journal, which begins with what has been learned."""
    clock = Clock()
    journal = a_journal(path, clock)
    journal.open()
    hall = ForeseenHall(
        setup=county.setup,
        journal=journal,
        feed=Feed(),
        router=ROUTERS[rule](county.setup),
        clock=clock,
        monotonic=clock.monotonic,
    )
    worker = Worker()
    await hall.start()
    hall.begin(clock, worker, every)
    hall.day.begin(learned)
    try:
        yield hall
    finally:
        worker.stop()
        await hall.stop()


async def lived_in_a_hall(
    path: Path, county: County, rule: str, seed: int, days: range, every: int = 1
) -> Sheet:
    """Days at the door of a real hall with its journal, after `BEFORE` days of learning in memory.

    Of `every` so many numbers one is looked at.
    """
    sheet = Sheet()
    learned = history(county, rule, seed, range(days.start - BEFORE, days.start)).state
    async with a_foreseen_hall(path, county, rule, learned, every) as hall:

        def set_clock(at: datetime) -> None:
            hall.clock.time = at

        for number in days:
            lived = await live_in(_world(county, seed, number).steps(), hall, set_clock)
            sheet.told += told_of(lived.records, hall.notes)
    return sheet
