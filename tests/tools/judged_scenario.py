"""Turns a scenario of the hall simulator into a hall of ours: its configuration, and the demand of its days.

    python tests/tools/judged_scenario.py SCENARIO.json OUT [--load 0.9] [--letters authorisations.json]

Writes OUT/hall.toml and OUT/demand.toml. One zone holds all windows; each has its own clerk, whose items
are the window's skills. Names: window 3 is `W03` with clerk `clerk-03`, item 17 is `I017`.
With what `hallctl advise authorisations` wrote, OUT/scenario.json is the scenario with its best letters.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def window_name(window: int) -> str:
    """A window of the scenario in the hall."""
    return f"W{window:02d}"


def clerk_name(window: int) -> str:
    """Who sits at a window of the scenario."""
    return f"clerk-{window:02d}"


def item_code(item: int) -> str:
    """An item of the scenario in the hall."""
    return f"I{item:03d}"


def hall_file(scenario: Mapping[str, Any]) -> str:
    """The configuration of the hall, weighted rule."""
    last = _clock(scenario["last_ticket"])
    span = f"{_clock(scenario['open'])}-{_clock(scenario['close'])}"
    parts = [
        _table("hall", id=scenario["name"], name=scenario["name"], level="subhall", timezone="UTC"),
        _table("hours", weekdays=span, last_ticket=last, off_days="REGULAR", holidays="REGULAR"),
        _table("routing", rule="weighted"),
        _table("appointments", slot_s=scenario["appointment_slot"] * 60, slot_capacity=1000),
        _table("database", url="sqlite:///hall.db"),
        _table("[zone]", id="A", name="A", prefix="A"),
    ]
    parts += [
        _table("[window]", id=window_name(window["id"]), zone="A", kind="COMPREHENSIVE")
        for window in scenario["windows"]
    ]
    parts += [
        _table(
            "[item]",
            code=item_code(item["id"]),
            name=item["name"],
            department=scenario["departments"][item["dept"]],
            zone="A",
            handling_s=round(item["mean"] * 60),
        )
        for item in scenario["items"]
    ]
    parts += [
        _table(
            "[staff]",
            id=clerk_name(window["id"]),
            name=clerk_name(window["id"]),
            post="comprehensive_acceptance",
            items=[item_code(item) for item in window["skills"]],
        )
        for window in scenario["windows"]
    ]
    return "\n".join(parts)


def demand_file(scenario: Mapping[str, Any], load: float) -> str:
    """Who comes and who works, in the format of `hallctl advise --demand`. Calls take no walk there."""
    departments = scenario["departments"]
    parts = [
        _rows(
            load=load,
            step_min=scenario["profile_step"],
            profile=scenario["profile"],
            law=scenario["service"],
            day_cv=scenario["day_cv"],
            mix_cv=scenario["dept_cv"],
            priority=scenario["priority_share"],
            booked=scenario["appointment_share"],
            booked_missed=scenario["appointment_no_show"],
            no_show=scenario["no_show"],
            no_show_min=scenario["no_show_minutes"],
            second=scenario["second_item"],
            walk_s=0,
            absent=scenario["absence_prob"],
            absent_min=scenario["absence_minutes"],
            cross=scenario["cross_penalty"],
        )
    ]
    parts += [
        _table(
            "[matter]",
            code=item_code(item["id"]),
            weight=item["weight"],
            mean_min=item["mean"],
            cv=item["cv"],
        )
        for item in scenario["items"]
    ]
    parts += [
        _table(
            "[clerk]",
            staff=clerk_name(window["id"]),
            window=window_name(window["id"]),
            shifts=[f"{_clock(start)}-{_clock(end)}" for start, end in window["shifts"]],
            speed=window["speed"],
            home=departments[window["home"]],
            standby=window["standby"],
        )
        for window in scenario["windows"]
    ]
    return "\n".join(parts)


def with_letters(scenario: Mapping[str, Any], advice: Mapping[str, Any]) -> dict[str, Any]:
    """The scenario in which the clerks hold the letters that are advised."""
    numbers = {item_code(item["id"]): item["id"] for item in scenario["items"]}
    new: dict[str, set[int]] = {}
    for letter in advice["best"]:
        new.setdefault(letter["staff"], set()).update(numbers[code] for code in letter["items"])
    windows = [
        {**window, "skills": sorted({*window["skills"], *new.get(clerk_name(window["id"]), ())})}
        for window in scenario["windows"]
    ]
    return {**scenario, "windows": windows}


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _table(name: str, /, **keys: object) -> str:
    return f"[{name}]\n" + _rows(**keys)


def _rows(**keys: object) -> str:
    return "\n".join(f"{key} = {_value(value)}" for key, value in keys.items()) + "\n"


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, Iterable) and not isinstance(value, str):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def main() -> None:
    """Write both files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scenario", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--load", type=float)
    parser.add_argument("--letters", type=Path)
    given = parser.parse_args()
    scenario = json.loads(given.scenario.read_text("utf-8"))
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "hall.toml").write_text(hall_file(scenario), "utf-8")
    load = scenario["load"] if given.load is None else given.load
    (given.out / "demand.toml").write_text(demand_file(scenario, load), "utf-8")
    if given.letters is not None:
        taught = with_letters(scenario, json.loads(given.letters.read_text("utf-8")))
        (given.out / "scenario.json").write_text(json.dumps(taught), "utf-8")


if __name__ == "__main__":
    main()
