"""The opening adviser in a simulated hall, asked and answered in one step. Importing this loads NumPy."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.advice.opening import Choice, Options, advise
from hallctl.domain.day import HallDay
from hallctl.domain.outlook.costs import cost
from hallctl.domain.outlook.model import take
from hallctl.domain.setup import HallSetup


def advised(
    day: HallDay, setup: HallSetup, rule: str, found: Options, now: datetime, seed: int
) -> dict[Choice, float]:
    """What the daemon would advise about the windows that it `found`, with the value of each."""
    if not found.openable and not found.closable:
        return {}
    model = take(day, setup, "strict" if rule == "strict" else "weighted", now, found.zone, found.openable)
    return advise(model, found, cost, setup.advice, now, seed)
