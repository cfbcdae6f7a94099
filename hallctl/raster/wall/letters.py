"""Letters of a picture in colour: dots at the heights for which a face was drawn, smooth outlines above."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hallctl.raster.faces import OUTLINE, SOURCES, NoFace, face
from hallctl.raster.fitting import fitted

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

DOTS: Final = tuple(sorted(SOURCES))
"""Heights at which letters are dots."""

BOLD: Final = 30
"""A stroke of bold letters is thicker by this part of their height."""

MOST_KEPT: Final = 512

Colour = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture, in pixels."""

    left: int
    top: int
    width: int
    height: int

    def inset(self, sides: int, ends: int = 0) -> Box:
        """With so much less at both sides, and above and below."""
        width, height = max(self.width - 2 * sides, 1), max(self.height - 2 * ends, 1)
        return Box(self.left + sides, self.top + ends, width, height)

    def rows(self, *shares: float) -> list[Box]:
        """One above the other, with these shares of the height."""
        edges = _edges(self.height, shares)
        return [Box(self.left, self.top + a, self.width, b - a) for a, b in edges]

    def columns(self, *shares: float) -> list[Box]:
        """Side by side, with these shares of the width."""
        return [Box(self.left + a, self.top, b - a, self.height) for a, b in _edges(self.width, shares)]


def _edges(size: int, shares: tuple[float, ...]) -> list[tuple[int, int]]:
    whole, at, edges = sum(shares), 0.0, []
    for share in shares:
        edges.append((round(size * at / whole), round(size * (at + share) / whole)))
        at += share
    return edges


@dataclass(frozen=True, slots=True)
class Letters:
    """How letters look. `outline`: the face of large ones; without it, the one that comes with the hall."""

    outline: Path | None = None

    def height_for(self, text: str, box: Box, *, bold: bool = False) -> int:
        """The largest height at which `text` fits the box; the smallest there is where none does."""
        tallest = max(box.height, DOTS[0])
        width = len(text) and self._width(text, 100, bold=bold)
        height = min(tallest, box.width * 100 // width) if width > 0 else tallest
        if height <= DOTS[-1]:
            fitting = [each for each in DOTS if each <= tallest and self._width(text, each) <= box.width]
            return max(fitting, default=DOTS[0])
        while height > DOTS[-1] and self._width(text, height, bold=bold) > box.width:
            height -= 1
        return height

    def write(  # noqa: PLR0913 - what a line of text is made of
        self,
        image: Image,
        box: Box,
        text: str,
        colour: Colour,
        *,
        height: int | None = None,
        align: float = 0.0,
        bold: bool = False,
        number: str | None = None,
    ) -> None:
        """`text` in one line in the middle of the box's height, shortened where it does not fit.

        `align`: 0 left, 0.5 in the middle, 1 right. Raises NoFace.
        """
        height = min(height or self.height_for(text, box, bold=bold), max(box.height, DOTS[0]))
        if height < DOTS[-1] and height not in DOTS:
            height = max((each for each in DOTS if each <= height), default=DOTS[0])
        text = fitted(text, lambda part: self._width(part, height, bold=bold) <= box.width, number)
        mask = _mask(text, height, self.outline, bold)
        left = box.left + round(max(box.width - mask.width, 0) * align)
        image.paste(colour, (left, box.top + (box.height - mask.height) // 2), mask)

    def pieces(self, text: str, box: Box) -> list[str]:
        """`text` in pieces that fit the box each, broken between words where that is possible."""
        height = next((each for each in reversed(DOTS) if each <= box.height), DOTS[0])
        if box.height > DOTS[-1]:
            height = box.height
        found, rest = [], text
        while rest:
            count = len(rest)
            while count > 1 and self._width(rest[:count], height) > box.width:
                count -= 1
            gap = rest.rfind(" ", 1, count + 1) if count < len(rest) else -1
            if gap > count // 2:
                count = gap
            found.append(rest[:count].strip())
            rest = rest[count:].strip()
        return found

    def _width(self, text: str, height: int, *, bold: bool = False) -> int:
        return _mask(text, height, self.outline, bold).width if text else 0


@lru_cache(maxsize=MOST_KEPT)
def _mask(text: str, height: int, outline: Path | None, bold: bool) -> Image:  # noqa: FBT001 - a key of the cache
    """White letters on black, `height` high."""
    from PIL import Image, ImageDraw

    text = "".join(char if char.isprintable() else " " for char in text)

    if height in DOTS:
        drawn = face(height).draw(text)
        lit = bytes.maketrans(bytes(range(4)), bytes([0, 255, 255, 255]))
        return Image.frombytes("L", (drawn.width, drawn.height), drawn.dots.translate(lit))
    font, top = _font(height, outline)
    stroke = height // BOLD if bold else 0
    widths = [font.getlength(char) + 2 * stroke for char in text]
    mask = Image.new("L", (max(round(sum(widths)), 1), height))
    draw = ImageDraw.Draw(mask)
    left = float(stroke)
    for char, width in zip(text, widths, strict=True):
        draw.text((round(left), -top), char, font=font, fill=255, stroke_width=stroke)
        left += width
    return mask


@lru_cache(maxsize=MOST_KEPT)
def _font(height: int, outline: Path | None) -> tuple[FreeTypeFont, int]:
    from PIL import ImageFont

    path = outline or OUTLINE.path
    size = round(height * 0.92)
    try:
        font = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
    except OSError as error:
        remedy = "name another file" if outline else f"apt-get install {OUTLINE.package}"
        raise NoFace(f"the typeface {path} cannot be read ({error}): {remedy}") from error
    _, top, _, bottom = font.getbbox("国A8")
    return font, round((top + bottom - height) / 2)
