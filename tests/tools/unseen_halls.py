"""Writes halls that nobody tuned the routing rule for, as scenario files of the hall simulator.

    python tests/tools/unseen_halls.py OUT [--seed 1]

Every hall is drawn from the seed: the same seed gives the same files. `judge_rule.py` judges on them.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np

Plan = Literal["everything", "partial", "chain", "dedicated"]

OPEN, CLOSE, LAST_TICKET = 510, 1020, 1005
"""Minutes after midnight."""

MORNING_AND_AFTERNOON: Final = (
    (0.9, 1.3, 1.5, 1.4, 1.2, 1.0, 0.6, 0.5, 0.6, 0.7, 1.0, 1.2, 1.2, 1.1, 1.0, 0.8, 0.5),
    (1.6, 1.7, 1.4, 1.1, 0.9, 0.8, 0.6, 0.6, 0.7, 0.9, 1.1, 1.1, 1.0, 0.9, 0.8, 0.7, 0.6),
    (0.7, 0.9, 1.1, 1.2, 1.2, 1.1, 0.9, 0.8, 0.8, 0.9, 1.1, 1.3, 1.4, 1.3, 1.1, 0.8, 0.4),
)
"""How arrivals rise and fall over the half hours of a day: usual, early birds, busy afternoon."""


@dataclass(frozen=True)
class Plot:
    """What a hall is like before anything is drawn. `flexible` windows may serve everything."""

    name: str
    windows: int
    departments: int
    items: int
    plan: Plan
    flexible: int = 0
    cross_penalty: float = 1.0
    spread: float = 1.0
    profile: int = 0


HALLS: Final = (
    Plot("four_everything", 4, 2, 24, "everything"),
    Plot("five_chain", 5, 3, 30, "chain", profile=1),
    Plot("six_dedicated_one_flexible", 6, 4, 12, "dedicated", flexible=1),
    Plot("ten_few_items", 10, 3, 6, "partial", flexible=1, profile=2),
    Plot("twelve_everything", 12, 4, 60, "everything", profile=1),
    Plot("fourteen_dedicated_three_flexible", 14, 5, 200, "dedicated", flexible=3),
    Plot("eighteen_slow_abroad", 18, 6, 90, "partial", flexible=2, cross_penalty=1.15, profile=2),
    Plot("twenty_wild", 20, 5, 80, "partial", flexible=2, spread=1.6),
    Plot("forty_partial", 40, 8, 300, "partial", flexible=4),
)
"""`spread` stretches the coefficients of variation of handling; `cross_penalty` slows clerks abroad."""


def drawn(plot: Plot, seed: int) -> dict[str, object]:
    """The scenario of a hall."""
    rng = np.random.default_rng([seed, plot.windows, plot.items])
    homes = _homes(plot)
    items = _items(plot, homes, rng)
    windows = _windows(plot, homes, [item["dept"] for item in items], rng)
    return {
        "name": f"{plot.name}_{seed}",
        "description": f"{plot.windows} windows, {plot.items} items, {plot.plan}",
        "seed": seed,
        "open": OPEN,
        "close": CLOSE,
        "last_ticket": LAST_TICKET,
        "load": 0.9,
        "profile": MORNING_AND_AFTERNOON[plot.profile],
        "profile_step": 30,
        "departments": [f"department_{number}" for number in range(plot.departments)],
        "items": items,
        "windows": windows,
        "cross_penalty": plot.cross_penalty,
        "priority_share": round(float(rng.uniform(0.04, 0.14)), 3),
        "appointment_share": round(float(rng.uniform(0.05, 0.25)), 3),
        "appointment_slot": int(rng.choice([15, 30])),
        "appointment_no_show": 0.08,
        "no_show": round(float(rng.uniform(0.02, 0.08)), 3),
        "no_show_minutes": 1.0,
        "second_item": round(float(rng.uniform(0.03, 0.12)), 3),
        "batch": 1.0,
        "day_cv": 0.1,
        "dept_cv": 0.12,
        "absence_prob": 0.04,
        "absence_minutes": [45, 90],
        "service": "lognormal",
    }


def _homes(plot: Plot) -> list[int]:
    """The department of each window: all about equally large, the first ones larger."""
    return sorted(window % plot.departments for window in range(plot.windows))


def _items(plot: Plot, homes: list[int], rng: np.random.Generator) -> list[dict[str, int | float | str]]:
    """Each department brings about as much work as it has windows; few items make most of it."""
    size = [rng.uniform(4.0, 16.0) for _ in range(plot.departments)]
    work = [homes.count(number) * rng.uniform(0.9, 1.1) for number in range(plot.departments)]
    found: list[dict[str, int | float | str]] = []
    for number in range(plot.items):
        department = number % plot.departments
        mean = float(np.clip(size[department] * rng.lognormal(0.0, 0.45), 2.0, 40.0))
        found.append(
            {
                "id": number,
                "dept": department,
                "name": f"item_{number:03d}",
                "mean": round(mean, 2),
                "cv": round(float(rng.uniform(0.7, 1.2)) * plot.spread, 2),
                "weight": 1.0 / (1 + number // plot.departments),
            }
        )
    for department in range(plot.departments):
        own = [item for item in found if item["dept"] == department]
        brought = sum(float(item["weight"]) * float(item["mean"]) for item in own)
        for item in own:
            item["weight"] = round(float(item["weight"]) * work[department] / brought, 6)
    return found


def _windows(
    plot: Plot, homes: list[int], dept: list[int | float | str], rng: np.random.Generator
) -> list[dict[str, object]]:
    flexible = {round((place + 0.5) * plot.windows / plot.flexible) for place in range(plot.flexible)}
    return [
        {
            "id": window,
            "home": home,
            "speed": round(float(np.clip(rng.normal(1.0, 0.1), 0.75, 1.3)), 3),
            "shifts": _shifts(window),
            "standby": False,
            "skills": _skills(plot, home, dept, rng, everything=window in flexible),
        }
        for window, home in enumerate(homes)
    ]


def _skills(
    plot: Plot, home: int, dept: list[int | float | str], rng: np.random.Generator, *, everything: bool
) -> list[int]:
    neighbour = (home + 1) % plot.departments
    share = {"everything": 1.0, "chain": 1.0, "partial": 0.6, "dedicated": 0.0}[plot.plan]
    lucky = rng.random(len(dept)) < share
    return [
        item
        for item, department in enumerate(dept)
        if everything
        or plot.plan == "everything"
        or department == home
        or (department == neighbour and lucky[item])
    ]


def _shifts(window: int) -> list[list[int]]:
    """Two waves of lunch and a short break; every tenth window opens half an hour late."""
    first = 690 if window % 2 == 0 else 750
    pause = 870 + 10 * (window % 8)
    start = OPEN + 30 if window % 10 == 6 else OPEN
    return [[start, first], [first + 60, pause], [pause + 10, CLOSE]]


def main() -> None:
    """Write one file for each hall."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    for plot in HALLS:
        scenario = drawn(plot, given.seed)
        (given.out / f"{plot.name}.json").write_text(json.dumps(scenario, indent=1) + "\n", "utf-8")
        print(f"{plot.name}.json: {scenario['description']}")


if __name__ == "__main__":
    main()
