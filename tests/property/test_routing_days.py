"""Both rules on every decision of days as chance has them: order, guard, first in first out, the index."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from weighed_days import WeighedDay, a_weighted_setup

from hallctl.domain.state import WindowState
from hallctl.domain.tickets import TicketClass

ANY_DAY = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@given(seed=st.integers(0, 2**32), theta=st.sampled_from([0.0, 0.3, 0.5, 0.7, 1.0]))
@ANY_DAY
def test_every_decision_of_any_day_keeps_the_rule(seed: int, theta: float) -> None:
    day = WeighedDay(random.Random(seed), a_weighted_setup(theta=theta))
    day.live(400)


@given(seed=st.integers(0, 2**32))
@ANY_DAY
def test_every_decision_of_any_day_keeps_the_strict_order(seed: int) -> None:
    day = WeighedDay(random.Random(seed), rule="strict")
    day.live(400)
    assert day.watched.decisions > 10


@pytest.mark.parametrize("seed", range(3))
def test_a_long_day_has_everything_in_it(seed: int) -> None:
    day = WeighedDay(random.Random(seed))
    day.live(2500)
    assert day.watched.decisions > 150
    assert day.watched.passed_over > 10
    assert {*day.watched.chosen} == {*TicketClass}
    assert day.stage.replayed().snapshot() == day.stage.day.snapshot()


@given(seed=st.integers(0, 2**32), gamma=st.floats(0, 2), eta=st.floats(0, 10))
@ANY_DAY
def test_no_parameter_lets_anybody_starve(seed: int, gamma: float, eta: float) -> None:
    day = WeighedDay(random.Random(seed), a_weighted_setup(gamma=gamma, eta=eta))
    day.live(200)


@given(seed=st.integers(0, 2**32))
@ANY_DAY
def test_a_window_that_could_serve_somebody_is_never_sent_away(seed: int) -> None:
    day = WeighedDay(random.Random(seed))
    day.live(150)
    idle = [duty for duty in day.stage.day.windows.values() if duty.state is WindowState.OPEN]
    ordered = day.watched.order(day.stage.day, idle, day.stage.now)
    assert sorted(duty.window for duty in ordered) == sorted(duty.window for duty in idle)
    for duty in ordered:
        day.stage.call(duty.window)  # the watched router fails the test when it is
