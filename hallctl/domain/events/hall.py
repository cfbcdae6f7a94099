"""The day itself, devices and alarms."""

from __future__ import annotations

from datetime import date

import msgspec

from hallctl.domain.events.base import Event, event


@event("day.opened", shown="date", public=True)
class DayOpened(Event, frozen=True, kw_only=True):
    """A new local date begins. `state` is the whole state after it, from which a restart begins."""

    date: date
    state: msgspec.Raw


@event("time.jumped", shown="seconds")
class TimeJumped(Event, frozen=True, kw_only=True):
    """The clock of the machine moved by more than a minute against what had passed."""

    seconds: float


@event("device.changed", shown="device before after health firmware")
class DeviceChanged(Event, frozen=True, kw_only=True):
    """A device appeared, fell silent or returned (DEV-01)."""

    device: str
    kind: str
    before: str
    after: str
    health: str | None = None
    firmware: str | None = None


@event("alarm.raised", shown="code subject detail")
class AlarmRaised(Event, frozen=True, kw_only=True):
    """Something needs a person."""

    code: str
    subject: str
    detail: str = ""


@event("alarm.cleared", shown="code subject")
class AlarmCleared(Event, frozen=True, kw_only=True):
    """It no longer does."""

    code: str
    subject: str
