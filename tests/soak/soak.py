"""Runs the long tests: `make soak`, `make soak ARGS="days --days 40"`, `make soak ARGS="acts --steps 120"`.

`acts`: any acts in any order, in the hall's day, its records and its applications; what Hypothesis finds is
printed as the shortest acts that lead to it. `days`: whole days of many halls, with every decision of both
rules checked. `estimates`: the waits that people are told against the waits that come, by size of the wait,
class and hour. `week`: every device dies and returns at random for a week of virtual time, which takes an
hour or two. `wall`: the big screen in a browser through 24 hours of calls with ten restarts of the daemon.
Ends with 0 when nothing was found.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Final

TESTS: Final = Path(__file__).parents[1]
sys.path[:0] = [str(TESTS / "plugins"), str(TESTS.parent)]

from case_machine import CaseMachine  # noqa: E402 - found by the path set above
from county_halls import JUDGED, Plot, a_county  # noqa: E402 - same
from estimated_days import foreseen  # noqa: E402 - same
from hall_machine import HallMachine  # noqa: E402 - same
from hypothesis import HealthCheck, Verbosity, settings  # noqa: E402 - after the path, like the others
from hypothesis.stateful import run_state_machine_as_test  # noqa: E402 - same
from pages_browser import chromium  # noqa: E402 - same
from records_machine import RecordsMachine  # noqa: E402 - same
from troubled_days import live_days  # noqa: E402 - same
from wall_day import Hanging, WallDay  # noqa: E402 - same

from hallctl.simulation.days.demand import Habits  # noqa: E402 - same

RULES: Final = ("strict", "weighted")
HEAP_GROWS: Final = 1.05
"""So much more than after a third of its hours, when all code is warm, a wall may hold after its last one."""
LOADS: Final = (0.7, 0.85, 0.9, 0.97)
RESTLESS: Final = Habits(returns=0.5, impatient=0.1, no_show=0.08, priority=0.2)
HALLS: Final = (
    Plot(windows=3, departments=2, items=12, flexible=1),
    Plot(windows=5, departments=5, items=30, flexible=0),
    Plot(windows=9, departments=3, items=40, zones=3, flexible=2, temporary=1, habits=RESTLESS),
    replace(JUDGED, temporary=2),
    replace(JUDGED, zones=3, temporary=2, habits=RESTLESS),
    Plot(windows=40, departments=8, items=300, flexible=4, temporary=2),
)
TOLD: Final = (("weighted", 0.9), ("weighted", 0.97), ("weighted", 0.8), ("strict", 0.9))
ERROR, COVERAGE, WITHIN, AGAINST_NAIVE = 0.30, 0.80, 0.02, 0.60
"""What is asked of estimates at a load of 0.9; of the interval and against the naive formula at any load."""


def acts(given: argparse.Namespace) -> bool:
    """The hall day, its records and its applications under any acts."""
    for machine in (HallMachine, RecordsMachine, CaseMachine):
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=given.examples,
                stateful_step_count=given.steps,
                deadline=None,
                database=None,
                verbosity=Verbosity.normal,
                suppress_health_check=list(HealthCheck),
            ),
        )
    print(f"acts: {given.examples} days of up to {given.steps} acts: ok")
    return True


def days(given: argparse.Namespace) -> bool:
    """Every decision of whole days; the first one against the rule ends it."""
    for rule, hall, load in itertools.product(RULES, HALLS, LOADS):
        life = live_days(
            a_county(replace(hall, load=load), given.seed), rule, given.seed, range(given.days), troubles=5
        )
        router = life.router
        print(
            f"days: {rule:8} {hall.windows:2d} windows in {hall.zones} zones, load {load:.2f}:"
            f" {router.decisions:6d} decisions, up to {router.most_waiting:3d} waiting,"
            f" {router.passed_over:5d} times somebody passed over: ok"
        )
    return True


def estimates(given: argparse.Namespace) -> bool:
    """Promised waits against those that came, after as many days of learning what to promise."""
    kept = []
    for rule, load in TOLD:
        county = a_county(replace(JUDGED, load=load), given.seed)
        days = range(given.days)
        sheet = foreseen(county, rule, given.seed, days, training=given.days)
        print(f"\nestimates: {rule}, load {load}, {given.days} days\n{sheet.report()}")
        kept.append(abs(sheet.coverage - COVERAGE) <= WITHIN)
        kept.append(sheet.error <= AGAINST_NAIVE * sheet.naive_error)
        kept.append(load != 0.9 or sheet.error <= ERROR)
    return all(kept)


def week(given: argparse.Namespace) -> bool:
    """Faults of every device; in a process of its own, where time is virtual."""
    command = [sys.executable, str(TESTS / "soak" / "week.py"), "--seed", str(given.seed)]
    command += [
        "--hours",
        str(given.hours),
        "--minutes",
        str(given.minutes),
        "--between-s",
        str(given.between_s),
    ]
    done = subprocess.run(command, check=False)
    return done.returncode == 0


def wall(given: argparse.Namespace) -> bool:
    """The wall in a browser through 24 hours of the hall, the daemon restarted ten times under it."""
    found = asyncio.run(_hang(given.calls))
    settled = found.heaps[len(found.heaps) // 3]
    print(
        f"wall: {found.calls} calls in {len(found.heaps)} h,"
        f" {found.restarts} restarts, {found.reloads - 1} reloads,"
        f" dark {found.dark} times, heap {settled / 2**20:.2f} -> {found.heaps[-1] / 2**20:.2f} MiB,"
        f" at most {max(found.heaps) / 2**20:.2f}, elements {found.nodes[1]} -> {found.nodes[-1]}"
    )
    print("wall: MiB by the hour: " + " ".join(f"{heap / 2**20:.2f}" for heap in found.heaps))
    flat = found.heaps[-1] < HEAP_GROWS * settled and found.nodes[1] == found.nodes[-1]
    return flat and found.dark == 0 and found.reloads == 1


async def _hang(calls_an_hour: int) -> WallDay:
    async with chromium() as browser:
        profile = await browser.new_context(locale="zh-CN")
        with tempfile.TemporaryDirectory() as folder:
            hanging = Hanging(Path(folder), profile)
            return await hanging.run(hours=24, restarts=10, calls_an_hour=calls_an_hour)


PARTS: Final = {"acts": acts, "days": days, "estimates": estimates, "week": week, "wall": wall}


def main() -> int:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("parts", nargs="*", choices=[*PARTS, []], help="all unless named")
    arguments.add_argument("--examples", type=int, default=3000, help="acts: how many days are played")
    arguments.add_argument("--steps", type=int, default=100, help="acts: how many a day has at most")
    arguments.add_argument("--days", type=int, default=20, help="days, estimates: how many of each kind")
    arguments.add_argument("--hours", type=float, default=168, help="week: how long it is")
    arguments.add_argument("--minutes", type=float, default=1e6, help="week: real ones, after which it ends")
    arguments.add_argument(
        "--between-s", type=float, default=1800, help="week: a device's faults, on average"
    )
    arguments.add_argument("--calls", type=int, default=120, help="wall: calls an hour")
    arguments.add_argument("--seed", type=int, default=1, help="days, estimates: which people and halls")
    given = arguments.parse_args()
    well = True
    for name in given.parts or PARTS:
        began = time.monotonic()
        well &= PARTS[name](given)
        print(f"{name}: {time.monotonic() - began:.0f} s")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
