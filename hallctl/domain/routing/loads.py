"""Loads (窗口负荷): how long each window was on duty today and how many it served, in columns.

An index over the duties, for rules that compare windows; who keeps it follows the day.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hallctl.domain.duties import LEAST_DUTY_MIN
from hallctl.domain.moments import microseconds
from hallctl.domain.routing.seniority import MINUTE_US
from hallctl.domain.state import WindowDuty

FRESH_MIN: Final = 0.5
"""Windows are compared by figures that are at most so old."""


def minutes(at: datetime) -> float:
    """Minutes since the epoch."""
    return microseconds(at) / MINUTE_US


class Loads:
    """A row for each window that has worked: served, when duty would have begun without breaks, on duty."""

    def __init__(self) -> None:
        self.rows: dict[str, int] = {}
        self.staffing = self.shifts = 0
        self.served: NDArray[np.float64] = np.zeros(0)
        self.began: NDArray[np.float64] = np.zeros(0)
        self.on: NDArray[np.float64] = np.zeros(0)
        self._rates: NDArray[np.float64] = np.zeros(0)
        self._rated_min = 0.0
        self._people: dict[str, tuple[str, str | None, str | None]] = {}

    def note(self, duty: WindowDuty) -> None:
        """Take over what the duty says.

        `staffing` rises when somebody else is there than before or the window works in another zone,
        `shifts` when duty begins or ends.
        """
        row = self.rows.get(duty.window)
        if row is None:
            row = self.rows[duty.window] = len(self.rows)
            self.served = np.append(self.served, 0.0)
            self.began = np.append(self.began, 0.0)
            self.on = np.append(self.on, 0.0)
        self.served[row] = duty.served
        on = duty.on_since is not None
        if bool(self.on[row]) is not on:
            self.on[row] = on
            self.shifts += 1
        if duty.on_since is not None:
            self.began[row] = minutes(duty.on_since) - duty.duty_s / 60
        people = (duty.zone, duty.staff, duty.acting_for)
        if self._people.get(duty.window) != people:
            self._people[duty.window] = people
            self.staffing += 1

    def rate(self, row: int, now_min: float) -> float:
        """Served for each minute of duty by one window that is on duty."""
        return self.served.item(row) / max(LEAST_DUTY_MIN, now_min - self.began.item(row))

    def rates(self, now_min: float) -> NDArray[np.float64]:
        """The same of all, by row; 0 where a window is not on duty. As of now or of some seconds ago."""
        if not 0.0 <= now_min - self._rated_min < FRESH_MIN or len(self._rates) != len(self.on):
            self._rates = self.served / np.maximum(LEAST_DUTY_MIN, now_min - self.began) * self.on
            self._rated_min = now_min
        return self._rates
