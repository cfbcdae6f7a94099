"""Simulated window displays (窗口显示屏) that speak in frames: each can tell what people before it read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import FramesProfile, Heard, Profile
from hallctl.profiles.examples import answer_frame
from hallctl.profiles.fields import Content
from hallctl.profiles.schema.panel import PanelSpec
from hallctl.raster.picture import Picture
from hallctl.simulation.faults import Fault
from hallctl.simulation.framed_units import FramedUnit, unit_of
from hallctl.simulation.panel_pictures import lit
from hallctl.simulation.simulator import Simulator, Surroundings
from hallctl.simulation.wire_ends import Say

Clock = Callable[[], float]

KEPT: Final = 64
"""Frames that a display remembers for whoever asks what came."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the latest frame that was not lost or garbled says."""

    values: Mapping[str, Content] = field(default_factory=dict)
    since: float = 0.0
    """When it was taken, by the display's clock."""

    @property
    def text(self) -> str | None:
        """The line of text; None on displays that have none."""
        text = self.values.get("text")
        return None if text is None else str(text)

    @property
    def number(self) -> Content | None:
        """The number on a sign."""
        return self.values.get("number")

    @property
    def colour(self) -> Content | None:
        """The colour of the text."""
        return self.values.get("colour")

    @property
    def blinks(self) -> bool:
        """Whether the text blinks."""
        return self.values.get("blink") == "on"

    def picture(self, panel: PanelSpec) -> Picture:
        """As dots: the very ones of the frame, or its text or number on a panel like that."""
        dots = self.values.get("picture")
        if isinstance(dots, bytes):
            return Picture.from_bits(int(self.values["width"]), int(self.values["height"]), dots)
        colour = None if self.colour is None else str(self.colour)
        number = "" if self.number is None else str(self.number)
        return lit(panel, (self.text or "",), colour=colour, number=number)


class FramedDisplay(FramedUnit):
    """One display: it takes the frames of the profile's commands `show` and `identify`.

    What it has taken already within the command's `repeat_s` it drops. `clock`: seconds.
    """

    def __init__(
        self, device: str, profile: FramesProfile, number: int | None, *, clock: Clock = monotonic
    ) -> None:
        super().__init__(device, profile, number)
        self.shown = Shown()
        self.heard: list[Heard] = []
        """The latest frames for this display, also those that it dropped."""
        self.changed = asyncio.Event()
        named = [profile.commands[name] for name in ("show", "identify") if name in profile.commands]
        self._taken = {command.sends for command in named}
        self._clock, self._dropped_until = clock, float("-inf")

    @property
    def picture(self) -> Picture:
        """What is lit, drawn from nothing but what came over the wire; what blinks is lit."""
        panel = self.profile.panel or PanelSpec()
        blank = Picture.blank(panel.width, panel.height)
        return self.shown.picture(panel) if self.shown.values else blank

    async def until(self, seen: Callable[[Shown], bool], timeout_s: float = 60.0) -> Shown:
        """Return what is shown as soon as `seen` says yes to it. Raises TimeoutError."""
        async with asyncio.timeout(timeout_s):
            while not seen(self.shown):
                self.changed.clear()
                await self.changed.wait()
        return self.shown

    def takes(self, heard: Heard) -> None:
        """As `FramedUnit.takes`."""
        if heard.name not in self._taken:
            return
        self.heard = [*self.heard[1 - KEPT :], heard]
        now = self._clock()
        if heard.values == self.shown.values and now < self._dropped_until:
            return
        self._dropped_until = now + (self.profile.commands["show"].repeat_s or 0.0)
        self.shown = Shown(heard.values, now)
        self.changed.set()

    def forget(self) -> None:
        """It is dark."""
        self.shown = Shown()
        self.changed.set()

    def _act(self, heard: Heard, say: Say) -> None:
        super()._act(heard, say)
        if self.trouble.fault is Fault.REFUSE:
            return
        for name, command in self.profile.commands.items():
            answer = answer_frame(self.profile, name, heard) if command.sends == heard.name else None
            if answer is not None:
                self.reply(say, answer)
                return


def framed(entry: DeviceEntry, profile: Profile, around: Surroundings) -> Simulator:
    """On a line of frames. Raises ValueError."""
    if not isinstance(profile, FramesProfile):
        raise ValueError(f"{profile.name} is not a profile of frames")  # noqa: TRY004 - the hall's file is wrong
    display = FramedDisplay(entry.id, profile, unit_of(entry.address))
    display.put_at(entry.address, around)
    return display
