"""Colours of the wall as numbers, the same as those of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hallctl.domain.walls import WallTheme
from hallctl.raster.wall.letters import Colour
from hallctl.raster.wall.sheet import Tone


@dataclass(frozen=True, slots=True)
class Theme:
    """`call`: the ground of the latest call, `call_ink` what is written there. `bar`: the ground below."""

    ground: Colour
    side: Colour
    line: Colour
    ink: Colour
    quiet: Colour
    call: Colour
    call_ink: Colour
    bar: Colour
    bar_ink: Colour
    go: Colour
    wait: Colour

    def of(self, tone: Tone) -> Colour:
        """The colour of a text."""
        return {Tone.PLAIN: self.ink, Tone.QUIET: self.quiet, Tone.GO: self.go, Tone.WAIT: self.wait}[tone]


THEMES: Final[dict[WallTheme, Theme]] = {
    WallTheme.NIGHT: Theme(
        ground=(7, 26, 47),
        side=(13, 40, 71),
        line=(29, 63, 102),
        ink=(242, 247, 252),
        quiet=(169, 193, 218),
        call=(255, 213, 74),
        call_ink=(27, 19, 0),
        bar=(11, 92, 173),
        bar_ink=(255, 255, 255),
        go=(94, 224, 150),
        wait=(255, 213, 74),
    ),
    WallTheme.DAY: Theme(
        ground=(255, 255, 255),
        side=(243, 245, 247),
        line=(217, 224, 230),
        ink=(20, 32, 43),
        quiet=(74, 90, 104),
        call=(11, 92, 173),
        call_ink=(255, 255, 255),
        bar=(230, 240, 250),
        bar_ink=(20, 32, 43),
        go=(10, 122, 63),
        wait=(154, 91, 0),
    ),
    WallTheme.CONTRAST: Theme(
        ground=(0, 0, 0),
        side=(0, 0, 0),
        line=(96, 96, 96),
        ink=(255, 255, 255),
        quiet=(200, 200, 200),
        call=(255, 255, 0),
        call_ink=(0, 0, 0),
        bar=(0, 0, 0),
        bar_ink=(255, 255, 0),
        go=(0, 255, 0),
        wait=(255, 255, 0),
    ),
}
