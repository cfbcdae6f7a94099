"""Letters of a picture in colour: dots at the heights for which a face was drawn, smooth outlines above."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
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

SMALLER: Final = 0.9
"""Outlined letters that have no room are tried with so much of their height."""

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
        edges = list(accumulate(self._advances(text, height)))
        found, start = [], 0
        while start < len(text):
            before = edges[start - 1] if start else 0
            end = max(bisect_right(edges, before + box.width, start), start + 1)
            gap = text.rfind(" ", start + 1, end + 1) if end < len(text) else -1
            if gap - start > (end - start) // 2:
                end = gap
            found.append(text[start:end].strip())
            start = len(text) - len(text[end:].lstrip())
        return found

    def heights(self, most: int) -> Iterator[int]:
        """Heights at which letters are drawn, from the largest within `most` down; at least the smallest."""
        height = most
        while height > DOTS[-1]:
            yield height
            height = int(height * SMALLER)
        yield from (each for each in reversed(DOTS) if each <= most or each == DOTS[0])

    def _width(self, text: str, height: int, *, bold: bool = False) -> int:
        return _whole(self._advances(text, height, bold=bold)) if text else 0

    def _advances(self, text: str, height: int, *, bold: bool = False) -> list[float]:
        """How wide each letter is."""
        text = _printable(text)
        if height in DOTS:
            return [face(height).width(char) for char in text]
        return _outlined(text, height, self.outline, bold=bold)


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def _outlined(text: str, height: int, outline: Path | None, *, bold: bool) -> list[float]:
    font, _ = _font(height, outline)
    return [font.getlength(char) + 2 * _stroke(height, bold=bold) for char in text]


def _whole(widths: list[float]) -> int:
    return max(round(sum(widths)), 1)


def _stroke(height: int, *, bold: bool) -> int:
    return height // BOLD if bold else 0


@lru_cache(maxsize=MOST_KEPT)
def _mask(text: str, height: int, outline: Path | None, bold: bool) -> Image:  # noqa: FBT001 - a key of the cache
    """White letters on black, `height` high."""
    from PIL import Image, ImageDraw

    text = _printable(text)
    if height in DOTS:
        drawn = face(height).draw(text)
        lit = bytes.maketrans(bytes(range(4)), bytes([0, 255, 255, 255]))
        return Image.frombytes("L", (drawn.width, drawn.height), drawn.dots.translate(lit))
    font, top = _font(height, outline)
    stroke = _stroke(height, bold=bold)
    widths = _outlined(text, height, outline, bold=bold)
    mask = Image.new("L", (_whole(widths), height))
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
