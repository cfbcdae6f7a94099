"""Opening by value (按效益开窗): the hall's own adviser is asked every few minutes and is always obeyed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hallctl.domain import commands as c
from hallctl.domain.advice.opening import Choice, Options, options
from hallctl.domain.day import HallDay
from hallctl.domain.routing.router import Router
from hallctl.domain.setup import HallSetup
from hallctl.simulation.days.doors import Look, Steps

if TYPE_CHECKING:
    from hallctl.simulation.days.working import Clerk
    from hallctl.simulation.days.world import World


@dataclass(frozen=True)
class Value:
    """Standby clerks are signed on in their hours and open or close as the adviser says."""

    def begin(self, world: World) -> None:
        """See `Opening`."""
        every_s = world.setup.advice.every_min * 60
        standby = [clerk for clerk in world.working.clerks if clerk.seat.standby and clerk.seat.spells]
        for clerk in standby:
            world.later(clerk.seat.spells[0].start_s, self._sign_on, world, clerk)
            world.later(clerk.seat.spells[-1].end_s, self._sign_off, world, clerk)
        at_s = min((clerk.seat.spells[0].start_s for clerk in standby), default=0.0)
        end_s = max((clerk.seat.spells[-1].end_s for clerk in standby), default=0.0)
        while at_s < end_s:
            for zone in sorted({world.setup.windows[clerk.window].zone for clerk in standby}):
                world.later(at_s, self._advise, world, zone)
            at_s += every_s

    def _sign_on(self, world: World, clerk: Clerk) -> Steps[None]:
        workstation = clerk.actor.workstation
        yield from world.act(c.SignOn(person=clerk.seat.staff, workstation=workstation), clerk.actor)

    def _sign_off(self, world: World, clerk: Clerk) -> Steps[None]:
        """Whoever is still at work goes first."""
        yield from world.working.go_off(clerk)
        if not clerk.open:
            yield from world.act(c.SignOff(person=clerk.seat.staff), clerk.actor)

    def _advise(self, world: World, zone: str) -> Steps[None]:
        standby = {(clerk.window, clerk.seat.staff): clerk for clerk in _on_call(world)}
        choices: tuple[Choice, ...] = yield Look(_Question(zone, tuple(standby)), world.now)
        for kind, pair in choices:
            clerk = standby[pair]
            yield from (world.working.come_on(clerk) if kind == "open" else world.working.go_off(clerk))


def _on_call(world: World) -> Iterator[Clerk]:
    """Standby clerks whose hours these are."""
    for clerk in world.working.clerks:
        spells = clerk.seat.spells if clerk.seat.standby else ()
        if any(spell.start_s <= world.now_s < spell.end_s for spell in spells):
            yield clerk


@dataclass(frozen=True)
class _Question:
    """What the adviser says about a zone, if only `pairs` of window and person may open or close."""

    zone: str
    pairs: tuple[tuple[str, str], ...]

    def __call__(self, day: HallDay, setup: HallSetup, router: Router, now: datetime) -> tuple[Choice, ...]:
        # The simulation behind the advice is only needed under this rule.
        from hallctl.simulation.advised import advised

        windows = [window for window, _ in self.pairs]
        found = options(day, setup, self.zone, now, setup.advice, windows)
        mine = Options(
            self.zone,
            tuple(pair for pair in found.openable if tuple(pair) in self.pairs),
            tuple(pair for pair in found.closable if tuple(pair) in self.pairs),
        )
        return tuple(advised(day, setup, router.name, mine, now, day.date.toordinal()))
