"""Judges advice on standby windows on a hall of the hall simulator, through the door `hallctl route --stdio`.

    python tests/tools/judge_opening.py --simulator hallsim.py --days 60 --seed 1 SCENARIO.json HALL

HALL is a configuration that `judged_scenario.py` wrote for the scenario. The same people live through the
same days under each way to open: never, by the queue in several tunings, by the adviser's word at several
prices, always; every ten minutes something may change. Prints mean waits and minutes of standby clerks.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np
from judge_rule import loaded

LEAST_OPEN_MIN: Final = 40.0
QUEUES: Final = ((2.5, 0.8), (2.0, 0.6), (1.6, 0.5), (1.3, 0.4), (1.0, 0.3))
"""So many wait for each window on duty when one more opens, and when one closes."""

PRICES: Final = (6.0, 4.0)

Changes = list[tuple[Any, bool]]
"""Windows of the simulator that are to open (true) or to close."""

Way = Callable[["Hall", Any], Changes]


@dataclass
class Hall:
    """A policy of the simulator: the door routes, a way decides which standby windows are open."""

    door: Any
    way: Way
    opened: dict[int, float] = field(default_factory=dict)
    early_binding: bool = field(default=False, init=False)

    def start(self, state: Any) -> None:
        """A day begins, with what is known of it beforehand."""
        self.opened.clear()
        self.door.ask(first_line(state))

    def route(self, state: Any) -> Any:
        """Whom the door calls."""
        return self.door.route(state)

    def control(self, state: Any) -> Changes:
        """What the way changes now, noted."""
        changes = self.way(self, state)
        for window, up in changes:
            if up:
                self.opened[window.id] = state.now
            else:
                self.opened.pop(window.id, None)  # it may have been told before, and still serve somebody
        return changes

    def closed(self, state: Any) -> list[Any]:
        """Standby windows that could be opened."""
        return [window for window in state.windows if window.standby and window.id not in self.opened]

    def closable(self, state: Any) -> list[Any]:
        """Standby windows that have been open for long enough."""
        return [w for w in state.windows if state.now - self.opened.get(w.id, state.now) >= LEAST_OPEN_MIN]


def first_line(state: Any) -> dict[str, Any]:
    """The `start` of a day that may be advised on."""
    hall = state.scn
    data = hall.data
    edges = [float(edge) for edge in hall.edges]
    return {
        "event": "start",
        "items": hall.items,
        "mean": state.mean,
        "windows": [
            {
                "id": window.id,
                "can": [item for item in range(hall.n_items) if window.can[item]],
                "shifts": window.shifts,
                "standby": window.standby,
            }
            for window in state.windows
        ],
        "day": {
            "open": hall.open,
            "close": hall.close,
            "last": hall.last,
            "rates": list(zip(edges, edges[1:], map(float, hall.rate), strict=False)),
            "priority": data["priority_share"],
            "appointment": data["appointment_share"],
            "no_show": data["no_show"],
            "second": data["second_item"],
            "kept": 1.0 - data["appointment_no_show"],
        },
    }


def never(_hall: Hall, _state: Any) -> Changes:
    """Nobody is called in."""
    return []


def always(hall: Hall, state: Any) -> Changes:
    """Everybody stays all day."""
    return [(window, True) for window in hall.closed(state)]


def by_queue(most: float, least: float) -> Way:
    """One more when the queue for each window on duty is long, one less when it is short."""

    def way(hall: Hall, state: Any) -> Changes:
        queue = len(state.waiting) / max(1, sum(window.on_duty for window in state.windows))
        if queue >= most:
            return [(window, True) for window in hall.closed(state)[:1]]
        return [(window, False) for window in hall.closable(state)[:1]] if queue <= least else []

    return way


def by_value(hall: Hall, state: Any) -> Changes:
    """What the door advises."""
    come = {(ticket.slot, ticket.item) for ticket in state.waiting.values()}
    line = {
        "event": "advise",
        "now": state.now,
        "waiting": [
            {"id": ticket.id, "item": ticket.item, "cls": ticket.cls, "ready": ticket.ready}
            for ticket in state.waiting.values()
        ],
        "windows": [
            {
                "id": window.id,
                "on_duty": window.on_duty,
                "busy": window.busy,
                "handled": window.handled,
                "idle_since": window.idle_since,
                "item": None if window.ticket is None else window.ticket.item,
                "since": window.since,
            }
            for window in state.windows
        ],
        "bookings": [booked for booked in state.bookings if booked[0] > state.now and booked not in come],
    }
    return [(state.windows[window], kind == "open") for kind, window in hall.door.ask(line)]


def judged(simulator: Any, scenario: Any, given: argparse.Namespace, way: Way, price: float) -> str:
    """Mean wait and standby minutes a day under one way to open."""
    command = f"{given.door} --config {given.hall} --set advice.price={price}"
    hall = Hall(simulator.CommandPolicy(command), way)
    mean, waits, standby = simulator.learned_means(scenario), [], []
    called_in = [window["id"] for window in scenario.windows if window["standby"]]
    try:
        for number in range(given.days):
            day = simulator.make_day(scenario, given.seed, number)
            lived = simulator.simulate(scenario, hall, day, mean=mean, controller=hall.control)
            waits.append(simulator.day_metrics(lived, scenario, fairness=False)["mean"])
            standby.append(lived.duty[called_in].sum())
    finally:
        hall.door.p.stdin.close()
        hall.door.p.wait()
    return f"{np.mean(waits):.2f} | {np.mean(standby):.0f}"


def main() -> None:
    """Print the table as it grows."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("scenario", type=Path)
    parser.add_argument("hall", type=Path)
    parser.add_argument("--simulator", type=Path, required=True)
    parser.add_argument("--door", default="hallctl route --stdio")
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--load", type=float, default=0.95)
    parser.add_argument("--only", default="", help="a part of the names of the ways")
    given = parser.parse_args()
    simulator = loaded(given.simulator)
    scenario = simulator.Scenario(json.loads(given.scenario.read_text("utf-8")), load=given.load)
    usual = PRICES[0]
    ways: list[tuple[str, Way, float]] = [("never", never, usual)]
    ways += [(f"queue {most:g}, {least:g}", by_queue(most, least), usual) for most, least in QUEUES]
    ways += [(f"value, price {price:g}", by_value, price) for price in PRICES]
    ways += [("always", always, usual)]
    print("| way | mean wait, min | standby clerk minutes a day |\n|---|---|---|", flush=True)
    for name, way, price in ways:
        if given.only in name:
            print(f"| {name} | {judged(simulator, scenario, given, way, price)} |", flush=True)


if __name__ == "__main__":
    main()
