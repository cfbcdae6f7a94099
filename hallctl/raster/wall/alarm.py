"""An emergency on the wall: nothing else, in letters as large as there is room for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hallctl.raster.wall.letters import DOTS, Box, Letters
from hallctl.raster.wall.themes import Theme

if TYPE_CHECKING:
    from PIL.Image import Image

SPACED: Final = 1.15
"""Height of a line by that of its letters."""


def paint_alarm(
    image: Image, box: Box, letters: Letters, theme: Theme, texts: tuple[str, ...], *, turn: int, lit: bool
) -> None:
    """Fill `box` with `texts`; where even the smallest letters have no room, with a part of them each turn.

    `lit`: false while it blinks. Raises NoFace.
    """
    ground, ink = (theme.alarm, theme.alarm_ink) if lit else (theme.alarm_ink, theme.alarm)
    image.paste(ground, (box.left, box.top, box.left + box.width, box.top + box.height))
    inner = box.inset(box.width // 24, box.height // 24)
    height, lines = _fitted(letters, inner, texts)
    row = _row(height)
    most = max(1, inner.height // row)
    own = lines[turn % -(-len(lines) // most) * most :][:most]
    top = inner.top + (inner.height - len(own) * row) // 2
    for place, line in enumerate(own):
        where = Box(inner.left, top + place * row, inner.width, row)
        letters.write(image, where, line, ink, height=height, align=0.5)


def _fitted(letters: Letters, box: Box, texts: tuple[str, ...]) -> tuple[int, list[str]]:
    """The largest height at which all lines have room, else the smallest, and the lines."""
    height, lines = DOTS[0], list(texts)
    for height in letters.heights(box.height):
        lines = [line for text in texts for line in letters.pieces(text, Box(0, 0, box.width, height))]
        if len(lines) * _row(height) <= box.height:
            break
    return height, lines


def _row(height: int) -> int:
    """Dots have their own space around them."""
    return height if height <= DOTS[-1] else round(height * SPACED)
