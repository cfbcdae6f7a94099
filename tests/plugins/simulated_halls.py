"""Small halls whose whole days are simulated: everybody at a window, on duty as a test says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
from halls import SHANGHAI, by_id

from hallctl.domain.hours import Calendar, DayKind, Hours, Span
from hallctl.domain.posts import Post
from hallctl.domain.setup import HallLevel, HallSetup, Item, Staff, Window, WindowKind, Zone
from hallctl.simulation.days.clerks import Seat, Spell, staying
from hallctl.simulation.days.demand import STEADY, Demand, Law, plain
from hallctl.simulation.days.figures import Estimate, estimate
from hallctl.simulation.days.observations import seen
from hallctl.simulation.days.runs import Coming, drawn, lived, memory_door
from hallctl.simulation.days.trail import trail

MONDAY: Final = date(2026, 3, 2)
HOUR: Final = 3600.0
OPEN: Final = Span(8 * 60, 18 * 60)
FILLED_S: Final = 10 * HOUR
"""A steady hall begins empty; textbooks speak of what comes after."""


def one_room(windows: int, items: int = 1, handling_s: int = 480, **more: Any) -> HallSetup:
    """One zone whose windows may all serve every item, open every day from 8:00 to 18:00."""
    codes = [f"I{number}" for number in range(items)]
    places = [Window(f"{number + 1}", "A", WindowKind.COMPREHENSIVE) for number in range(windows)]
    post = Post.COMPREHENSIVE_ACCEPTANCE
    people = [Staff(f"u{w.id}", f"n{w.id}", post, f"no{w.id}", frozenset(codes)) for w in places]
    return HallSetup(
        id="room",
        name="一室",
        level=HallLevel.COUNTY,
        timezone=SHANGHAI,
        calendar=Calendar(Hours(OPEN), off_days=DayKind.REGULAR, holidays=DayKind.REGULAR),
        zones=by_id([Zone("A", "A", "A")]),
        windows=by_id(places),
        items=by_id([Item(code, code, f"D{n % 3}", "A", handling_s) for n, code in enumerate(codes)], "code"),
        types={},
        staff=by_id(people),
        **more,
    )


def whole_days(setup: HallSetup, *spells: tuple[float, float]) -> tuple[Seat, ...]:
    """Everybody on duty in `spells` (hours of the day), or from opening to closing."""
    hours = spells or ((OPEN.start / 60, OPEN.end / 60),)
    stretches = tuple(Spell(start * HOUR, end * HOUR) for start, end in hours)
    return staying([Seat(f"u{window}", window, stretches) for window in setup.windows])


def steady_demand(setup: HallSetup, seats: tuple[Seat, ...], load: float) -> Demand:
    """Exponential everything at an even rate: what Erlang's formula speaks of."""
    demand = replace(plain(setup, seats, OPEN), profile=(1.0,), step_s=(OPEN.end - OPEN.start) * 60.0)
    steady = replace(demand, habits=STEADY, law=Law.EXPONENTIAL, day_cv=0.0, mix_cv=0.0, absent=0.0)
    return steady.at_load(load, seats)


def some_days(demand: Demand, seats: tuple[Seat, ...], days: int, seed: int = 1) -> Iterator[Coming]:
    """Days from a Monday on."""
    for number in range(days):
        yield drawn(demand, seats, MONDAY + timedelta(days=number), seed, number)


def steady_wait(*, windows: int, load: float, handling_s: int, days: int, seed: int) -> Estimate:
    """Mean wait in seconds once the hall has filled, over days of a steady stream."""
    setup = one_room(windows, handling_s=handling_s)
    seats = whole_days(setup)
    demand = steady_demand(setup, seats, load)
    door, means = memory_door(setup, "strict"), []
    for coming in some_days(demand, seats, days, seed):
        day = lived(door, coming)
        one = seen(setup, trail(day.records, day.midnight))
        means.append(one.wait_s[one.began_s > FILLED_S].mean())
    return estimate(np.array(means))


def erlang_s(windows: int, load: float, handling_s: float) -> float:
    """Mean wait of M/M/c: Erlang C over the spare capacity."""
    offered, lost = windows * load, 1.0
    for busy in range(1, windows + 1):
        lost = offered * lost / (busy + offered * lost)
    waits = lost / (1 - load * (1 - lost))
    return waits * handling_s / (windows * (1 - load))
