"""Runs the long tests: `make soak`, `make soak ARGS="--examples 20000 --steps 120"`.

Ends with 0 when nothing was found. What Hypothesis finds is printed as the shortest acts that lead to it.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Final

sys.path.insert(0, str(Path(__file__).parents[1] / "plugins"))

from hall_machine import HallMachine
from hypothesis import HealthCheck, Verbosity, settings
from hypothesis.stateful import run_state_machine_as_test
from simulated_halls import erlang_s, steady_wait

STEADY_HALLS: Final = ((1, 0.6), (4, 0.8), (16, 0.8), (16, 0.9))
"""Windows and load."""


def against_erlang(days: int) -> None:
    """Simulated days of steady halls wait as long as the formula says."""
    for windows, load in STEADY_HALLS:
        found = steady_wait(windows=windows, load=load, handling_s=300, days=days, seed=11)
        wanted = erlang_s(windows, load, 300)
        print(f"M/M/{windows} at {load}: {found.value:.1f} ± {found.margin:.1f} s, Erlang {wanted:.1f} s")
        if abs(found.value - wanted) > 1.5 * found.margin + 0.02 * wanted:
            sys.exit("simulated days do not agree with Erlang")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--examples", type=int, default=3000, help="how many days are played")
    arguments.add_argument("--steps", type=int, default=100, help="how many acts a day has at most")
    arguments.add_argument("--days", type=int, default=150, help="days of each steady hall against Erlang")
    given = arguments.parse_args()
    started = time.monotonic()
    against_erlang(given.days)
    run_state_machine_as_test(
        HallMachine,
        settings=settings(
            max_examples=given.examples,
            stateful_step_count=given.steps,
            deadline=None,
            database=None,
            verbosity=Verbosity.normal,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(
        f"hall day: {given.examples} days of up to {given.steps} acts, {time.monotonic() - started:.0f} s: ok"
    )


if __name__ == "__main__":
    main()
