"""Runs the long tests: `make soak`, `make soak ARGS="--examples 20000 --steps 120"`.

Ends with 0 when nothing was found. What Hypothesis finds is printed as the shortest acts that lead to it.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "plugins"))

from hall_machine import HallMachine
from hypothesis import HealthCheck, Verbosity, settings
from hypothesis.stateful import run_state_machine_as_test


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--examples", type=int, default=3000, help="how many days are played")
    arguments.add_argument("--steps", type=int, default=100, help="how many acts a day has at most")
    given = arguments.parse_args()
    started = time.monotonic()
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
