"""Relay modules (继电器模块)."""

from __future__ import annotations

from hallctl.domain.events.base import Event, event


@event("relay.switched", shown="relay channel before after")
class RelaySwitched(Event, frozen=True, kw_only=True):
    """An output is to be `on` or `off`, as `after` says; the device follows."""

    relay: str
    channel: str
    before: str
    after: str
    because: str
    by_hours: bool = False
