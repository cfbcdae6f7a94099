"""Panels as somebody sees them who stands before them: PNG, each dot a small lamp."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from hallctl.raster.panel import BLINK_S, STEP_S, Drawing
from hallctl.raster.picture import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

DOT: Final = 4
"""Pixels from one dot to the next."""
_GROUND: Final = (12, 13, 16)
_OFF: Final = (34, 36, 41)
_LIT: Final = ((255, 59, 48), (52, 224, 99), (255, 176, 32))
_LAMP: Final = 4  # a dot that is off
_DIMMEST: Final = 0.25
"""A preview of a panel that is dimmed is never darker: it is there to be read."""


def png(drawing: Drawing, *, dot: int = DOT, brightness: int = 100) -> bytes:
    """The panel as PNG; what blinks or travels does so (animated PNG, endless)."""
    images = [image_of(picture, dot, brightness) for picture, _ in phases(drawing)]
    times = [round(1000 * seconds) for _, seconds in phases(drawing)]
    out = io.BytesIO()
    if len(images) == 1:
        images[0].save(out, "PNG")
    else:
        images[0].save(out, "PNG", save_all=True, append_images=images[1:], duration=times, loop=0)
    return out.getvalue()


def still(picture: Picture, *, dot: int = DOT, brightness: int = 100) -> bytes:
    """One picture as PNG."""
    out = io.BytesIO()
    image_of(picture, dot, brightness).save(out, "PNG")
    return out.getvalue()


def phases(drawing: Drawing) -> list[tuple[Picture, float]]:
    """The pictures of one round and how long each stands, in seconds."""
    if drawing.travels:
        return [(drawing.at(step * STEP_S), STEP_S) for step in range(drawing.steps)]
    if drawing.blinks:
        return [(drawing.picture, BLINK_S), (drawing.dark, BLINK_S)]
    return [(drawing.picture, 1.0)]


def image_of(picture: Picture, dot: int = DOT, brightness: int = 100) -> Image:
    """The lamps as pixels."""
    from PIL import Image, ImageChops

    lamps = Image.frombytes("L", (picture.width, picture.height), picture.dots.replace(b"\0", bytes([_LAMP])))
    lamps = lamps.resize((picture.width * dot, picture.height * dot), Image.Resampling.NEAREST)
    image = ImageChops.multiply(lamps, _gaps(picture.width, picture.height, dot))
    out = Image.frombytes("P", image.size, image.tobytes())
    share = max(_DIMMEST, brightness / 100)
    lit = [round(part * share) for colour in _LIT for part in colour]
    out.putpalette([*_GROUND, *lit, *_OFF])
    return out


@lru_cache(maxsize=16)
def _gaps(columns: int, rows: int, dot: int) -> Image:
    """White where lamps are, black between them."""
    from PIL import Image, ImageDraw

    gaps = Image.new("L", (columns * dot, rows * dot))
    lamp = Image.new("L", (dot, dot))
    ImageDraw.Draw(lamp).rounded_rectangle((0, 0, dot - 2, dot - 2), dot // 5, fill=255)
    for column in range(columns):
        gaps.paste(lamp, (column * dot, 0))
    line = gaps.crop((0, 0, gaps.width, dot))
    for row in range(1, rows):
        gaps.paste(line, (0, row * dot))
    return gaps
