"""Draws what a ticket printer would print (号票预览): from decoded ESC/POS to a picture, dot for dot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import segno
from PIL import Image, ImageDraw, ImageFont

from hallctl.simulation.escpos_decoder import Cut, Element, Feed, Raster, Row, Run, Symbol

FONTS: Final = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
    Path("/usr/share/fonts/wenquanyi/wqy-zenhei/wqy-zenhei.ttc"),
    Path("/usr/share/fonts/truetype/arphic/uming.ttc"),
)
"""Where Debian keeps fonts with hanzi."""

CELL: Final = 24
"""Height of a plain character in dots; a half-width one is as wide as the paper's columns say."""

LINE: Final = 30
MARGIN: Final = 24
_PAPER, _INK, _CUT_INK = 255, 0, 160
_INKED: Final = 128


class NoFontError(Exception):
    """No font with hanzi is installed where Debian keeps them."""


@dataclass(frozen=True, slots=True)
class PaperRoll:
    """The roll: dots across, half-width characters in a row, and the font of the printer."""

    dots: int
    columns: int
    font: Path


def a_font() -> Path:
    """The first font that there is. Raises NoFontError."""
    for path in FONTS:
        if path.exists():
            return path
    raise NoFontError("no font with hanzi: install fonts-noto-cjk or fonts-wqy-zenhei, or name one")


def draw(elements: Iterable[Element], roll: PaperRoll) -> Image.Image:
    """The paper as it hangs out of the printer, in grey (255 is paper)."""
    pieces = [piece for element in elements if (piece := _piece(element, roll)) is not None]
    height = sum(piece.height for piece in pieces) + 2 * MARGIN
    paper = Image.new("L", (roll.dots + 2 * MARGIN, height), _PAPER)
    top = MARGIN
    for piece in pieces:
        paper.paste(piece, (MARGIN, top))
        top += piece.height
    return paper


def _piece(element: Element, roll: PaperRoll) -> Image.Image | None:
    match element:
        case Row():
            return _row(element, roll)
        case Feed():
            return Image.new("L", (roll.dots, LINE * element.lines), _PAPER) if element.lines else None
        case Raster():
            size = (element.width_bytes * 8, element.height)
            black_on_white = bytes(byte ^ 0xFF for byte in element.data)
            return _placed(Image.frombytes("1", size, black_on_white).convert("L"), element.align, roll)
        case Symbol():
            return _placed(_symbol(element), element.align, roll)
        case Cut():
            return _cut(roll)
        case _:
            return None


def _row(row: Row, roll: PaperRoll) -> Image.Image:
    runs = [_run(run, roll) for run in row.runs]
    width = min(sum(run.width for run in runs), roll.dots)
    height = max(run.height for run in runs)
    line = Image.new("L", (width, height + LINE - CELL), _PAPER)
    left = 0
    for run in runs:
        line.paste(run, (left, height - run.height))
        left += run.width
    return _placed(line, row.align, roll)


def _run(run: Run, roll: PaperRoll) -> Image.Image:
    """Characters in cells, drawn once in plain size and enlarged by whole dots, as printers do."""
    half = roll.dots // roll.columns
    cells = [(char, _glyph(char, half, roll.font, bold=run.style.bold)) for char in run.text]
    plain = Image.new("L", (max(1, sum(glyph.width for _, glyph in cells)), CELL), _PAPER)
    left = 0
    for _, glyph in cells:
        plain.paste(glyph, (left, 0))
        left += glyph.width
    size = (plain.width * run.style.width, plain.height * run.style.height)
    return plain.resize(size, Image.Resampling.NEAREST)


@lru_cache(maxsize=2048)
def _glyph(char: str, half: int, font: Path, *, bold: bool) -> Image.Image:
    wide = not char.isascii()
    width = half * 2 if wide else half
    letters = _font(font, CELL - 3)
    needed = max(width, round(letters.getlength(char)) + 1)
    cell = Image.new("L", (needed, CELL), _PAPER)
    pen = ImageDraw.Draw(cell)
    for shift in (0, 1) if bold else (0,):
        pen.text(
            ((needed - letters.getlength(char)) / 2 + shift, CELL - 5),
            char, fill=_INK, font=letters, anchor="ls",
        )  # fmt: skip
    # The letters of a printer are all of one width.
    narrow = cell if needed == width else cell.resize((width, CELL), Image.Resampling.BOX)
    return narrow.point(lambda grey: _INK if grey < _INKED else _PAPER)


@lru_cache(maxsize=4)
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    # Of the faces in Debian's collection of Noto, the third is the Chinese one in simplified characters.
    return ImageFont.truetype(str(path), size, index=2 if path.name.startswith("Noto") else 0)


def _symbol(symbol: Symbol) -> Image.Image:
    matrix: Sequence[Sequence[int]] = segno.make(
        symbol.data.decode("utf-8", "replace"), error=symbol.error, micro=False, boost_error=False
    ).matrix
    dots = bytes(_INK if dot else _PAPER for row in matrix for dot in row)
    plain = Image.frombytes("L", (len(matrix), len(matrix)), dots)
    side = len(matrix) * symbol.module
    return plain.resize((side, side), Image.Resampling.NEAREST)


def _placed(picture: Image.Image, align: int, roll: PaperRoll) -> Image.Image:
    across = Image.new("L", (roll.dots, picture.height), _PAPER)
    across.paste(picture, ((roll.dots - picture.width) * align // 2, 0))
    return across


def _cut(roll: PaperRoll) -> Image.Image:
    edge = Image.new("L", (roll.dots, LINE), _PAPER)
    pen = ImageDraw.Draw(edge)
    for left in range(0, roll.dots, 16):
        pen.line((left, LINE // 2, left + 8, LINE // 2), fill=_CUT_INK)
    return edge
