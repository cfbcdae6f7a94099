"""Judges the routing rule on halls of the hall simulator, through the door `hallctl route --stdio`.

    python tests/tools/judge_rule.py --simulator hallsim.py --days 100 --seed 7 --load 0.9 SCENARIO.json…

The same people live through each hall three times: under first in, first out, under the rule, and under first
in, first out with every window serving everything (the pool). Prints one line of a table for each hall:
means of the days' means with 95 % intervals of the difference by day, and how often a decision broke what the
weighted rule promises. Every decision is checked here, from what the simulator showed and the door answered.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

PACES: Final = ((1.0, 0.0), (2.0, 10.0), (5.0, 20.0), (1.0, 10.0))
"""Seniority for each minute, and head start: ordinary, priority, booking, second errand."""

BOOKING: Final = 2
THETA: Final = 0.5
ROUNDING: Final = 1e-6

COLUMNS: Final = (
    "hall",
    "load",
    "first in first out",
    "rule",
    "rule / fifo",
    "difference",
    "rule / pool",
    "p95 rule (fifo)",
    "p99 rule (fifo, pool)",
    "p99 rule / pool",
    "longest rule (fifo)",
    "bookings ≤ 10 min",
    "CV busy (fifo)",
    "CV peers (fifo)",
    "overtaken > 5",
    "broken of decisions",
)


@dataclass
class Watched:
    """A policy of the simulator that asks the door, and counts the calls that break the promise."""

    door: Any
    decisions: int = 0
    broken: int = 0
    overtaken_in_line: int = 0
    early_binding: bool = field(default=False, init=False)

    def start(self, hall: Any) -> None:
        """A day begins."""
        self.door.start(hall)

    def route(self, state: Any) -> list[tuple[int, int]]:
        """The door's calls, each looked at in the order in which they were answered."""
        calls: list[tuple[int, int]] = self.door.route(state)
        waiting = dict(state.waiting)
        for ticket, window in calls:
            called = waiting.pop(ticket)
            may = state.windows[window].can
            self._look(called, [other for other in waiting.values() if may[other.item]], state.now)
        return calls

    def _look(self, called: Any, others: list[Any], now: float) -> None:
        self.decisions += 1
        own = _seniority(called, now)
        greatest = max((_seniority(other, now) for other in others), default=own)
        limit = THETA * greatest if greatest > 0 else greatest
        self.broken += own < limit - ROUNDING
        self.overtaken_in_line += any(
            other.item == called.item and other.cls == called.cls and other.ready < called.ready - ROUNDING
            for other in others
        )


def _seniority(ticket: Any, now: float) -> float:
    waited: float = now - ticket.ready
    if ticket.cls == BOOKING and waited < 0:
        return waited
    rate, start = PACES[ticket.cls]
    return rate * waited + start


@dataclass(frozen=True)
class Lived:
    """What came of the days under one policy: the simulator's figures by day, and all waits."""

    days: dict[str, NDArray[np.float64]]
    waits: NDArray[np.float64]

    def mean(self, figure: str) -> float:
        """Over the days, those without the figure left out."""
        return float(np.nanmean(self.days[figure]))

    def quantile(self, share: float) -> float:
        """Of all waits together."""
        return float(np.quantile(self.waits, share))


def lived(simulator: ModuleType, hall: Any, policy: Any, seed: int, days: int) -> Lived:
    """Let the people of the seed's days meet a policy."""
    mean = simulator.learned_means(hall)
    rows, waits = [], []
    for number in range(days):
        day = simulator.simulate(hall, policy, simulator.make_day(hall, seed, number), mean=mean)
        rows.append(simulator.day_metrics(day, hall))
        waits.append(day.customers["wait"][~day.customers["no_show"]])
    return Lived({name: np.array([row[name] for row in rows]) for name in rows[0]}, np.concatenate(waits))


def paired(one: Lived, other: Lived) -> tuple[float, float]:
    """Difference of the days' mean waits, and half its 95 % interval."""
    difference = one.days["mean"] - other.days["mean"]
    return float(difference.mean()), float(1.96 * difference.std(ddof=1) / len(difference) ** 0.5)


def line(name: str, load: float, rule: Lived, fifo: Lived, pool: Lived, watched: Watched) -> list[str]:
    """One line of the table."""
    gain, half = paired(rule, fifo)
    return [
        name,
        f"{load:g}",
        f"{fifo.mean('mean'):.2f}",
        f"{rule.mean('mean'):.2f}",
        f"{rule.mean('mean') / fifo.mean('mean'):.2f}",
        f"{gain:+.2f} ± {half:.2f}",
        f"{rule.mean('mean') / pool.mean('mean'):.2f}",
        f"{rule.quantile(0.95):.0f} ({fifo.quantile(0.95):.0f})",
        f"{rule.quantile(0.99):.0f} ({fifo.quantile(0.99):.0f}, {pool.quantile(0.99):.0f})",
        f"{rule.quantile(0.99) / pool.quantile(0.99):.2f}",
        f"{rule.waits.max():.0f} ({fifo.waits.max():.0f})",
        f"{rule.mean('appt_10min'):.1%}",
        f"{rule.mean('cv_busy'):.3f} ({fifo.mean('cv_busy'):.3f})",
        f"{rule.mean('cv_peer'):.3f} ({fifo.mean('cv_peer'):.3f})",
        f"{rule.mean('over5'):.1%}",
        f"{watched.broken} and {watched.overtaken_in_line} of {watched.decisions}",
    ]


def judged(simulator: ModuleType, path: Path, given: argparse.Namespace, load: float) -> list[str]:
    """One hall at one load."""
    data = json.loads(path.read_text("utf-8"))
    own = simulator.Scenario(data, load=load)
    pool = simulator.Scenario(data, load=load, full_skills=True, cross_penalty=1.0)
    watched = Watched(simulator.CommandPolicy(f"{given.door} --rule {given.rule}"))
    try:
        rule = lived(simulator, own, watched, given.seed, given.days)
    finally:
        watched.door.p.stdin.close()
        watched.door.p.wait()
    fifo = lived(simulator, own, simulator.POLICIES["fifo"](), given.seed, given.days)
    bound = lived(simulator, pool, simulator.BOUNDS["pool_fifo"](), given.seed, given.days)
    figures = line(path.stem, load, rule, fifo, bound, watched)
    return figures if given.rule == "weighted" else [*figures[:-1], f"{watched.decisions}"]


def loaded(path: Path) -> ModuleType:
    """The simulator as a module."""
    spec = importlib.util.spec_from_file_location("judge", path)
    if spec is None or spec.loader is None:
        sys.exit(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Print the table as it grows."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scenarios", type=Path, nargs="+")
    parser.add_argument("--simulator", type=Path, required=True)
    parser.add_argument("--door", default="hallctl route --stdio")
    parser.add_argument("--rule", default="weighted", help="what strict order promises is not looked at")
    parser.add_argument("--days", type=int, default=100)
    parser.add_argument("--seed", type=int, default=4711)
    parser.add_argument("--load", type=float, action="append", dest="loads")
    given = parser.parse_args()
    simulator = loaded(given.simulator)
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}", flush=True)
    for path in given.scenarios:
        for load in given.loads or [0.9]:
            print(f"| {' | '.join(judged(simulator, path, given, load))} |", flush=True)


if __name__ == "__main__":
    main()
