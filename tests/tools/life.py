"""Plays applications through a running daemon, across months of real working days: `make life`.

Each branch of intake is told four times, before the long holidays of 2025 and 2026, each time another
item and another ending; then the turns that an application may take besides. Prints every timeline, then a
table of what was compared with a count by hand; ends with 0 where nothing differs.
`--stories B08 --rounds 1` tells only some.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Final

import structlog

TESTS: Final = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / "plugins"), str(TESTS.parent)]

from life_run import STORIES, live, numbers_are_whole  # noqa: E402 - found by the path set above
from life_stories import BEGINNINGS  # noqa: E402 - same
from life_words import table, written  # noqa: E402 - same


def main() -> int:
    """Tell the stories."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--stories", nargs="*", default=list(STORIES), choices=STORIES)
    arguments.add_argument("--rounds", type=int, default=len(BEGINNINGS))
    given = arguments.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as folder:
        progress = partial(print, file=sys.stderr, flush=True)
        tales = asyncio.run(live(Path(folder), given.stories, given.rounds, progress))
    for tale in tales:
        print(written(tale), end="\n\n")
    faults = [fault for tale in tales for fault in tale.faults] + numbers_are_whole(tales)
    print(table(tales))
    print("\n".join(faults) or f"{len(tales)} applications, every deadline as counted by hand: ok")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
