"""Opening (开窗): who decides during a day which standby windows open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol

from hallctl.domain.day import HallDay
from hallctl.domain.routing.router import Router
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WORKING
from hallctl.simulation.days.doors import Look, Steps
from hallctl.simulation.days.valuing import Value

if TYPE_CHECKING:
    from hallctl.simulation.days.working import Clerk
    from hallctl.simulation.days.world import World

EVERY_S: Final = 600.0
LEAST_OPEN_S: Final = 2400.0
"""Opening is looked at so often, and who has opened stays so long."""


class Opening(Protocol):
    """A rule for standby windows. It acts through `world.later` and `world.working`."""

    def begin(self, world: World) -> None:
        """A day begins."""
        ...


@dataclass(frozen=True)
class Never:
    """Standby windows stay closed."""

    def begin(self, world: World) -> None:
        """See `Opening`."""


@dataclass(frozen=True)
class QueueLength:
    """A standby window opens when more than `opens_at` people wait for each window that could take them.

    It closes when fewer than `closes_at` do. What counts are people whom that window could serve.
    """

    opens_at: float = 3.0
    closes_at: float = 1.0

    def begin(self, world: World) -> None:
        """See `Opening`."""
        for clerk in world.working.clerks:
            for spell in clerk.seat.spells if clerk.seat.standby else ():
                at_s = spell.start_s
                while at_s < spell.end_s:
                    world.later(at_s, self._look, world, clerk)
                    at_s += EVERY_S
                world.later(spell.end_s, world.working.go_off, clerk)

    def _look(self, world: World, clerk: Clerk) -> Steps[None]:
        waiting: float = yield Look(_WaitingFor(clerk.window, clerk.seat.staff), world.now)
        if not clerk.open and waiting > self.opens_at:
            yield from world.working.come_on(clerk)
        elif clerk.open and waiting < self.closes_at and world.now_s - clerk.wanted_since_s >= LEAST_OPEN_S:
            yield from world.working.go_off(clerk)


@dataclass(frozen=True)
class _WaitingFor:
    """People whom a window could serve with a person, for each working window that shares some of them."""

    window: str
    staff: str

    def __call__(self, day: HallDay, setup: HallSetup, _router: Router, _now: datetime) -> float:
        may, zone = setup.services_at(self.window, self.staff, None), setup.windows[self.window].zone
        lines = [line for line in day.waiting.zone(zone).lines.values() if line.codes <= may]
        sharing = sum(
            any(line.codes <= setup.services_at(duty.window, duty.staff, duty.acting_for) for line in lines)
            for duty in day.windows.values()
            if duty.state in WORKING and duty.staff is not None
        )
        return sum(line.size for line in lines) / max(1, sharing)


NEVER: Final = Never()

RULES: Final[Mapping[str, Opening]] = {
    "never": NEVER,
    "always": NEVER,
    "queue-length": QueueLength(),
    "value": Value(),
}
"""Rules by name; with `always` who stands by is on duty as planned, and nothing is left to decide."""
