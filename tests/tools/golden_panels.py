"""Draw tests/golden/panels anew, a file for each shipped window display. Look at them before keeping them."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "plugins")]

from panel_pictures import DISPLAYS, GOLDEN, keep  # noqa: E402 - found by the path set above


def main() -> None:
    GOLDEN.mkdir(parents=True, exist_ok=True)
    for profile in DISPLAYS:
        keep(profile)


if __name__ == "__main__":
    main()
