"""A simulated loudspeaker (大厅广播设备) with a voice of its own: one sentence after the other."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from hallctl.profiles import MqttProfile
from hallctl.simulation.mqtt_device import Account, Problem, SimulatedDevice

A_SECOND: Final = 8
"""Characters that it speaks in a second."""


class SimulatedSpeaker(SimulatedDevice):
    """`said`: all sentences that were spoken to the end."""

    def __init__(
        self, account: Account, profile: MqttProfile, *, heartbeat_s: float = 10.0, speed: float = 1.0
    ) -> None:
        super().__init__(account, profile, heartbeat_s=heartbeat_s)
        self.said: list[str] = []
        self._speed = speed
        self._turn = asyncio.Lock()
        self._acts |= {"say": self._say}

    async def _say(self, args: dict[str, Any]) -> Problem | None:
        text = args.get("text")
        if not isinstance(text, str) or not text:
            return Problem("ARGS_INVALID", "没有要播报的内容")
        async with self._turn:
            await asyncio.sleep(len(text) / A_SECOND / self._speed)
            self.said.append(text)
        return None
