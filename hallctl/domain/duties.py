"""A window's clocks: how long it was on duty and busy with somebody today."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from hallctl.domain.state import WORKING, WindowDuty

LEAST_DUTY_MIN: Final = 20.0
"""A window that has just opened is compared as if it had worked so long."""


def keep_time(duty: WindowDuty, at: datetime) -> None:
    """Start and stop the window's clocks after something happened there: on duty, and busy with somebody."""
    if duty.state in WORKING:
        duty.on_since = duty.on_since or at
    elif duty.on_since is not None:
        duty.duty_s += max(0.0, (at - duty.on_since).total_seconds())
        duty.on_since = None
    if duty.ticket is not None:
        duty.busy_since = duty.busy_since or at
    elif duty.busy_since is not None:
        duty.busy_s += max(0.0, (at - duty.busy_since).total_seconds())
        duty.busy_since = None


def on_duty_min(duty: WindowDuty, now: datetime) -> float:
    """Minutes on duty today."""
    running = (now - duty.on_since).total_seconds() if duty.on_since else 0.0
    return max(0.0, (duty.duty_s + running) / 60)


def duty_min(duty: WindowDuty, now: datetime) -> float:
    """Minutes on duty today as windows are compared: at least `LEAST_DUTY_MIN`."""
    return max(LEAST_DUTY_MIN, on_duty_min(duty, now))


def busy_min(duty: WindowDuty, now: datetime) -> float:
    """Minutes busy with somebody today."""
    running = (now - duty.busy_since).total_seconds() if duty.busy_since else 0.0
    return max(0.0, (duty.busy_s + running) / 60)
