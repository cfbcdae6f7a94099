"""Opening (开窗): who decides during a day which standby windows open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from hallctl.simulation.days.world import World


class Opening(Protocol):
    """A rule for standby windows. It acts through `world.later` and `world.working`."""

    def begin(self, world: World) -> None:
        """A day begins."""
        ...


class Never:
    """Standby windows stay closed."""

    def begin(self, world: World) -> None:
        """See `Opening`."""


NEVER = Never()
