"""Signs of life of a device that is asked over its wire, told to the register when they change (DEV-01).

The same news is told again once a heartbeat, so that the register knows when the device was last heard.
"""

from __future__ import annotations

from typing import Final

from hallctl.contracts.device_looks import FOREIGN_FIRMWARE
from hallctl.contracts.devices import DeviceNews, Hears, LinkState
from hallctl.domain.setup import DeviceEntry
from hallctl.links.link import Timing
from hallctl.profiles.schema import Firmware

SILENT_PERIODS: Final = 3
"""Heartbeats without an answer after which a device is OFFLINE."""

NO_CONNECTION: Final = "无法连接"
NO_ANSWER: Final = "无应答"


class Vitals:
    """What is known of one device's life."""

    def __init__(self, entry: DeviceEntry, range_: Firmware, tell: Hears, timing: Timing) -> None:
        self.firmware: str | None = None
        self._entry, self._range, self._tell, self._timing = entry, range_, tell, timing
        self._heard_at: float | None = None
        self._told: DeviceNews | None = None
        self._told_at = 0.0

    def alive(self, faults: tuple[str, ...] = ()) -> None:
        """It has just answered or spoken; `faults` are what it reports of itself."""
        self._heard_at = self._timing.monotonic()
        if self.firmware is not None and not self._range.covers(self.firmware):
            faults = (*faults, FOREIGN_FIRMWARE)
        self._say(LinkState.DEGRADED if faults else LinkState.ONLINE, faults)

    def missed(self) -> None:
        """It has not answered although the wire is there."""
        allowed_s = SILENT_PERIODS * self._entry.heartbeat_s
        lately = self._heard_at is not None and self._timing.monotonic() - self._heard_at < allowed_s
        self._say(LinkState.DEGRADED if lately else LinkState.OFFLINE, (NO_ANSWER,))

    def unreachable(self) -> None:
        """The wire itself is away."""
        self._say(LinkState.OFFLINE, (NO_CONNECTION,))

    def _say(self, state: LinkState, faults: tuple[str, ...]) -> None:
        health = None if state is LinkState.OFFLINE else "fault" if faults else "ok"
        news = DeviceNews(self._entry.id, state, health=health, firmware=self.firmware, faults=faults)
        now = self._timing.monotonic()
        alive_still = state is not LinkState.OFFLINE and now - self._told_at >= self._entry.heartbeat_s
        if news != self._told or alive_still:
            self._told, self._told_at = news, now
            self._tell(news)
