"""Doors: where a simulated world carries its acts. The rules behind every door are the product's own.

A world is a generator of `Act` and `Look`; `live` and `live_in` answer them, one at a door in memory, the
other at a running hall whose clock the caller moves.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol, TypeVar

from hallctl.domain.actors import Actor
from hallctl.domain.commands import Command
from hallctl.domain.day import HallDay
from hallctl.domain.decide import Scene, decide
from hallctl.domain.moments import local
from hallctl.domain.records import Record
from hallctl.domain.refusals import Refused
from hallctl.domain.routing.router import Router
from hallctl.domain.setup import HallSetup

if TYPE_CHECKING:
    from hallctl.hall import Hall

T = TypeVar("T")


class Act(NamedTuple):
    """Somebody wants something done; answered by what happened, or `Refused` is thrown in."""

    command: Command
    actor: Actor
    at: datetime


class Look(NamedTuple):
    """A question about the state, answered in one step."""

    look: Callable[[HallDay, HallSetup, Router, datetime], Any]
    at: datetime


Steps = Generator[Act | Look, Any, T]
"""A world: yields acts and questions, is sent their answers, returns what it has seen."""


class Door(Protocol):
    """Where acts are carried."""

    def do(self, command: Command, actor: Actor, at: datetime) -> tuple[Record, ...]:
        """Carry a command out at a time. Raises `Refused`."""
        ...

    def look(self, look: Callable[[HallDay, HallSetup, Router, datetime], T], at: datetime) -> T:
        """What `look` finds in the state."""
        ...


Watch = Callable[[HallDay, datetime, tuple[Record, ...]], None]
"""Is told of the state after each command that did something."""


def unwatched(_day: HallDay, _at: datetime, _records: tuple[Record, ...]) -> None:
    """Nobody watches."""


SEALED: Final = b""
"""Bytes of a record that nobody stores."""


@dataclass
class MemoryDoor:
    """The rules and the state without journal, loop or clock. `watch` may leave outlooks in the day."""

    setup: HallSetup
    router: Router
    day: HallDay
    watch: Watch = unwatched

    def do(self, command: Command, actor: Actor, at: datetime) -> tuple[Record, ...]:
        """See `Door`."""
        day = self.day
        scene = Scene(day, self.setup, self.router, actor, at, f"t{day.seq}")
        effective = command.takes_effect(at)
        records = []
        for event in decide(scene, command):
            record = Record(
                seq=day.seq + 1, at=effective, recorded_at=at, actor=actor, event=event, raw=SEALED
            )
            day.apply(record)
            records.append(record)
        done = tuple(records)
        if done:
            self.watch(day, at, done)
        return done

    def look(self, look: Callable[[HallDay, HallSetup, Router, datetime], T], at: datetime) -> T:
        """See `Door`."""
        return look(self.day, self.setup, self.router, at)


def live(world: Steps[T], door: Door) -> T:
    """Let a world run at a door, to its end."""
    try:
        step = next(world)
        while True:
            if isinstance(step, Look):
                step = world.send(door.look(step.look, step.at))
                continue
            try:
                happened = door.do(*step)
            except Refused as refusal:
                step = world.throw(refusal)
            else:
                step = world.send(happened)
    except StopIteration as end:
        value: T = end.value
        return value


async def live_in(world: Steps[T], hall: Hall, set_clock: Callable[[datetime], None]) -> T:
    """Let a world run in a hall; `set_clock` moves the clock that was given to the hall."""
    try:
        step = next(world)
        while True:
            set_clock(step.at)
            if isinstance(step, Look):
                seen = step.look(hall.day, hall.setup, hall.router, local(step.at, hall.setup.timezone))
                step = world.send(seen)
                continue
            try:
                done = await hall.do(step.command, step.actor)
            except Refused as refusal:
                step = world.throw(refusal)
            else:
                step = world.send(done.records)
    except StopIteration as end:
        value: T = end.value
        return value
