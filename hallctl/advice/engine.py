"""The simulation behind estimates and advice. Importing this loads NumPy: it is done late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from hallctl.domain.outlook.costs import cost
from hallctl.domain.outlook.model import Model, take
from hallctl.domain.outlook.results import Outlook
from hallctl.domain.outlook.simulation import simulate


@dataclass(frozen=True, slots=True)
class Engine:
    """`take` runs on the event loop, the others in the worker's process."""

    take: Callable[..., Model]
    simulate: Callable[..., Outlook]
    cost: Callable[..., float]


ENGINE: Final = Engine(take, simulate, cost)
