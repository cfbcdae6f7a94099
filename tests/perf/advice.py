"""How long advice on opening windows takes: sixteen windows, three on standby, thirty people waiting.

Times what the adviser does for one zone: who could open what, taking the model of the zone from the live day,
and the value of each window from simulations of the next hour.
"""

from __future__ import annotations

import gc
import random
import time
from datetime import timedelta
from typing import Final

from county_halls import Plot, a_county
from figures import MS, Figure, p50, p99
from halls import GUIDE, NINE, Stage

from hallctl.advice.engine import ENGINE
from hallctl.domain import commands as c
from hallctl.domain.advice.opening import Choice, advise, options

WINDOWS: Final = 16
STANDBY: Final = 3
WAITING: Final = 30
ROUNDS: Final = 20
MOST_MS: Final = 1000.0


def a_busy_hall() -> Stage:
    """All windows serve, the standby clerks are there, and thirty people wait."""
    county = a_county(Plot(windows=WINDOWS + STANDBY))
    stage = Stage(county.setup, NINE)
    chance = random.Random(7)
    codes = list(county.setup.items)
    for seat in county.seats[:WINDOWS]:
        stage.do(c.OpenWindow(window=seat.window), seat.actor(county.setup))
    for seat in county.seats[WINDOWS:]:
        actor = seat.actor(county.setup)
        stage.do(c.SignOn(person=seat.staff, workstation=actor.workstation), actor)
    while stage.day.waiting.zone("Z0").size < WAITING:
        stage.clock.sleep(seconds=20)
        stage.do(c.IssueTicket(items=(chance.choice(codes),)), GUIDE)
        for seat in county.seats[:WINDOWS]:
            if stage.day.windows[seat.window].ticket is None:
                actor = seat.actor(county.setup)
                stage.do(c.CallNext(window=seat.window), actor)
                if stage.day.windows[seat.window].ticket is not None:
                    stage.do(c.StartService(window=seat.window), actor)
    return stage


def one_round(stage: Stage, seed: int) -> dict[Choice, float]:
    """What is advised, with its value."""
    day, setup, now = stage.day, stage.setup, stage.now + timedelta(seconds=seed)
    found = options(day, setup, "Z0", now, setup.advice)
    model = ENGINE.take(day, setup, "weighted", now, "Z0", found.openable)
    return advise(model, found, ENGINE.cost, setup.advice, now, seed)


def opening() -> list[Figure]:
    """T3: one look at a zone."""
    stage = a_busy_hall()
    one_round(stage, 0)
    gc.collect()
    times, work, advised = [], [], 0
    for seed in range(1, ROUNDS + 1):
        begun, worked = time.perf_counter(), time.thread_time()
        advised = len(one_round(stage, seed))
        times.append(time.perf_counter() - begun)
        work.append(time.thread_time() - worked)
    middle, late = p50(times) * MS, p99(times) * MS
    return [
        Figure(
            name="opening_advice",
            value=middle,
            unit="ms",
            p50=middle,
            p99=late,
            target=f"p99 <= {MOST_MS:.0f} ms",
            ok=late <= MOST_MS,
            note=(
                f"median of {ROUNDS} looks at a zone with {WINDOWS} windows and {WAITING} waiting, {STANDBY} "
                f"on standby and {advised} advised, weighed by simulations of an hour, in one thread; "
                f"{p50(work) * MS:.0f} ms of processor time"
            ),
        )
    ]


if __name__ == "__main__":
    from figures import table

    print(table(opening()))
