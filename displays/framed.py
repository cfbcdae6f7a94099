"""Driver of window displays that speak in frames: boards on RS-485, number signs, Alpha signs, LED cards.

What a frame holds is data of the profile. The latest picture is sent again after an outage, and by the
profile's polls to a display that may have lost it without a word.
"""

from __future__ import annotations

import asyncio
from typing import Final

import structlog

from displays.framed_face import Contents, contents
from hallctl.contracts.devices import Colour, DeviceNews, DisplayState, Ear, Frame, LinkState, Outcome
from hallctl.domain.setup import DeviceEntry
from hallctl.links.link import Timing
from hallctl.links.wires import Wires
from hallctl.profiles import FramesProfile, Happened, Profile
from hallctl.raster.faces import NoFace
from hallctl.registry.framed import FramedDevice

SHOW: Final = "show"
IDENTIFY: Final = "identify"
ALL_EIGHTS: Final = "888"
"""Lights every stroke of a number sign."""

log = structlog.get_logger(__name__)


class FramedDisplay:
    """A window display (窗口显示屏). Safe to call at any time; outcomes tell, nothing raises."""

    def __init__(
        self, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear, *, timing: Timing | None = None
    ) -> None:
        if not isinstance(profile, FramesProfile) or SHOW not in profile.commands:
            raise ValueError(f"{entry.id}: profile {profile.name} is not one of a display that takes frames")
        self._entry, self._profile, self._ear = entry, profile, ear
        self._timing = timing or Timing()
        self._device = FramedDevice.on(entry, profile, wires, self._tell, _nothing)
        self._turn = asyncio.Lock()
        self._wanted: Frame | None = None
        self._shown: tuple[Contents, float] | None = None
        self._state: LinkState | None = None
        self._lost = asyncio.Event()
        self._mark_until = 0.0

    @property
    def id(self) -> str:
        """The device's id in the register."""
        return self._entry.id

    async def show(self, frame: Frame) -> Outcome:
        """Show `frame`. Of frames that come while the line is busy only the newest is sent."""
        self._wanted = frame
        async with self._turn:
            self._mark_until = 0.0
            return await self._bring()

    async def identify(self) -> Outcome:
        """Show the display's id, or all its strokes, for a while, then what was there before."""
        order = self._profile.commands.get(IDENTIFY)
        if order is None:
            return Outcome.REFUSED
        mark = Frame(
            state=DisplayState.OPEN,
            number=ALL_EIGHTS,
            lines=(self.id,),
            blink=True,
            colour=Colour.AMBER,
        )
        async with self._turn:
            self._mark_until = self._timing.monotonic() + (order.lasts_s or 0.0)
            self._shown = None
            outcome = await self._send(IDENTIFY, mark)
        self._lost.set()
        return outcome

    async def run(self) -> None:
        """See whether the display lives, and bring back what it has lost, until cancelled."""
        async with asyncio.TaskGroup() as both:
            both.create_task(self._device.run())
            both.create_task(self._restore())

    async def _bring(self) -> Outcome:
        """Make the display show the wanted frame. The caller has the turn."""
        return Outcome.DONE if self._wanted is None else await self._send(SHOW, self._wanted)

    async def _send(self, command: str, frame: Frame) -> Outcome:
        spec = self._profile.frames[self._profile.commands[command].sends]
        try:
            values = contents(spec, frame, self._profile.panel)
        except NoFace as error:
            log.warning("a picture cannot be drawn", device=self.id, cause=str(error))
            return Outcome.REFUSED
        if command == IDENTIFY:
            return await self._device.command(command, values)
        if self._shows(values):
            return Outcome.DONE
        self._shown = None
        self._device.remember(values)
        outcome = await self._device.command(command, values)
        if outcome is Outcome.DONE:
            self._shown = values, self._timing.monotonic()
        return outcome

    def _shows(self, values: Contents) -> bool:
        """Whether the display holds this already, and must not be told it once more."""
        if self._shown is None or self._shown[0] != values:
            return False
        repeat_s = self._profile.commands[SHOW].repeat_s
        return repeat_s is None or self._timing.monotonic() - self._shown[1] < repeat_s

    async def _restore(self) -> None:
        while True:
            await self._lost.wait()
            await self._device.wait_standing()
            self._lost.clear()
            rest_s = self._mark_until - self._timing.monotonic()
            if rest_s > 0:
                await self._timing.sleep(rest_s)
            async with self._turn:
                await self._bring()

    def _tell(self, news: DeviceNews) -> None:
        before, self._state = self._state, news.state
        away = news.state is LinkState.OFFLINE
        # That a mute display is back is only known by what was sent to it.
        if away or (before is LinkState.OFFLINE and not self._profile.is_mute):
            self._shown = None
            self._lost.set()
        self._ear.tell(news)


def _nothing(_happened: Happened) -> None:
    """A display has no keys."""
