"""What indicators (指标) count of applications: clocks that ended, and what time did (KPI-07)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

from hallctl.domain.applications.clock import OVER, Clock, ClockState

DEEMED: Final = "deemed"
AUTO_CLOSED: Final = "auto_closed"

BY_TIME: Final[Mapping[str, str]] = {
    "deem_accepted": DEEMED,
    "lapse_supplement": AUTO_CLOSED,
    "lapse_return": AUTO_CLOSED,
}
"""Acts of time that are counted → as what."""


class End(NamedTuple):
    """When a clock was over. `late`: its time was over first."""

    at: datetime
    late: bool


def end_of(clock: Clock, at: datetime) -> End | None:
    """How it ended with an event `at` that time; None: it is not over."""
    if clock.state not in OVER:
        return None
    ended_at = clock.ended_at or at
    missed = clock.due_at is not None and ended_at >= clock.due_at
    return End(ended_at, clock.state is ClockState.EXPIRED or missed)
