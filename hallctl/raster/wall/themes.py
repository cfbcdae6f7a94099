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
    bar: Colour
    ink: Colour
    quiet: Colour
    call: Colour
    call_ink: Colour
    go: Colour
    alarm: Colour
    alarm_ink: Colour

    def of(self, tone: Tone) -> Colour:
        """The colour of a text."""
        return {Tone.PLAIN: self.ink, Tone.QUIET: self.quiet, Tone.GO: self.go, Tone.WAIT: self.call}[tone]


_COLUMNS: Final = (WallTheme.NIGHT, WallTheme.DAY, WallTheme.CONTRAST)
_COLOURS: Final = {
    "ground": ("071a2f", "ffffff", "000000"),
    "side": ("0d2847", "e8eef5", "121212"),
    "line": ("1d3f66", "bcc9d6", "4a4a4a"),
    "bar": ("063f7a", "d7e5f5", "1c1c1c"),
    "ink": ("f2f7fc", "0b1a2a", "ffffff"),
    "quiet": ("a9c1da", "33475a", "d9d9d9"),
    "call": ("ffd54a", "0b3d78", "ffff00"),
    "call_ink": ("1b1300", "ffffff", "000000"),
    "go": ("7fe0a8", "04491f", "66ff66"),
    "alarm": ("b3001b", "b3001b", "b3001b"),
    "alarm_ink": ("ffffff", "ffffff", "ffffff"),
}
"""A row for each role, a column for each theme; a test holds them to the page's."""


def _colour(digits: str) -> Colour:
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue


THEMES: Final[dict[WallTheme, Theme]] = {
    theme: Theme(**{role: _colour(row[place]) for role, row in _COLOURS.items()})
    for place, theme in enumerate(_COLUMNS)
}
