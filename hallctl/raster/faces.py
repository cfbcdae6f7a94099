"""Typefaces for dot matrices, as Debian packages bring them, found when they are first needed.

16 dots high: the WenQuanYi bitmap face, whose hanzi are drawn for that size. 24: WenQuanYi Zen Hei, whose
outlines are crisp there without grey. Walls of more dots take any outline face.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from hallctl.raster.picture import Ink, Picture

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont


class Source(NamedTuple):
    """Where a face comes from. `top`: rows above its tallest glyph that are cut off."""

    package: str
    path: Path
    top: int


SOURCES: Final[dict[int, Source]] = {
    12: Source("xfonts-wqy", Path("/usr/share/fonts/X11/misc/wenquanyi_9pt.pcf"), 2),
    16: Source("xfonts-wqy", Path("/usr/share/fonts/X11/misc/wenquanyi_12pt.pcf"), 0),
    24: Source("fonts-wqy-zenhei", Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"), 4),
}
"""Height in dots → its face."""

OUTLINE: Final = SOURCES[24]


class NoFace(Exception):
    """A typeface is not on this machine; the message says how to bring it."""


class Face:
    """A typeface at one height; draws text as a picture of that height."""

    def __init__(self, height: int, font: FreeTypeFont, top: int) -> None:
        self.height = height
        self._font, self._top = font, top
        self._drawn = cache(self._draw)

    def width(self, text: str) -> int:
        """Columns that `text` takes."""
        return sum(self._drawn(char).width for char in text)

    def draw(self, text: str, ink: Ink = Ink.RED) -> Picture:
        """`text` in one line, as wide as it is."""
        glyphs = [self._drawn(char) for char in text]
        picture = Picture.blank(sum(glyph.width for glyph in glyphs), self.height)
        left = 0
        for glyph in glyphs:
            picture = picture.pasted(glyph, left, 0)
            left += glyph.width
        return picture.inked(ink)

    def _draw(self, char: str) -> Picture:
        from PIL import Image, ImageDraw

        width, air = round(self._font.getlength(char)), self.height
        image = Image.new("1", (width + 2 * air, self.height + 2 * air))
        draw = ImageDraw.Draw(image)
        draw.fontmode = "1"
        draw.text((air, air - self._top), char, font=self._font, fill=1)
        first, top, last, bottom = image.getbbox() or (air, air, air, air)
        left = air - _inward(first - air, last - air, width)
        high = air - _inward(top - air, bottom - air, self.height)
        cell = image.crop((left, high, left + width, high + self.height))
        return Picture.from_bits(width, self.height, cell.tobytes())


@cache
def face(height: int, outline: Path | None = None) -> Face:
    """The face that is `height` dots high: of `outline`, else the one made for it, else the outline face.

    Raises NoFace where its file is not there.
    """
    from PIL import ImageFont

    source = SOURCES.get(height, OUTLINE)
    path = outline or source.path
    try:
        font = ImageFont.truetype(path, height)
    except OSError as error:
        remedy = "name another file" if outline else f"apt-get install {source.package}"
        raise NoFace(f"the typeface {path} cannot be read ({error}): {remedy}") from error
    exact = outline is None and height in SOURCES
    return Face(height, font, source.top if exact else _air(font, height))


def missing(heights: Sequence[int]) -> tuple[str, ...]:
    """The Debian packages that bring the faces of these heights and are not installed."""
    sources = [SOURCES.get(height, OUTLINE) for height in heights]
    return tuple(sorted({source.package for source in sources if not source.path.exists()}))


def _inward(first: int, last: int, room: int) -> int:
    """By how much what reaches from `first` to `last` must move to lie within `room`, as far as it can."""
    if first < 0:
        return min(-first, max(0, room - last))
    return -min(last - room, max(0, first)) if last > room else 0


def _air(font: FreeTypeFont, height: int) -> int:
    """How far a full hanzi must go up to stand in the middle of its rows."""
    _, top, _, bottom = font.getbbox("国", mode="1")
    return round((top + bottom - height) / 2)
