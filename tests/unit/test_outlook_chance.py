"""Chance in simulated halls: what is drawn has the laws that it should."""

import math

import numpy as np
import pytest

from hallctl.domain.outlook.chance import (
    HANDLING_CV,
    MOST_BEGUN,
    RUNGS,
    deviation,
    ladder,
    log_tail,
    normal,
    own_rung,
    rests,
    spread,
)

EVEN = (np.arange(2000) + 0.5) / 2000


def test_the_ladder_has_every_probability_once() -> None:
    assert sorted(ladder().even) == pytest.approx([(n + 0.5) / RUNGS for n in range(RUNGS)])


def test_handling_factors_have_mean_one_and_the_spread_that_is_wanted() -> None:
    factor = ladder().factor
    assert factor.mean() == pytest.approx(1.0)
    assert factor.std() == pytest.approx(HANDLING_CV, rel=0.1)
    assert ladder().gap.mean() == pytest.approx(1.0, rel=0.01)


@pytest.mark.parametrize("probability", [0.5, 0.1, 0.9, 1e-6, 1 - 1e-6])
def test_the_normal_law_and_its_inverse_agree(probability: float) -> None:
    exceeded = float(deviation(np.array(math.log(probability))))
    assert math.exp(log_tail(exceeded)) == pytest.approx(probability, rel=1e-3)
    assert normal(EVEN).mean() == pytest.approx(0.0, abs=1e-3)


def test_a_visit_that_just_began_takes_its_mean() -> None:
    assert rests(10.0, 0.0, EVEN).mean() == pytest.approx(10.0, rel=0.02)


def test_a_visit_that_goes_on_takes_what_such_visits_still_take() -> None:
    width = spread(1.0)
    middle = math.log(10.0) - width * width / 2
    whole = np.exp(middle + width * normal((np.arange(200_000) + 0.5) / 200_000))
    for elapsed in (2.0, 10.0, 30.0):
        longer = whole[whole > elapsed]
        assert rests(10.0, elapsed, EVEN).mean() == pytest.approx((longer - elapsed).mean(), rel=0.05)


def test_a_forgotten_visit_is_not_expected_to_last_for_ever() -> None:
    width = spread(1.0)
    longest = math.exp(math.log(10.0) - width * width / 2 + width * MOST_BEGUN)
    assert rests(10.0, 1e6, EVEN) == pytest.approx(rests(10.0, longest, EVEN))
    assert (rests(10.0, 1e6, EVEN) >= 0).all()


def test_who_is_the_same_stands_on_the_same_rung() -> None:
    assert own_rung("20260302A001") == own_rung("20260302A001")
    assert len({own_rung(f"20260302A{number:03}") for number in range(300)}) > 280
