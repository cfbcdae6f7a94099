"""What a wall of pixels costs: painting, wiring and packets of a picture, and a core's share at rest.

`python tests/perf/pixels.py`
"""

import time
import uuid
from collections.abc import Callable

from pictured_walls import CALLS, a_face

from displays.pixel_wall.wiring import wired
from hallctl.domain.pixels import Order, Pixels
from hallctl.links.pixel_packets import LANGUAGES
from hallctl.raster.wall import Moment, painted

SIZES = ((64, 32), (192, 96), (320, 160), (640, 360), (1920, 1080), (3840, 480))
ROUNDS = 20
AGAIN_S = 0.8


def took_ms(work: Callable[[int], object]) -> float:
    """Of one, when all rounds are done."""
    began = time.process_time()
    for turn in range(ROUNDS):
        work(turn)
    return (time.process_time() - began) / ROUNDS * 1000


def main() -> None:
    """A line for each size: milliseconds of processor time, and the share while nothing changes."""
    print(f"{'size':>10} {'paint':>7} {'wire':>7} {'ddp':>7} {'artnet':>7} {'sacn':>7}  of a core, standing")
    for width, height in SIZES:
        face, pixels = a_face(*CALLS), Pixels(width, height, order=Order.SERPENTINE, gamma=2.2)
        image = painted(face, width, height)
        data = wired(image, pixels, 60)
        paint = took_ms(lambda turn: painted(face, width, height, Moment(turn)))  # noqa: B023 - used at once
        wire = took_ms(lambda _: wired(image, pixels, 60))  # noqa: B023 - same
        packets = []
        for make in LANGUAGES.values():
            language = make(1, True, uuid.uuid4())
            packets.append(took_ms(lambda _: language.frame(data)))  # noqa: B023 - same
        share = packets[0] / 1000 / AGAIN_S
        figures = " ".join(f"{each:7.2f}" for each in (paint, wire, *packets))
        print(f"{f'{width}x{height}':>10} {figures}  {share:.2%}")


if __name__ == "__main__":
    main()
