"""The simulated rule is the hall's own: each decision of a run against what the router decides there."""

import math
import random
from dataclasses import dataclass, field, replace
from datetime import timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from weighed_days import WeighedDay, a_weighted_setup

from hallctl.domain.day import HallDay
from hallctl.domain.learning.handling import expected_at_s
from hallctl.domain.moments import microseconds
from hallctl.domain.outlook import weighing
from hallctl.domain.outlook.chance import RUNGS, Flags, Floats, Ints, Ladder
from hallctl.domain.outlook.columns import columns_of
from hallctl.domain.outlook.expected import Forecast
from hallctl.domain.outlook.lockstep import Runs
from hallctl.domain.outlook.model import Model, Rule, take
from hallctl.domain.outlook.simulation import rule_of
from hallctl.domain.outlook.windows import NEVER
from hallctl.domain.routing.router import Choice, services
from hallctl.domain.routing.routers import ROUTERS
from hallctl.domain.routing.seniority import seniority
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import WindowDuty, WindowState, decode_state, encode_state
from hallctl.domain.tickets import TicketState

DAYS = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)

NO_CHANCE = Ladder(np.full(RUNGS, 0.999), np.ones(RUNGS), np.ones(RUNGS))
"""Everything takes as long as expected, gaps are equal, and nothing that may fail to happen does."""


@dataclass
class Beside:
    """The simulated rule with the hall's router beside it, on a copy of the day that follows the run."""

    model: Model
    setup: HallSetup
    day: HallDay
    decisions: int = 0
    other: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.rule = rule_of(self.model)
        self.shift = self.rule.shift

    def keep(self, rows: Ints) -> None:
        self.rule.keep(rows)

    def choose(self, runs: Runs, window: Ints, at: Floats) -> tuple[Ints, Flags]:
        column, found = self.rule.choose(runs, window, at)
        now = self.model.at + timedelta(minutes=float(at[0]))
        duty = self.day.windows[self.model.windows[int(window[0])].window]
        if duty.ticket is not None:
            duty.served += 1
        duty.state, duty.ticket = WindowState.OPEN, None
        router = ROUTERS[self.model.rule](self.setup)
        choice = router.choose(self.day, duty, services(self.setup, duty), now)
        assert bool(found[0]) == (choice is not None)
        if choice is not None:
            columns = self.model.columns
            chosen = int(column[0])
            ticket = columns.tickets[runs.who[0, chosen]]
            self._compare(ticket, choice, duty, microseconds(now))
            self._call(ticket, duty, choice)
        return column, found

    def _compare(self, ticket: str, choice: Choice, duty: WindowDuty, now_us: int) -> None:
        """The same person, or one with the same index."""
        self.decisions += 1
        if ticket != choice.ticket:
            assert choice.figures is not None, (ticket, choice)
            lean = choice.figures.lean
            mine, best = (self._index(each, duty, now_us, lean) for each in (ticket, choice.ticket))
            self.other.append(mine / best if best > 0 else 1.0)

    def _index(self, ticket: str, duty: WindowDuty, now_us: int, lean: float) -> float:
        who = self.day.tickets[ticket]
        waited = seniority(self.setup.weighted.paces[who.klass], who.klass, who.place[0], now_us)
        minutes = expected_at_s(self.day.state.learned, self.setup, who.codes, duty.staff) / 60
        return max(0.0, waited) * math.exp(-lean * math.log(minutes))

    def _call(self, ticket: str, duty: WindowDuty, choice: Choice) -> None:
        called = self.day.tickets[ticket]
        self.day.waiting.remove(called)
        called.state = TicketState.SERVING
        duty.state, duty.ticket = WindowState.SERVING, ticket
        self.day.state.runs[duty.zone] = choice.run


def beside(day: WeighedDay, rule: Rule, zone: str) -> Beside:
    """A run of the zone from now on: nobody comes, nobody stays away, windows that pause do not come back."""
    stage = day.stage
    model = take(stage.day, stage.setup, rule, stage.now, zone)
    nobody = np.zeros(len(model.lines))
    still = Forecast(np.array([0.0, 1.0]), np.zeros(2), nobody, nobody, 1.0, {}, 0.0, 1.0)
    windows = tuple(row if row.sure else row._replace(opens=NEVER, pause_for=-1.0) for row in model.windows)
    columns = columns_of(stage.day, model.lines, still, stage.now)
    model = replace(model, forecast=still, windows=windows, columns=columns)
    copy = HallDay(decode_state(encode_state(stage.day.state)), stage.day.seq)
    run = Beside(model, stage.setup, copy)
    runs = Runs(model, run, NO_CHANCE, 1, 0)
    while runs.step() is not None:
        pass
    return run


@pytest.fixture
def exactly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leans that are looked at before each decision, to a thousandth."""
    monkeypatch.setattr(weighing, "LOOK_EVERY", 1)
    monkeypatch.setattr(weighing, "LEANS_A_UNIT", 1024)


@given(seed=st.integers(0, 2**32), acts=st.integers(50, 500), zone=st.sampled_from("ABC"))
@settings(DAYS)
def test_every_strict_decision_is_the_routers(seed: int, acts: int, zone: str) -> None:
    day = WeighedDay(random.Random(seed), rule="strict")
    day.live(acts)
    run = beside(day, "strict", zone)
    assert not run.other


@pytest.mark.usefixtures("exactly")
@given(
    seed=st.integers(0, 2**32),
    acts=st.integers(50, 500),
    zone=st.sampled_from("ABC"),
    theta=st.sampled_from([0.0, 0.3, 0.5, 1.0]),
    eta=st.sampled_from([0.0, 2.0, 8.0]),
)
@settings(DAYS, suppress_health_check=[*DAYS.suppress_health_check, HealthCheck.function_scoped_fixture])
def test_every_weighted_decision_is_the_routers(
    seed: int, acts: int, zone: str, theta: float, eta: float
) -> None:
    day = WeighedDay(random.Random(seed), a_weighted_setup(theta=theta, eta=eta))
    day.live(acts)
    run = beside(day, "weighted", zone)
    assert all(abs(share - 1) < 3e-3 for share in run.other)


def test_leans_in_steps_choose_nearly_the_same() -> None:
    decisions = other = 0
    for seed in range(8):
        day = WeighedDay(random.Random(seed))
        day.live(500)
        run = beside(day, "weighted", "A")
        decisions += run.decisions
        other += len(run.other)
    assert decisions > 150
    assert other < 0.05 * decisions
