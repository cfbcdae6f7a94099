"""A notice as a page of A4 (通知书版面), and that page as PDF."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from hallctl.contracts.notices import NoticePaper

if TYPE_CHECKING:
    from PIL import Image, ImageFont

DPI: Final = 200
WIDTH, HEIGHT = 1654, 2339
MARGIN: Final = 220
TITLE, BODY, SMALL = 72, 42, 30
LEADING: Final = 1.8
FONTS: Final = (
    Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"),
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
)
"""Where Debian keeps fonts with hanzi."""


class NoFontError(Exception):
    """No font with hanzi is installed where Debian keeps them."""


def pdf(paper: NoticePaper) -> bytes:
    """The page as PDF. Raises NoFontError."""
    found = BytesIO()
    page(paper).save(found, "PDF", resolution=DPI, title=paper.title)
    return found.getvalue()


def page(paper: NoticePaper) -> Image.Image:
    """Title, lines, then hall, seal and date at the right, and at the foot what the job is known by."""
    from PIL import Image, ImageDraw

    sheet = Image.new("L", (WIDTH, HEIGHT), 255)
    pen = ImageDraw.Draw(sheet)
    pen.text((WIDTH / 2, MARGIN), paper.title, font=_font(TITLE), fill=0, anchor="ma")
    top = MARGIN + TITLE * 3.0
    body = _font(BODY)
    for line in paper.lines:
        for part in broken(line, body, WIDTH - 2 * MARGIN):
            pen.text((MARGIN, top), part, font=body, fill=0)
            top += BODY * LEADING
    top += BODY * 4
    signed = [paper.hall, *([f"（印章编号 {paper.seal}）"] if paper.seal else []), paper.date]
    for line in signed:
        pen.text((WIDTH - MARGIN, top), line, font=body, fill=0, anchor="ra")
        top += BODY * LEADING
    foot = f"{paper.notice}  版本 {paper.version}"
    pen.text((MARGIN, HEIGHT - MARGIN), foot, font=_font(SMALL), fill=0)
    return sheet


def broken(line: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Pieces that fit; no line begins with a closing mark."""
    parts: list[str] = [""]
    for char in line:
        if font.getlength(parts[-1] + char) > width and char not in "，。；：”）、":
            parts.append("")
        parts[-1] += char
    return parts


def _font(size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    for path in FONTS:
        if path.exists():
            return ImageFont.truetype(str(path), size, index=2 if path.name.startswith("Noto") else 0)
    raise NoFontError("no font with hanzi: install fonts-noto-cjk or fonts-wqy-zenhei")
