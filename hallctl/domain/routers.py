"""Routing rules by the name that a configuration chooses them by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from hallctl.domain.routing import Router, StrictRouter
from hallctl.domain.setup import HallSetup
from hallctl.domain.weighted import WeightedRouter

ROUTERS: Final[Mapping[str, Callable[[HallSetup], Router]]] = {
    StrictRouter.name: lambda setup: StrictRouter(setup.rules),
    WeightedRouter.name: WeightedRouter,
}
