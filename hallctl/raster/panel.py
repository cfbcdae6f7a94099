"""A frame on a panel: which dots are lit, at which moment. What blinks and what travels is a matter of time.

Raises `NoFace` where a typeface is not on this machine; everything else that comes is drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, get_args

from hallctl.contracts.devices import Colour, Frame
from hallctl.profiles.schema.panel import Line, PanelSpec
from hallctl.raster.faces import Face, face
from hallctl.raster.fitting import fitted
from hallctl.raster.picture import Ink, Picture
from hallctl.raster.segments import digits_picture, shown

BLINK_S: Final = 0.5
"""How long a blinking row is lit, and then dark."""
STEP_S: Final = 0.05
STEP_DOTS: Final = 2
"""A line travels by so many dots with each step."""
SMALL: Final = 12
"""The lowest face: where a number is too wide for its row, it is drawn in it."""
_LINES: Final[tuple[str, ...]] = get_args(Line)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a panel as one strip of dots, which may be wider than the panel and then travels."""

    strip: Picture
    top: int
    blinks: bool = False

    def at(self, seconds: float, width: int, round_dots: int) -> tuple[Picture, int]:
        """What is seen of it at that time on a panel of `width`, and at which column it begins.

        One that travels leaves to the left and comes back from the right within `round_dots`.
        """
        if self.blinks and int(seconds / BLINK_S) % 2:
            return Picture.blank(0, 0), 0
        if self.strip.width <= width:
            return self.strip, (width - self.strip.width) // 2
        travelled = round(seconds / STEP_S) * STEP_DOTS % round_dots
        return self.strip, -travelled if travelled < self.strip.width else round_dots - travelled


@dataclass(frozen=True, slots=True)
class Drawing:
    """A frame as dots. `picture`: with all that blinks lit and all that travels at its beginning."""

    width: int
    height: int
    rows: tuple[Row, ...]

    @property
    def picture(self) -> Picture:
        """As it begins."""
        return self.at(0.0)

    @property
    def dark(self) -> Picture:
        """While what blinks is dark."""
        return self.at(BLINK_S) if any(row.blinks for row in self.rows) else self.picture

    def at(self, seconds: float) -> Picture:
        """As it is so long after the frame came."""
        picture = Picture.blank(self.width, self.height)
        for row in self.rows:
            strip, left = row.at(seconds, self.width, self.steps * STEP_DOTS)
            picture = picture.pasted(strip, left, row.top)
        return picture

    @property
    def steps(self) -> int:
        """Steps until the longest line that travels begins anew; 0 where none does."""
        widest = max((row.strip.width for row in self.rows), default=0)
        return -(-(widest + self.width) // STEP_DOTS) if widest > self.width else 0

    @property
    def travels(self) -> bool:
        """Whether a line is wider than the panel."""
        return any(row.strip.width > self.width for row in self.rows)

    @property
    def blinks(self) -> bool:
        """Whether a row blinks."""
        return any(row.blinks for row in self.rows)


def drawn(frame: Frame, panel: PanelSpec) -> Drawing:
    """`frame` on a panel like that."""
    ink = _ink(frame.colour, panel)
    if panel.digits is not None:
        digits = shown(frame.number, panel.digits)
        row = Row(digits_picture(digits, panel.width, panel.height, ink), 0, frame.blink)
        return Drawing(panel.width, panel.height, (row,))
    top = (panel.height - sum(panel.rows)) // 2
    rows = []
    for place, (text, height) in enumerate(zip(lines_of(frame, panel), panel.rows, strict=False)):
        strip = _strip(text, frame.number, height, panel).inked(ink)
        rows.append(Row(strip, top, frame.blink and place == 0))
        top += height
    return Drawing(panel.width, panel.height, tuple(rows))


def lines_of(frame: Frame, panel: PanelSpec) -> tuple[str, ...]:
    """The lines of `frame` that the panel shows, from its top row down."""
    if not panel.shows:
        return frame.lines[: len(panel.rows)]
    places = [_LINES.index(line) for line in panel.shows]
    return tuple(frame.lines[place] if place < len(frame.lines) else "" for place in places)


def _ink(colour: Colour, panel: PanelSpec) -> Ink:
    return Ink.of(colour if colour.value in panel.colours else Colour(panel.colours[0]))


def _strip(text: str, number: str | None, height: int, panel: PanelSpec) -> Picture:
    """A line as high as its row."""
    drawer = face(height)
    numbered = bool(number and number in text)
    if panel.scroll and not numbered:
        return drawer.draw(text)
    words = fitted(text, lambda part: drawer.width(part) <= panel.width, number)
    if numbered and drawer.width(words) > panel.width and height > SMALL:
        return _smaller(words, height)
    return drawer.draw(words)


def _smaller(words: str, height: int) -> Picture:
    small: Face = face(SMALL)
    line = small.draw(words)
    return Picture.blank(line.width, height).pasted(line, 0, (height - SMALL) // 2)
