"""The world of one day: people come, clerks work, and what they do goes through a door as commands.

It decides nothing that the hall decides: whom a window gets, who may be served where and what is refused come
back through the door. It hears of them by the events, whoever caused them.
"""

from __future__ import annotations

import heapq
import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from hallctl.domain import commands as c
from hallctl.domain import deadlines
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.moments import local
from hallctl.domain.records import Record
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.simulation.days.clerks import Seat
from hallctl.simulation.days.coming import Coming
from hallctl.simulation.days.doors import Act, Look, Steps
from hallctl.simulation.days.opening import NEVER, Opening
from hallctl.simulation.days.people import People
from hallctl.simulation.days.working import Working

TICK_S: Final = 60.0
LATEST_S: Final = 86_340.0
"""What is not over a minute before midnight is broken off."""


@dataclass
class Lived:
    """What a day came to. `visitors`: by ticket, the number of the visitor who holds it.

    `refused` and `turned_away` count codes of refusals: of acts, and of visitors who got no number.
    """

    date: date
    midnight: datetime
    records: list[Record] = field(default_factory=list)
    visitors: dict[str, int] = field(default_factory=dict)
    turned_away: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)


class World:
    """One day. `steps` runs it once; afterwards `lived` says what happened."""

    def __init__(
        self,
        setup: HallSetup,
        day: date,
        people: People,
        seats: Sequence[Seat],
        opening: Opening = NEVER,
    ) -> None:
        self.setup = setup
        self.midnight = local(datetime.combine(day, time(), setup.timezone), setup.timezone)
        self.lived = Lived(day, self.midnight)
        self.now_s = 0.0
        self.coming = Coming(self, people)
        self.working = Working(self, seats, people.no_show_s)
        self._opening = opening
        self._hears = (*self.coming.hears().items(), *self.working.hears().items())
        self._heard: dict[type, tuple[Callable[[Any], Steps[None]], ...]] = {}
        self._heap: list[tuple[float, int, Callable[..., Steps[None]], tuple[Any, ...]]] = []
        self._order = itertools.count()

    @property
    def now(self) -> datetime:
        """The present moment, local to the hall."""
        return self.midnight + timedelta(seconds=self.now_s)

    def later(self, at_s: float, act: Callable[..., Steps[None]], *args: Any) -> None:
        """Have `act` happen at a time of day, or next if that is past."""
        heapq.heappush(self._heap, (max(at_s, self.now_s), next(self._order), act, args))

    def soon(self, act: Callable[..., Steps[None]], *args: Any) -> None:
        """Have `act` happen as soon as what happens at this moment is over."""
        self.later(self.now_s, act, *args)

    def steps(self) -> Steps[Lived]:
        """The whole day."""
        yield from self.act(c.OpenDay(day=self.lived.date), SYSTEM)
        yield from self.coming.begin()
        self.working.begin()
        self._opening.begin(self)
        if self._heap:
            self.later(self._heap[0][0], self._tick)
        while self._heap and self._heap[0][0] <= LATEST_S:
            at_s, _, act, args = heapq.heappop(self._heap)
            self.now_s = at_s
            yield from act(*args)
        self.now_s = min(LATEST_S, self.now_s + 1.0)
        yield from self.working.end()
        return self.lived

    def _tick(self) -> Steps[None]:
        """What falls due happens, and no idle window overlooks anybody."""
        due: list[c.Command] = yield Look(lambda day, setup, _, now: deadlines.due(day, setup, now), self.now)
        for command in due:
            yield from self.act(command, SYSTEM)
        yield from self.working.look_round()
        if self._heap:
            self.later(self.now_s + TICK_S, self._tick)

    def act(self, command: c.Command, actor: Actor) -> Steps[tuple[Record, ...] | None]:
        """Carry out a command and let everybody hear of it; None and counted where it is refused."""
        try:
            return (yield from self.attempt(command, actor))
        except Refused as refusal:
            self.lived.refused[refusal.code] += 1
            return None

    def attempt(self, command: c.Command, actor: Actor) -> Steps[tuple[Record, ...]]:
        """Carry out a command and let everybody hear of it. Raises `Refused`."""
        records: tuple[Record, ...] = yield Act(command, actor, self.now)
        self.lived.records.extend(records)
        for record in records:
            for hear in self._listeners(type(record.event)):
                yield from hear(record.event)
        return records

    def _listeners(self, kind: type) -> tuple[Callable[[Any], Steps[None]], ...]:
        known = self._heard.get(kind)
        if known is None:
            known = self._heard[kind] = tuple(hear for heard, hear in self._hears if heard is kind)
        return known
