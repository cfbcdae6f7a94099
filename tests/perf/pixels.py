"""What walls of pixels cost: painting, wiring and packets of a new picture, and a core's share at rest."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Final

from figures import MS, Figure
from pictured_walls import CALLS, a_face

from displays.pixel_wall.wiring import wired
from hallctl.domain.pixels import Order, Pixels
from hallctl.links.pixel_packets import LANGUAGES, PixelLanguage
from hallctl.raster.wall import Moment, painted

SIZES: Final = ((64, 32), (192, 96), (320, 160), (640, 360), (1920, 1080), (3840, 480))
ROUNDS: Final = 20
AGAIN_S: Final = 0.8
"""So often the picture goes out while nothing changes; then only its packets are made."""

NEW_MS: Final = 100.0
STANDING: Final = 0.05


def pixels() -> list[Figure]:
    """A figure for each size: processor time of a new picture in the language that costs most."""
    return [_of(width, height) for width, height in SIZES]


def _of(width: int, height: int) -> Figure:
    face, shape = a_face(*CALLS), Pixels(width, height, order=Order.SERPENTINE, gamma=2.2)
    image = painted(face, width, height)
    data = wired(image, shape, 60)
    paint = _took_ms(lambda turn: painted(face, width, height, Moment(turn)))
    wire = _took_ms(lambda _: wired(image, shape, 60))
    source = uuid.uuid4()
    packets = {name: _framed_ms(make(1, True, source), data) for name, make in LANGUAGES.items()}
    slowest = max(packets.values())
    new, share = paint + wire + slowest, slowest / MS / AGAIN_S
    said = ", ".join(f"{name} {each:.2f}" for name, each in packets.items())
    return Figure(
        name=f"pixels_{width}x{height}",
        value=new,
        unit="ms",
        target=f"< {NEW_MS:.0f} ms, at rest < {STANDING:.0%} of a core",
        ok=new < NEW_MS and share < STANDING,
        note=f"paint {paint:.2f}, wire {wire:.2f}, packets: {said}; at rest {share:.2%} of a core",
    )


def _framed_ms(language: PixelLanguage, data: bytes) -> float:
    return _took_ms(lambda _: language.frame(data))


def _took_ms(work: Callable[[int], object]) -> float:
    """Processor time of one, when all rounds are done."""
    began = time.process_time()
    for turn in range(ROUNDS):
        work(turn)
    return (time.process_time() - began) / ROUNDS * MS
