"""Printed intervals come to hold four in five waits, however wrong the spread that was simulated."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from weighed_days import WeighedDay

from hallctl.domain.learning.promises import BANDS, Promise, Promises, cut, learn, overall
from hallctl.domain.state import decode_state


def quantile(ordered: list[float], level: float) -> float:
    return ordered[min(len(ordered) - 1, int(level * len(ordered)))]


def promised(known: Promises, samples: list[float]) -> Promise:
    """What is printed of simulated waits."""
    samples.sort()
    median = quantile(samples, 0.5)
    lower, middle, upper, stretch = cut(known, median)
    mid = quantile(samples, middle)
    low = max(0.0, mid - stretch * (mid - quantile(samples, lower)))
    high = mid + stretch * (quantile(samples, upper) - mid)
    return Promise(round(low), round(mid), round(high), simulated=True)


def come_true(seed: int, spread: float, mean_s: float, bias: float = 1.0) -> Promises:
    """Log-normal waits, `bias` times as long as promised by samples of so many times the true spread."""
    chance = random.Random(seed)
    known: Promises = {}
    for _ in range(5000):
        median = mean_s * chance.lognormvariate(0, 0.05)
        samples = [median * chance.lognormvariate(0, 0.4 * spread) for _ in range(100)]
        learn(known, promised(known, samples), bias * median * chance.lognormvariate(0, 0.4))
    return known


@pytest.mark.parametrize("spread", [0.2, 0.55, 0.8, 1.0, 1.5, 2.2])
def test_coverage_comes_to_four_in_five(spread: float) -> None:
    known = come_true(7, spread, mean_s=1200)
    assert known["15-30"].coverage == pytest.approx(0.8, abs=0.07)


@pytest.mark.parametrize("bias", [0.7, 1.5])
def test_waits_that_are_always_longer_or_shorter_move_one_end_more(bias: float) -> None:
    band = come_true(8, 0.8, mean_s=1200, bias=bias)["15-30"]
    assert band.coverage == pytest.approx(0.8, abs=0.07)
    assert (band.below > 0.6) if bias > 1 else (band.below < 0.4)


def test_each_size_is_corrected_for_itself() -> None:
    chance = random.Random(5)
    known: Promises = {}
    for _ in range(4000):
        for median, spread in ((600.0, 0.6), (2400.0, 1.8)):
            samples = [median * chance.lognormvariate(0, 0.2 * spread) for _ in range(100)]
            learn(known, promised(known, samples), median * chance.lognormvariate(0, 0.2))
    assert known["5-15"].outside < 0.12
    assert known["30-60"].outside > 0.3
    for name in ("5-15", "30-60"):
        assert known[name].coverage == pytest.approx(0.8, abs=0.07)


@given(seed=st.integers(0, 2**32))
@settings(max_examples=10, deadline=None)
def test_a_replay_knows_the_same_of_its_promises(seed: int) -> None:
    day = WeighedDay(random.Random(seed))
    day.live(200)
    known = day.stage.day.state.learned.promises
    assert day.stage.replayed().state.learned.promises == known
    assert decode_state(day.stage.day.snapshot()).learned.promises == known
    called = sum(ticket.waited_s is not None for ticket in day.stage.day.tickets.values())
    assert overall(known).count <= called
    assert {*known} <= {"at_once", *BANDS}
