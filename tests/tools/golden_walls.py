"""Draw tests/golden/walls anew. Look at the pictures before keeping them."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "plugins")]

from pictured_walls import GOLDEN, GOLDENS  # noqa: E402 - found by the path set above

from hallctl.raster.wall import painted  # noqa: E402 - same


def main() -> None:
    for name, (face, width, height) in GOLDENS.items():
        painted(face, width, height).save(GOLDEN / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
