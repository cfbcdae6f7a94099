"""Routing rules by the name that a configuration chooses them by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hallctl.domain.routing.router import Router
from hallctl.domain.routing.strict import StrictRouter
from hallctl.domain.setup import HallSetup


def _weighted(setup: HallSetup) -> Router:
    # Only a hall that chose this rule waits for NumPy at its start.
    from hallctl.domain.routing.weighted import WeightedRouter

    return WeightedRouter(setup)


ROUTERS: Final[Mapping[str, Callable[[HallSetup], Router]]] = {
    StrictRouter.name: lambda setup: StrictRouter(setup.rules),
    "weighted": _weighted,
}
