"""Many panels on one picture, each with a caption: what a display shows in every state, at a glance."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from hallctl.raster.faces import face
from hallctl.raster.picture import Picture
from hallctl.raster.preview import DOT, image_of

if TYPE_CHECKING:
    from PIL.Image import Image as Pixels

_PAPER: Final = (246, 247, 249)
_WORDS: Final = (60, 66, 77)
_AIR: Final = 24
_CAPTION: Final = 16
"""Height of captions in pixels, drawn twice as large."""
COLUMNS: Final = 2


def sheet(panels: Iterable[tuple[str, Picture]], *, columns: int = COLUMNS, dot: int = DOT) -> bytes:
    """(caption, picture) as one PNG, row by row. Raises `NoFace`; ValueError without panels."""
    from PIL import Image

    shown = [(caption, image_of(picture, dot).convert("RGB")) for caption, picture in panels]
    if not shown:
        raise ValueError("no panels")
    width = max(image.width for _, image in shown) + _AIR
    height = max(image.height for _, image in shown) + 2 * _CAPTION + 2 * _AIR
    across = min(columns, len(shown))
    down = -(-len(shown) // across)
    page = Image.new("RGB", (across * width + _AIR, down * height), _PAPER)
    for place, (caption, image) in enumerate(shown):
        left, top = place % across * width + _AIR, place // across * height + _AIR // 2
        words = _words(caption)
        page.paste(_WORDS, (left, top), words)
        page.paste(image, (left, top + words.height + 4))
    out = io.BytesIO()
    page.save(out, "PNG", optimize=True)
    return out.getvalue()


def _words(caption: str) -> Pixels:
    """White where the letters are."""
    from PIL import Image

    line = face(_CAPTION).draw(caption)
    mask = Image.frombytes("L", (line.width, line.height), line.dots.replace(b"\1", b"\xff"))
    return mask.resize((line.width * 2, line.height * 2), Image.Resampling.NEAREST)
