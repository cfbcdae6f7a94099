"""Panels (叫号软件) at windows: one that falls silent for half a minute pauses its window (DEV-13).

A window that is worked without a panel, from a keypad say, is never paused: only who has been heard can be
lost. A workstation (计算机) of the register lives as long as its panel does.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import structlog

from hallctl.contracts.devices import DeviceNews, LinkState
from hallctl.domain.actors import SYSTEM
from hallctl.domain.commands import LoseWorkstation
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.refusals import Refused
from hallctl.domain.state import WORKING
from hallctl.hall import Hall, Intake
from hallctl.registry.watch import DeviceWatch

LOST_AFTER_S: Final = 30.0
LOOK_S: Final = 1.0

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Beat:
    person: str
    at: float


class Panels:
    """Knows when each window's panel was last heard."""

    def __init__(
        self,
        hall: Hall,
        watch: DeviceWatch,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._hall, self._watch = hall, watch
        self._monotonic, self._sleep = monotonic, sleep
        self._beats: dict[str, _Beat] = {}

    def beat(self, window: str, person: str) -> None:
        """A sign of life of the panel of `person` at the window."""
        self._beats[window] = _Beat(person, self._monotonic())
        self._tell(window, LinkState.ONLINE)

    async def run(self) -> None:
        """Pause windows whose panel is lost, until cancelled."""
        self._take_up()
        while True:
            await self._look()
            await self._sleep(LOOK_S)

    def _take_up(self) -> None:
        """Panels that were there before a restart have their time to come back."""
        state, setup = self._hall.day.state, self._hall.setup
        for duty in state.windows.values():
            machines = setup.devices_at(duty.window, DeviceKind.WORKSTATION)
            there = any(state.devices[m].state == LinkState.ONLINE for m in machines if m in state.devices)
            if there and duty.state in WORKING and duty.staff is not None:
                self._beats.setdefault(duty.window, _Beat(duty.staff, self._monotonic()))

    async def _look(self) -> None:
        if self._hall.intake is not Intake.RUNNING:
            return
        limit = self._monotonic() - LOST_AFTER_S
        for window, beat in tuple(self._beats.items()):
            if beat.at <= limit and self._beats.get(window) == beat:
                await self._lose(window, beat)

    async def _lose(self, window: str, beat: _Beat) -> None:
        try:
            done = await self._hall.do(LoseWorkstation(window=window, person=beat.person), SYSTEM)
        except Refused as refusal:
            log.warning("a lost workstation could not be noted", window=window, code=refusal.code)
            return
        if self._beats.get(window) == beat:
            del self._beats[window]
            self._tell(window, LinkState.OFFLINE)
        if done.records:
            log.warning("panel is lost, window is paused", window=window)

    def _tell(self, window: str, state: LinkState) -> None:
        for device in self._hall.setup.devices_at(window, DeviceKind.WORKSTATION):
            if state is LinkState.ONLINE:
                self._watch.heard(device)
            self._watch.tell(DeviceNews(device, state))
