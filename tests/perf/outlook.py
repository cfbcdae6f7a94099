"""How long an outlook takes: `take` on the event loop, `simulate` beside it, and `cost` for the adviser.

Measured on the very functions that the daemon uses, on halls as they stand in the middle of a busy morning.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from figures import MS, Figure, p50, p99

from hallctl.domain import commands as c
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.day import HallDay
from hallctl.domain.decide import Scene, decide
from hallctl.domain.hours import Calendar, DayKind, Hours, Span
from hallctl.domain.outlook.costs import cost
from hallctl.domain.outlook.model import Model, Rule, take
from hallctl.domain.outlook.simulation import RUNS, simulate
from hallctl.domain.posts import Post
from hallctl.domain.records import make
from hallctl.domain.routing.routers import ROUTERS
from hallctl.domain.setup import HallLevel, HallSetup, Item, Staff, Window, WindowKind, Zone

BEGIN: Final = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TIMES: Final = 100
STANDBY: Final = 8
TAKE_P99_MS: Final = 10.0
SIMULATE_P99_MS: Final = 50.0
ADVICE_P99_MS: Final = 1000.0


class Morning:
    """A hall in which every window serves somebody and `waiting` people wait, after some hours of work."""

    def __init__(self, rule: Rule, *, windows: int, items: int, waiting: int, share: float) -> None:
        self.rule = rule
        self.chance = random.Random(11)
        self.windows = windows
        self.setup = self._setup(windows, items, share)
        self.router = ROUTERS[rule](self.setup)
        self.day = HallDay()
        self.now = BEGIN
        self.do(c.OpenDay(day=BEGIN.date()), SYSTEM)
        for number in range(windows):
            self.do(c.OpenWindow(window=f"w{number:03}"), self.clerk(number))
        for turn in range(10 * windows):
            self.now += timedelta(seconds=480 / windows)
            self.issue()
            self.turn(turn % windows)
        while len(self.day.waiting) < waiting:
            self.now += timedelta(seconds=480 / windows if waiting < 100 else 1)
            self.issue()

    def _setup(self, windows: int, items: int, share: float) -> HallSetup:
        codes = [f"I{number:03}" for number in range(items)]
        chance = random.Random(5)
        acceptance = Post.COMPREHENSIVE_ACCEPTANCE
        clerks = [
            Staff(f"c{n:03}", "", acceptance, "", frozenset(chance.sample(codes, round(share * items))))
            for n in range(windows + STANDBY)
        ]
        places = [Window(f"w{n:03}", "A", WindowKind.COMPREHENSIVE) for n in range(windows + STANDBY)]
        return HallSetup(
            id="morning",
            name="morning",
            level=HallLevel.COUNTY,
            timezone=UTC,
            calendar=Calendar(Hours(Span(0, 1440)), off_days=DayKind.REGULAR),
            zones={"A": Zone("A", "A", "A")},
            windows={place.id: place for place in places},
            items={
                code: Item(code, code, f"D{place % 6}", "A", round(60 * chance.uniform(3, 20)))
                for place, code in enumerate(codes)
            },
            types={},
            staff={person.id: person for person in clerks},
        )

    def do(self, command: c.Command, actor: Actor) -> None:
        scene = Scene(self.day, self.setup, self.router, actor, self.now, f"t{self.day.seq}")
        for event in decide(scene, command):
            self.day.apply(make(self.day.seq + 1, self.now, self.now, actor, event))

    def clerk(self, number: int) -> Actor:
        window = f"w{number:03}"
        return Actor.staff(f"c{number:03}", Post.COMPREHENSIVE_ACCEPTANCE, window, window)

    def issue(self) -> None:
        item = self.chance.choice(list(self.setup.items))
        self.do(c.IssueTicket(items=(item,)), Actor.public("kiosk"))

    def turn(self, number: int) -> None:
        window, actor = f"w{number:03}", self.clerk(number)
        if self.day.windows[window].ticket is not None:
            self.do(c.CompleteService(window=window, outcome="enquiry_only"), actor)
        self.do(c.CallNext(window=window), actor)
        if self.day.windows[window].ticket is not None:
            self.do(c.StartService(window=window), actor)

    def go_on(self, turn: int) -> None:
        """Some visits end, and as many people come, as between two looks at a crowd."""
        for number in range(10):
            self.now += timedelta(seconds=1)
            self.issue()
            self.turn((10 * turn + number) % self.windows)

    def take(self) -> Model:
        """As the daemon does it, with windows that might be opened."""
        pairs = [(f"w{self.windows + n:03}", f"c{self.windows + n:03}") for n in range(STANDBY)]
        return take(self.day, self.setup, self.rule, self.now, "A", pairs)


def _advice(model: Model, seed: int) -> None:
    cost(model, seed=seed)
    for window, person in model.standby:
        cost(model.with_window(window, person, model.at), seed=seed)


def _timed(
    act: Callable[[int], object], times: int = TIMES, between: Callable[[int], None] = lambda _: None
) -> list[float]:
    """Milliseconds of each act; what happens `between` them takes none."""
    spans = []
    act(0)
    for number in range(times):
        between(number)
        began = time.perf_counter()
        act(number)
        spans.append((time.perf_counter() - began) * MS)
    return spans


def _figure(name: str, spans: list[float], bound: float | None, note: str) -> Figure:
    late = p99(spans)
    return Figure(
        name=name,
        value=sum(spans) / len(spans),
        unit="ms",
        p50=p50(spans),
        p99=late,
        target="" if bound is None else f"p99 <= {bound:.0f} ms",
        ok=bound is None or late <= bound,
        note=note,
    )


def _of_a_zone(rule: Rule) -> Iterable[Figure]:
    hall = Morning(rule, windows=16, items=30, waiting=30, share=0.4)
    model = hall.take()
    of = f"{rule} rule, 16 windows, 30 items, 30 waiting"
    yield _figure(f"take_{rule}", _timed(lambda _: hall.take()), TAKE_P99_MS, f"on the event loop; {of}")
    spans = _timed(lambda seed: simulate(model, seed=seed))
    yield _figure(
        f"outlook_{rule}", spans, SIMULATE_P99_MS, f"{RUNS} runs, in the process of the simulator; {of}"
    )
    spans = _timed(lambda seed: _advice(model, seed), TIMES // 5)
    yield _figure(f"advice_{rule}", spans, ADVICE_P99_MS, f"{STANDBY} standby windows compared; {of}")


def outlooks() -> Iterable[Figure]:
    """One zone of 16 windows and 30 waiting under both rules, and one of 200 windows and 10,000 waiting."""
    yield from _of_a_zone("weighted")
    yield from _of_a_zone("strict")
    crowd = Morning("weighted", windows=200, items=300, waiting=10_000, share=0.25)
    model = crowd.take()
    of = "weighted rule, 200 windows, 300 items, 10,000 waiting"
    spans = _timed(lambda _: crowd.take(), between=crowd.go_on)
    yield _figure("take_crowd", spans, TAKE_P99_MS, f"on the event loop; {of}")
    yield _figure("outlook_crowd", _timed(lambda seed: simulate(model, seed=seed), 3), None, of)


if __name__ == "__main__":
    from figures import table

    print(table(list(outlooks())))
