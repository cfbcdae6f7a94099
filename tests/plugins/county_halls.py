"""Halls drawn by size, with the demand that fits them: what whole simulated days are played in.

The usual one is like a county hall with sixteen comprehensive windows: six departments, 96 matters, everybody
may take the own department's matters and three in five of a neighbour's, three windows take everything.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from hallctl.domain.hours import Calendar, DayKind, Hours, Span
from hallctl.domain.posts import Post
from hallctl.domain.setup import HallLevel, HallSetup, Item, Staff, Window, WindowAttribute, WindowKind, Zone
from hallctl.simulation.days.clerks import Seat, Spell, staying, with_absences
from hallctl.simulation.days.demand import Demand, Habits, Matter
from hallctl.simulation.days.people import People, absences, draw

OPENS, CLOSES, LAST_TICKET = 510, 1020, 1005
"""Minutes after midnight."""

ACCEPTANCE: Final = Post.COMPREHENSIVE_ACCEPTANCE
FIRST: Final = date(2026, 3, 2)
SHANGHAI: Final = ZoneInfo("Asia/Shanghai")
NEIGHBOURS: Final = 0.6
"""Of so many of the neighbour's matters everybody may take."""


@dataclass(frozen=True, slots=True)
class Plot:
    """What a hall is like before anything is drawn. Clerks of `flexible` windows may serve everything.

    `temporary` windows are there only while a dispatcher has opened them; their clerks are flexible.
    `minutes`: mean handling time by department, drawn where there are none. `closed`: departments are
    neighbours by pairs, as if the hall were several in one; else each is the neighbour of the next.
    """

    windows: int = 16
    departments: int = 6
    items: int = 96
    zones: int = 1
    flexible: int = 3
    temporary: int = 0
    minutes: tuple[float, ...] = ()
    closed: bool = False
    load: float = 0.9
    habits: Habits = field(default_factory=Habits)


JUDGED: Final = Plot(minutes=(6.0, 6.3, 19.1, 11.1, 8.1, 8.7), closed=True)
"""Like the hall by which routing and estimates are judged: three zones in one, and most visits are short."""


@dataclass(frozen=True)
class County:
    """A hall, what comes to it, and who works there."""

    plot: Plot
    setup: HallSetup
    demand: Demand
    seats: tuple[Seat, ...]

    def people(self, seed: int, day: int) -> People:
        """Who comes on day number `day`."""
        return draw(self.demand, seed, day)

    def present(self, seed: int, day: int) -> tuple[Seat, ...]:
        """Who works on that day, and when."""
        staff = [seat.staff for seat in self.seats]
        return with_absences(self.seats, absences(self.demand, seed, day, staff))


def on(day: int) -> date:
    """The date of day number `day`."""
    return FIRST + timedelta(days=day)


def a_county(plot: Plot = Plot(), seed: int = 1) -> County:
    """The same plot and seed, the same hall."""
    chance = random.Random(f"{plot} {seed}")
    homes = sorted(window % plot.departments for window in range(plot.windows))
    items, matters = _items(plot, homes, chance)
    clerks = [_clerk(plot, window, home, items, chance) for window, home in enumerate(homes)]
    called_in = [_called_in(number, items) for number in range(plot.temporary)]
    setup = HallSetup(
        id="county",
        name="示范县政务服务中心",
        level=HallLevel.COUNTY,
        timezone=SHANGHAI,
        calendar=Calendar(
            Hours(Span(OPENS, CLOSES + 240), last_ticket=LAST_TICKET), off_days=DayKind.REGULAR
        ),
        zones={_zone(n): Zone(_zone(n), f"zone {n}", chr(ord("A") + n)) for n in range(plot.zones)},
        windows={
            clerk.number: Window(clerk.number, _zone(home % plot.zones), WindowKind.COMPREHENSIVE)
            for clerk, home in zip(clerks, homes, strict=True)
        }
        | {
            clerk.number: Window(
                clerk.number,
                _zone(0),
                WindowKind.COMPREHENSIVE,
                attributes=frozenset({WindowAttribute.TEMPORARY}),
            )
            for clerk in called_in
        },
        items={item.code: item for item in items},
        types={},
        staff={clerk.id: clerk for clerk in (*clerks, *called_in)},
    )
    regular = [_seat(clerk, chance) for clerk in clerks]
    seats = staying([*regular, *(Seat(clerk.id, clerk.number, (), standby=True) for clerk in called_in)])
    demand = Demand(
        matters,
        per_day=1.0,
        opens_s=OPENS * 60.0,
        last_s=LAST_TICKET * 60.0,
        closes_s=CLOSES * 60.0,
        habits=plot.habits,
    )
    return County(plot, setup, demand.at_load(plot.load, seats), seats)


