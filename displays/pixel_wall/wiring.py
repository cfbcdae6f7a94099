"""From a picture to the bytes of a controller: order of the pixels and their lamps, gamma, brightness."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from hallctl.domain.pixels import Order, Pixels

if TYPE_CHECKING:
    from PIL.Image import Image

FULL: Final = 100


def wired(image: Image, pixels: Pixels, percent: int = FULL) -> bytes:
    """The bytes from the controller's first pixel on. `percent`: how bright; what is lit stays lit."""
    import numpy as np

    dots = np.frombuffer(image.tobytes().translate(_levels(percent, pixels.gamma)), np.uint8)
    dots = dots.reshape(pixels.height, pixels.width, 3)
    if pixels.order is Order.SERPENTINE:
        dots = dots.copy()
        dots[1::2] = dots[1::2, ::-1]
    if pixels.colours != "rgb":
        dots = dots[:, :, ["rgb".index(lamp) for lamp in pixels.colours]]
    return dots.tobytes()


@lru_cache(maxsize=16)
def _levels(percent: int, gamma: float) -> bytes:
    """Level of the picture → level of the lamp. Nothing that shall be bright goes out altogether."""
    levels = [255 * (level / 255) ** gamma * percent / FULL for level in range(256)]
    return bytes(max(round(each), int(level >= _VISIBLE)) for level, each in enumerate(levels))


_VISIBLE: Final = 128
