"""Driver of rating pads that speak in frames (RS-485). The pad knows no questions; the driver does."""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

from hallctl.contracts.asking import Ask
from hallctl.contracts.devices import Ear, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.link import Timing
from hallctl.links.wires import Wires
from hallctl.profiles import Happened, Profile
from hallctl.registry.framed import FramedDevice

MOST_OPEN: Final = 8

log = structlog.get_logger(__name__)


class FramedRater:
    """A rating pad (评价器). A key that is pressed while nobody is asked counts for nothing."""

    def __init__(
        self, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear, *, timing: Timing | None = None
    ) -> None:
        self._entry, self._ear = entry, ear
        self._timing = timing or Timing()
        self._device = FramedDevice.on(entry, profile, wires, ear.tell, self._happened)
        self._prompt: str | None = None
        self._until = 0.0
        self._given: asyncio.Queue[Ask] = asyncio.Queue(MOST_OPEN)

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def run(self) -> None:
        """Bring ratings to the hall and see whether the pad lives, until cancelled."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._device.run())
            both.create_task(self._bring())

    async def ask(self, prompt: str, timeout_s: float) -> Outcome:
        """Ask by the pad's sign; the first key within `timeout_s` is the answer to this prompt."""
        self._prompt, self._until = prompt, self._timing.monotonic() + timeout_s
        return await self._device.command("prompt", {})

    async def clear(self) -> Outcome:
        """Take no answer any more, and the question away where the pad shows one."""
        self._prompt = None
        return await self._device.command("clear", {}) if self._device.knows("clear") else Outcome.DONE

    async def identify(self) -> Outcome:
        """Let it be heard."""
        return await self._device.command("identify", {})

    def _happened(self, happened: Happened) -> None:
        if happened.asks is None:
            return
        prompt, self._prompt = self._prompt, None
        if prompt is None or self._timing.monotonic() > self._until or self._given.full():
            log.info("rating without a question", device=self.id)
            return
        self._given.put_nowait(Ask.new(happened.asks, prompt=prompt, **happened.args))

    async def _bring(self) -> None:
        while True:
            answer = await self._ear.ask(self.id, await self._given.get())
            if not answer.ok:
                log.warning("rating refused", device=self.id, code=answer.error and answer.error.code)
