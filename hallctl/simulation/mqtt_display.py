"""A simulated MQTT window display (窗口显示屏): it keeps the frame that it was last told to show."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from hallctl.contracts.devices import Frame
from hallctl.profiles import MqttProfile
from hallctl.profiles.schema.panel import PanelSpec
from hallctl.raster.panel import drawn
from hallctl.raster.picture import Picture
from hallctl.simulation.mqtt_device import Account, Problem, SimulatedDevice


class SimulatedDisplay(SimulatedDevice):
    """`frame` is the picture; a power cut (`forget`) loses it."""

    def __init__(self, account: Account, profile: MqttProfile, *, heartbeat_s: float = 10.0) -> None:
        super().__init__(account, profile, heartbeat_s=heartbeat_s)
        self.frame: Frame | None = None
        self.changed = asyncio.Event()
        self._acts |= {"show": self._show, "clear": self._clear}

    @property
    def picture(self) -> Picture:
        """What is lit of its frame on the profile's panel; what blinks is lit."""
        panel = self.profile.panel or PanelSpec()
        blank = Picture.blank(panel.width, panel.height)
        return blank if self.frame is None else drawn(self.frame, panel).picture

    def forget(self) -> None:
        """As after a power cut."""
        self.frame = None

    async def _show(self, args: dict[str, Any]) -> Problem | None:
        try:
            self.frame = msgspec.convert(args, Frame)
        except msgspec.ValidationError as error:
            return Problem("ARGS_INVALID", str(error))
        self.changed.set()
        return None

    async def _clear(self, _args: dict[str, Any]) -> Problem | None:
        self.forget()
        return None
