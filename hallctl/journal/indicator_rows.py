"""Rows behind the indicators (指标, KPI-07): clocks that ended, and what time did to applications."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ClockEndRow:
    """A clock that is over. `late`: its time was over first."""

    application: str
    clock: str
    seq: int
    kind: str
    ended_at: datetime
    late: bool


@dataclass(frozen=True, slots=True)
class ByTimeRow:
    """Time has accepted or closed an application: `act` is one of those that `ends.BY_TIME` counts."""

    seq: int
    application: str
    act: str
    at: datetime
