"""Windows are loaded evenly over a day; where they are not, the dispatcher is told."""

import heapq
import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from halls import NINE, Stage, a_setup, clerk

from hallctl.advice import lookout
from hallctl.domain import commands as c
from hallctl.domain.actors import SYSTEM
from hallctl.domain.balance import HOT_COLD, Balance, balance, hot_cold, jain, widest
from hallctl.domain.routing.routers import ROUTERS
from hallctl.domain.setup import Window, WindowKind
from hallctl.domain.state import WindowState

FIVE = ("1", "2", "3", "4", "5")
ALL = ("A1", "A2", "A3")


class EqualWindows(Stage):
    """Five windows of one zone, each with a clerk who may do everything there."""

    def __init__(self, rule: str = "strict") -> None:
        windows = [Window(window, "A", WindowKind.COMPREHENSIVE) for window in FIVE]
        setup = a_setup(windows=windows, staff=[clerk(f"u0{window}", *ALL) for window in FIVE])
        super().__init__(setup)
        self.router = ROUTERS[rule](setup)  # type: ignore[assignment]

    def day_of(self, tickets: int, chance: random.Random) -> None:
        """So many numbers over seven hours; whoever is free calls, in the order of the rule."""
        self.open(*FIVE)
        coming = sorted(chance.uniform(0, 7 * 3600) for _ in range(tickets))
        moments = [(NINE + timedelta(seconds=at), "") for at in coming]
        heapq.heapify(moments)
        while moments:
            self.clock.time, window = heapq.heappop(moments)
            if window:
                self.at(window, c.CompleteService, outcome="enquiry_only")
            else:
                self.do(c.IssueTicket(items=(chance.choice(ALL),)))
            for end in self._call(chance):
                heapq.heappush(moments, end)

    def _call(self, chance: random.Random) -> list[tuple[datetime, str]]:
        idle = [self.duty(window) for window in FIVE if self.state(window) is WindowState.OPEN]
        begun = []
        for duty in self.router.order(self.day, idle, self.now):
            if self.call(duty.window) is not None:
                self.at(duty.window, c.StartService)
                took = timedelta(seconds=chance.lognormvariate(5.0, 0.8))
                begun.append((self.clock.time + took, duty.window))
        return begun

    def balances(self) -> tuple[Balance, ...]:
        return balance(self.day, self.setup, self.now)

    def balance(self) -> Balance:
        (found,) = self.balances()
        return found

    def look(self) -> None:
        """Look round as the daemon does."""
        for command in lookout.commands(self.day, self.setup, self.now, ()):
            self.do(command, SYSTEM)

    def until(self, reached: Callable[[], bool]) -> datetime:
        """Look round as often as the daemon does, until something is so."""
        for _ in range(1000):
            self.look()
            if reached():
                return self.now
            self.clock.sleep(seconds=lookout.EVERY_S)
        pytest.fail("it never came to that")

    def busy(self, window: str, minutes: float) -> None:
        self.do(c.IssueTicket(items=("A1",)))
        self.serving(window)
        self.clock.sleep(minutes=minutes)
        self.at(window, c.CompleteService, outcome="enquiry_only")

    def alarm(self) -> str | None:
        found = self.day.state.alarms.get(f"{HOT_COLD}:A")
        return found.detail if found else None


@pytest.mark.req("QUE-07")
@pytest.mark.parametrize("rule", ["strict", "weighted"])
def test_a_day_of_five_equal_windows_is_even_and_forty_points_raise_the_alarm(rule: str) -> None:
    stage = EqualWindows(rule)
    stage.day_of(500, random.Random(11))
    found = stage.balance()
    assert [load.window for load in found.loads] == [*FIVE]
    assert found.jain is not None
    assert found.jain >= 0.95
    assert found.spread <= 0.10
    assert min(load.share for load in found.loads) > 0.4
    stage.look()
    assert stage.alarm() is None
    forced = EqualWindows(rule)
    forced.open(*FIVE)
    forced.clock.sleep(minutes=30)
    assert forced.balance().spread == 0
    for window in FIVE[:4]:
        forced.do(c.IssueTicket(items=("A1",)))
        forced.serving(window)
    raised = forced.until(lambda: forced.alarm() is not None)
    reached = NINE + timedelta(minutes=50)  # four windows are busy for 20 of 50 minutes, one not at all
    assert reached <= raised <= reached + timedelta(minutes=1)


def test_windows_that_have_hardly_begun_are_not_compared() -> None:
    stage = EqualWindows()
    stage.open(*FIVE)
    stage.do(c.IssueTicket(items=("A1",)))
    stage.serving("1")
    stage.clock.sleep(minutes=19.9)
    assert stage.balances() == ()
    stage.look()
    assert stage.alarm() is None
    stage.clock.sleep(minutes=0.1)
    assert [load.share for load in stage.balance().loads] == [1.0, 0.0, 0.0, 0.0, 0.0]
    stage.look()
    assert (stage.alarm() or "").startswith("1号窗口 100%")


def test_the_alarm_goes_when_the_difference_has_clearly_shrunk() -> None:
    stage = EqualWindows()
    stage.open("1", "2")
    stage.busy("1", 40)
    stage.clock.sleep(minutes=20)
    stage.look()
    assert stage.alarm() == "1号窗口 67%，2号窗口 0%"
    stage.busy("2", 20)
    stage.look()
    assert stage.balance().spread == pytest.approx(0.25)
    assert stage.alarm() is None
    stage.busy("1", 20)
    stage.look()
    assert stage.balance().spread == pytest.approx(0.4)
    assert stage.alarm() is not None
    stage.busy("2", 5)
    stage.look()
    assert 0.3 < stage.balance().spread < 0.4
    assert stage.alarm() is not None, "it stays until the difference is clearly less"
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_a_window_that_could_not_help_is_not_cold() -> None:
    windows = [Window(window, "A", WindowKind.COMPREHENSIVE) for window in FIVE]
    people = [clerk("u01", "A1"), clerk("u02", "A2"), clerk("u03", "A1", "A2")]
    stage = Stage(a_setup(windows=windows, staff=people))
    stage.open("1", "2")
    stage.issue("A1")
    stage.serving("1")
    stage.clock.sleep(minutes=30)
    assert widest(stage.day, stage.setup, "A", stage.now) is None
    stage.open("3")
    stage.clock.sleep(minutes=30)
    pair = widest(stage.day, stage.setup, "A", stage.now)
    assert pair is not None
    assert (pair.hot.window, pair.cold.window) == ("1", "3")
    stage.at("3", c.PauseWindow, reason="tea")
    assert widest(stage.day, stage.setup, "A", stage.now) is None, "who is away cannot help"


def test_each_zone_is_compared_for_itself() -> None:
    stage = Stage()
    stage.open("1", "5")
    stage.issue("A1")
    stage.serving("1")
    stage.clock.sleep(minutes=30)
    found = {each.zone: each for each in balance(stage.day, stage.setup, stage.now)}
    assert {zone: each.spread for zone, each in found.items()} == {"A": 0.0, "B": 0.0}
    assert list(hot_cold(stage.day, stage.setup, stage.now)) == []


@pytest.mark.parametrize(
    ("shares", "index"),
    [([], None), ([0.0, 0.0], 1.0), ([0.5, 0.5], 1.0), ([1.0, 0.0], 0.5), ([1.0, 0.0, 0.0, 0.0], 0.25)],
)
def test_jains_index(shares: list[float], index: float | None) -> None:
    assert jain(shares) == index
