"""What time does to applications at the end of a clock (T12, T15, T45, T51), and who may not act before that.

A deadline that passed while the hall was down takes effect at its own time, as soon as it is heard of; until
then nobody acts on the application as if it had not passed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hallctl.domain.applications import Application
from hallctl.domain.applications.acts import (
    Act,
    DeemAccepted,
    LapseReturn,
    LapseSupplement,
    LeaveUncollected,
    name_of,
)
from hallctl.domain.applications.clock import Clock, ClockState
from hallctl.domain.decide.scene import Scene
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup

_ACTS: Final[Mapping[str, Act]] = {
    name_of(act): act for act in (DeemAccepted(), LapseSupplement(), LapseReturn(), LeaveUncollected())
}


def act_of(setup: HallSetup, application: Application, clock: Clock) -> Act | None:
    """What time does when the clock is over; nothing where silence does not count as acceptance (X35)."""
    act = _ACTS.get(setup.clocks.of(clock.kind).act)
    item = setup.catalogue.version(application.item, application.item_version)
    if item is None or (isinstance(act, DeemAccepted) and not item.deemed):
        return None
    return act


def check_overtaken(scene: Scene, application: Application) -> None:
    """Raises VERSION_STALE where a clock is over that changes the state, and was not heard of yet."""
    for clock in application.clocks:
        over = clock.state is ClockState.RUNNING and clock.due_at is not None and clock.due_at <= scene.now
        if over and act_of(scene.setup, application, clock) is not None:
            raise Refused("VERSION_STALE", f"{clock.id} is over")
