"""Which devices are alive: their own word, the driver's word, and silence (DEV-01).

What changes is reported to the hall as a command; of changes that come faster than that, the last one.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Final

import structlog

from hallctl.contracts.devices import DeviceNews, Hears, LinkState
from hallctl.domain.actors import Actor
from hallctl.domain.commands import ReportDevice
from hallctl.domain.refusals import Refused
from hallctl.hall import Hall

SILENT_PERIODS: Final = 3
TICK_S: Final = 1.0
TOGETHER: Final = 10
"""So many reports go to the hall, and so into one commit, at once."""

REST: Final = 3.0
LONGEST_REST_S: Final = 0.05
"""While more wait, the hall has that many times as long for its people as it took for those, up to a limit:
when all devices come or go at once, neither the calls nor the register may wait for long.
"""

BY_MESSAGES: Final = ("mqtt", "mqtts", "web")
"""Transports whose devices are known by what they send; the others' drivers watch their own links."""


@dataclass(frozen=True, slots=True)
class _Status:
    state: str
    health: str | None = None
    firmware: str | None = None


class DeviceWatch:
    """Collects signs of life. `seen` says when each device was last heard, for the register.

    `faults`: what its driver says is wrong with it. `outages`: times that it went away.
    """

    def __init__(
        self,
        hall: Hall,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.seen: dict[str, datetime] = {}
        self.faults: dict[str, tuple[str, ...]] = {}
        self.outages: Counter[str] = Counter()
        self._listeners: list[Hears] = []
        self._hall = hall
        self._monotonic = monotonic
        self._sleep = sleep
        self._silent_since: dict[str, float] = {}
        self._status: dict[str, _Status] = {}
        self._unreported: dict[str, None] = {}
        self._wake = asyncio.Event()
        self._log = structlog.get_logger(__name__)

    def heard(self, device: str) -> None:
        """A sign of life: any message that the device has just sent."""
        entry = self._hall.setup.devices.get(device)
        if entry is None:
            return
        self.seen[device] = self._hall.now()
        if entry.address.partition(":")[0] not in BY_MESSAGES:
            return  # its driver knows better: a key that nobody presses is no silence
        self._silent_since[device] = self._monotonic()
        status = self._status.get(device)
        if status is None or status.state == LinkState.OFFLINE:
            self._set(device, replace(status or _Status(""), state=LinkState.ONLINE))

    def tell(self, news: DeviceNews) -> None:
        """A change that a driver saw or the device itself announced. Fits `contracts.devices.Hears`."""
        if news.device not in self._hall.setup.devices or news.state is LinkState.CONNECTING:
            return
        if news.state is not LinkState.OFFLINE and news.device not in self._silent_since:
            self.seen[news.device] = self._hall.now()
        if self.faults.get(news.device, ()) != news.faults:
            self.faults[news.device] = news.faults
            self._hall.tell(f"device:{news.device}")
        for listener in self._listeners:
            listener(news)
        before = self._status.get(news.device, _Status(""))
        status = _Status(news.state, news.health or before.health, news.firmware or before.firmware)
        if status != before:
            self._set(news.device, status)

    def listen(self, listener: Hears) -> None:
        """Tell `listener` of all news, too."""
        self._listeners.append(listener)

    def forget(self, devices: Iterable[str]) -> None:
        """Know nothing of these devices any more: they have left the register, or begin anew."""
        for device in devices:
            for known in (self.seen, self.faults, self._silent_since, self._status, self._unreported):
                known.pop(device, None)
            self._await_message(device)

    def online(self) -> dict[str, bool]:
        """Device → whether it is there, for metrics; those never heard of are not."""
        return {
            device: device in self._status and self._status[device].state != LinkState.OFFLINE
            for device in self._hall.setup.devices
        }

    async def run(self) -> None:
        """Watch the silence and report until cancelled."""
        for device in self._hall.setup.devices:
            self._await_message(device)
        async with asyncio.TaskGroup() as both:
            both.create_task(self._report())
            while True:
                self._look_for_silence()
                await self._sleep(TICK_S)

    def _await_message(self, device: str) -> None:
        """From now on a registered device that speaks by messages has its time to do so."""
        entry = self._hall.setup.devices.get(device)
        if entry is not None and entry.address.partition(":")[0] in BY_MESSAGES:
            self._silent_since.setdefault(device, self._monotonic())

    def _look_for_silence(self) -> None:
        now = self._monotonic()
        for device, since in self._silent_since.items():
            status = self._status.get(device, _Status(""))
            limit = SILENT_PERIODS * self._hall.setup.devices[device].heartbeat_s
            if status.state != LinkState.OFFLINE and now - since >= limit:
                self._log.warning("device is silent", device=device, silent_s=round(now - since, 1))
                self._set(device, replace(status, state=LinkState.OFFLINE))

    def _set(self, device: str, status: _Status) -> None:
        before = self._status.get(device)
        if status.state == LinkState.OFFLINE and before is not None and before.state != LinkState.OFFLINE:
            self.outages[device] += 1
        self._status[device] = status
        self._unreported[device] = None
        self._wake.set()

    async def _report(self) -> None:
        while True:
            while not self._unreported:
                self._wake.clear()
                await self._wake.wait()
            devices = tuple(islice(self._unreported, TOGETHER))
            began = self._monotonic()
            await asyncio.gather(*(self._report_one(device) for device in devices))
            if self._unreported:
                await self._sleep(min(REST * (self._monotonic() - began), LONGEST_REST_S))

    async def _report_one(self, device: str) -> None:
        entry = self._hall.setup.devices.get(device)
        if device not in self._unreported or entry is None:
            self._unreported.pop(device, None)
            return  # it has just left the register
        del self._unreported[device]
        status = self._status[device]
        report = ReportDevice(
            device=device, state=str(status.state), health=status.health, firmware=status.firmware
        )
        try:
            await self._hall.do(report, Actor.device(device, entry.window))
        except Refused as refusal:
            if refusal.code == "INTAKE_PAUSED":
                self._unreported.setdefault(device)
                await self._sleep(TICK_S)
            else:
                self._log.warning("device report refused", device=device, code=refusal.code)
