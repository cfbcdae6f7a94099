"""The day itself, devices and alarms."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from hallctl.domain.events.base import Event, event


@event("day.opened", shown="date", private="state", public=True)
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


@event("intake.stopped", shown="zone finish_at because by_hand", public=True)
class IntakeStopped(Event, frozen=True, kw_only=True):
    """No more numbers in the zone today (停止取号): those given are expected to last until `finish_at`."""

    zone: str
    because: str
    finish_at: datetime | None = None
    by_hand: bool = False


@event("intake.reopened", shown="zone because by_hand", public=True)
class IntakeReopened(Event, frozen=True, kw_only=True):
    """Numbers are given in the zone again."""

    zone: str
    because: str = ""
    by_hand: bool = False
