"""A wall of pixels as somebody sees it who stands before it: PNG, a small one lamp by lamp."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Final

from hallctl.contracts.wall_faces import WallFace
from hallctl.raster.wall.painting import Moment, painted

LAMPS_UP_TO: Final = 400
"""A wall with no more pixels across is shown lamp by lamp."""

LAMP: Final = 4
_DIMMEST: Final = 0.25
"""A preview of a wall that is dimmed is never darker: it is there to be read."""


def wall_png(
    face: WallFace,
    width: int,
    height: int,
    *,
    moment: Moment | None = None,
    outline: Path | None = None,
) -> bytes:
    """The wall as PNG. Raises NoFace where a typeface is missing."""
    from PIL import Image

    image = painted(face, width, height, moment or Moment(), outline=outline)
    share = max(_DIMMEST, (face.brightness or 100) / 100)
    if share < 1:
        image = image.point(lambda level: round(level * share))
    if width <= LAMPS_UP_TO:
        image = image.resize((width * LAMP, height * LAMP), Image.Resampling.NEAREST)
        for column in range(LAMP - 1, image.width, LAMP):
            image.paste((8, 8, 10), (column, 0, column + 1, image.height))
        for row in range(LAMP - 1, image.height, LAMP):
            image.paste((8, 8, 10), (0, row, image.width, row + 1))
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
