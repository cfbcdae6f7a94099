"""How long one routing decision takes in a large hall: 200 windows, 300 items, 10,000 waiting.

Times `choose` of the very router that `Hall.do` asks, while a hall day goes on around it: numbers are taken,
people called, served and learned from, through `decide` and `apply` as in the daemon, without the journal.
"""

from __future__ import annotations

import gc
import random
import time
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np
from figures import Figure, p50, p99

from hallctl.domain import commands as c
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.day import HallDay
from hallctl.domain.decide import Scene, decide
from hallctl.domain.hours import Calendar, DayKind, Hours, Span
from hallctl.domain.posts import Post
from hallctl.domain.records import make
from hallctl.domain.routing.router import Choice, Router
from hallctl.domain.routing.routers import ROUTERS
from hallctl.domain.setup import HallLevel, HallSetup, Item, Staff, Window, WindowKind, Zone
from hallctl.domain.state import WindowDuty
from hallctl.domain.tickets import TicketClass

WINDOWS: Final = 200
ITEMS: Final = 300
WAITING: Final = 10_000
DECISIONS: Final = 10_000
DEPARTMENTS: Final = 12
KIOSK: Final = Actor.public("kiosk")
GUIDE: Final = Actor.staff("guide", Post.GUIDE, None, "desk")
BEGIN: Final = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
MEAN_US: Final = 20.0
P99_US: Final = 100.0


class Pass:
    """The least that looking at every line can cost: one reckoning and one search over as many cells.

    A cell for each item and class; the hall has no other lines.
    """

    def __init__(self) -> None:
        cells = (len(TicketClass), ITEMS)
        self._starts = np.random.default_rng(7).uniform(0.0, 60.0, cells)
        self._rates = np.ones(cells)
        self._work = np.empty(cells)

    def __call__(self, now_min: float) -> int:
        np.subtract(now_min, self._starts, out=self._work)
        np.multiply(self._work, self._rates, out=self._work)
        return int(self._work.argmax())


class Timed:
    """The router, with a watch on `choose`, and on a bare pass right after it."""

    def __init__(self, router: Router) -> None:
        self._router = router
        self._bare = Pass()
        self.name = router.name
        self.times_us: list[float] = []
        self.bare_us: list[float] = []
        self.order = router.order
        self.follow = router.follow

    def choose(
        self, day: HallDay, duty: WindowDuty, services: frozenset[str], now: datetime
    ) -> Choice | None:
        begun = time.perf_counter_ns()
        choice = self._router.choose(day, duty, services, now)
        chosen = time.perf_counter_ns()
        self._bare(60.0)
        self.bare_us.append((time.perf_counter_ns() - chosen) / 1000)
        self.times_us.append((chosen - begun) / 1000)
        return choice


