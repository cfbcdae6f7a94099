"""What people decide about devices."""

from __future__ import annotations

from hallctl.domain.events.base import Event, event


@event("device.rested", shown="device kind")
class DeviceRested(Event, frozen=True, kw_only=True):
    """A device is under maintenance (检修) from now on: no commands to it, no alarms of it."""

    device: str
    kind: str
    before: str
    after: str = "MAINTENANCE"
    reason: str


@event("device.returned", shown="device kind")
class DeviceReturned(Event, frozen=True, kw_only=True):
    """Its maintenance is over."""

    device: str
    kind: str
    before: str = "MAINTENANCE"
    after: str
    reason: str = ""