def _zone(number: int) -> str:
    return f"Z{number}"


def _items(plot: Plot, homes: list[int], chance: random.Random) -> tuple[list[Item], tuple[Matter, ...]]:
    """Each department brings about as much work as it has windows; few matters make most of it."""
    size_min = plot.minutes or [chance.uniform(5.0, 16.0) for _ in range(plot.departments)]
    work = [homes.count(number) * chance.uniform(0.9, 1.1) for number in range(plot.departments)]
    items, matters = [], []
    by_department: list[list[Matter]] = [[] for _ in range(plot.departments)]
    for number in range(plot.items):
        department = number % plot.departments
        mean_min = min(30.0, max(3.0, size_min[department] * chance.lognormvariate(0.0, 0.35)))
        code = f"D{department}-{number:03d}"
        name = f"D{department}"
        item = Item(code, code, name, _zone(department % plot.zones), round(60 * mean_min))
        weight = 1.0 / (1 + number // plot.departments)
        matter = Matter(code, weight, 60.0 * mean_min, chance.uniform(0.8, 1.2), name)
        items.append(item)
        by_department[department].append(matter)
    for own, share in zip(by_department, work, strict=True):
        brought = sum(matter.weight * matter.mean_s for matter in own)
        matters += [
            Matter(one.code, one.weight * share / brought, one.mean_s, one.cv, one.department) for one in own
        ]
    return items, tuple(matters)


def _clerk(plot: Plot, window: int, home: int, items: list[Item], chance: random.Random) -> Staff:
    neighbour = home ^ 1 if plot.closed and plot.zones == 1 else (home + plot.zones) % plot.departments
    step = max(1, plot.windows // max(1, plot.flexible))
    everything = plot.flexible > 0 and window % step == step // 2
    may = frozenset(
        item.code
        for item in items
        if everything
        or item.department == f"D{home}"
        or (item.department == f"D{neighbour}" and chance.random() < NEIGHBOURS)
    )
    return Staff(f"c{window:02d}", "", ACCEPTANCE, f"{window + 1}", may, shifts=_shifts(window))


def _called_in(number: int, items: list[Item]) -> Staff:
    """Who may be called to a temporary window."""
    return Staff(f"t{number}", "", ACCEPTANCE, f"T{number}", frozenset(item.code for item in items))


def _shifts(window: int) -> tuple[Span, ...]:
    """Two waves of lunch and a short break for each; every tenth window opens half an hour late."""
    lunch = 690 if window % 2 == 0 else 750
    pause = 870 + 10 * (window % 8)
    start = OPENS + 30 if window % 10 == 6 else OPENS
    return Span(start, lunch), Span(lunch + 60, pause), Span(pause + 10, CLOSES)


def _seat(clerk: Staff, chance: random.Random) -> Seat:
    spells = tuple(Spell(span.start * 60.0, span.end * 60.0) for span in clerk.shifts)
    speed = min(1.3, max(0.75, chance.gauss(1.0, 0.1)))
    return Seat(clerk.id, clerk.number, spells, speed=round(speed, 3))