class LargeHall:
    """A hall day with its clock; every window is staffed and may serve `share` of the items."""

    def __init__(self, rule: str, share: float) -> None:
        self.chance = random.Random(7)
        self.setup = self._setup(share)
        self.router = Timed(ROUTERS[rule](self.setup))
        self.day = HallDay()
        self.now = BEGIN
        self.do(c.OpenDay(day=BEGIN.date()), SYSTEM)

    def _setup(self, share: float) -> HallSetup:
        chance = self.chance
        items = [
            Item(f"I{n}", f"I{n}", f"D{n % DEPARTMENTS}", "A", round(60 * chance.uniform(3, 30)))
            for n in range(ITEMS)
        ]
        codes = [item.code for item in items]
        acceptance = Post.COMPREHENSIVE_ACCEPTANCE
        clerks = [
            Staff(f"c{n}", "", acceptance, "", frozenset(chance.sample(codes, round(share * ITEMS))))
            for n in range(WINDOWS)
        ]
        guide = Staff("guide", "", Post.GUIDE, "")
        return HallSetup(
            id="large",
            name="large",
            level=HallLevel.CITY,
            timezone=UTC,
            calendar=Calendar(Hours(Span(0, 1440)), off_days=DayKind.REGULAR),
            zones={"A": Zone("A", "A", "A")},
            windows={f"w{n}": Window(f"w{n}", "A", WindowKind.COMPREHENSIVE) for n in range(WINDOWS)},
            items={item.code: item for item in items},
            types={},
            staff={person.id: person for person in [*clerks, guide]},
        )

    def do(self, command: c.Command, actor: Actor) -> None:
        scene = Scene(self.day, self.setup, self.router, actor, self.now, f"t{self.day.seq}")
        for event in decide(scene, command):
            self.day.apply(make(self.day.seq + 1, self.now, self.now, actor, event))

    def clerk(self, number: int) -> Actor:
        return Actor.staff(f"c{number}", Post.COMPREHENSIVE_ACCEPTANCE, f"w{number}", f"w{number}")

    def issue(self) -> None:
        klass, actor = TicketClass.NORMAL, KIOSK
        if self.chance.random() < 0.2:
            klass, actor = self.chance.choice([TicketClass.CARE, TicketClass.GREEN_CHANNEL]), GUIDE
        reason = None if klass is TicketClass.NORMAL else "ELDERLY"
        item = f"I{self.chance.randrange(ITEMS)}"
        self.do(c.IssueTicket(items=(item,), klass=klass, reason=reason), actor)

    def turn(self, number: int) -> None:
        """One window: finish, call the next, begin."""
        window, actor = f"w{number}", self.clerk(number)
        if self.day.windows[window].ticket is not None:
            self.do(c.CompleteService(window=window, outcome="enquiry_only"), actor)
        self.do(c.CallNext(window=window), actor)
        self.do(c.StartService(window=window), actor)


def decisions(rule: str, share: float) -> Timed:
    """The watch after all decisions, with ten thousand waiting all the time."""
    hall = LargeHall(rule, share)
    hall.now += timedelta(hours=1)
    for number in range(WINDOWS):
        hall.do(c.OpenWindow(window=f"w{number}"), hall.clerk(number))
    for _ in range(WAITING):
        hall.now += timedelta(seconds=2)
        hall.issue()
    for turn in range(DECISIONS + WINDOWS):
        hall.now += timedelta(seconds=3)
        hall.issue()
        if turn == WINDOWS:
            hall.router.times_us.clear()
            hall.router.bare_us.clear()
        hall.turn(turn % WINDOWS)
    return hall.router


CASES: Final = (
    ("routing_decision", "weighted", 1.0),
    ("routing_quarter", "weighted", 0.25),
    ("routing_strict", "strict", 1.0),
)
"""(figure, rule, share of the items that each window may serve)"""


def routing() -> list[Figure]:
    """One decision, for windows that may serve everything and for such that may serve a quarter."""
    return [_figure(*case) for case in CASES]


def _figure(name: str, rule: str, share: float) -> Figure:
    gc.collect()
    gc.freeze()
    watch = decisions(rule, share)
    gc.unfreeze()
    times, bare = watch.times_us, watch.bare_us
    mean, late, least = sum(times) / len(times), p99(times), sum(bare) / len(bare)
    bound = rule == "weighted"
    return Figure(
        name=name,
        value=mean,
        unit="us",
        p50=p50(times) / 1000,
        p99=late / 1000,
        bare=least,
        ratio=mean / least,
        target=f"mean <= {MEAN_US:.0f} us, p99 <= {P99_US:.0f} us" if bound else "",
        ok=not bound or (mean <= MEAN_US and late <= P99_US),
        note=(
            f"mean of {len(times)} decisions of the {rule} rule, {WINDOWS} windows with {share:.0%} of "
            f"{ITEMS} items each, {WAITING} waiting; people come, are called and served in between; bare: "
            f"NumPy subtracts, multiplies and searches {ITEMS} x {len(TicketClass)} cells once"
        ),
    )


if __name__ == "__main__":
    from figures import table

    print(table(routing()))
