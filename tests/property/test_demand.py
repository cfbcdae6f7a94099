"""What is expected of a zone is always some people, for lines that exist, and the same after a restart."""

import random
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from halls import NINE, Stage
from hypothesis import given, settings
from hypothesis import strategies as st
from weighed_days import WeighedDay

from hallctl.domain import commands as c
from hallctl.domain.day import HallDay
from hallctl.domain.learning.demand import Arrivals, baseline, expected_arrivals

SOME_DAYS = settings(max_examples=12, deadline=None)


def expected(stage: Stage, day: HallDay, until: datetime) -> list[Arrivals]:
    return [expected_arrivals(day, stage.setup, zone, stage.now, until) for zone in stage.setup.zones]


@given(seed=st.integers(0, 2**32), days=st.integers(1, 3), minutes=st.integers(0, 2000))
@SOME_DAYS
def test_any_days_make_a_forecast_that_can_be_drawn_from(seed: int, days: int, minutes: int) -> None:
    chance = random.Random(seed)
    life = WeighedDay(chance)
    stage = life.stage
    for _ in range(days):
        life.live(60)
        stage.wait(hours=chance.uniform(0, 30))
    until = stage.now + timedelta(minutes=minutes)
    found = expected(stage, stage.day, until)
    assert found == expected(stage, stage.replayed(), until)
    for each in found:
        assert len(each.edges_s) == len(each.per_min) + 1
        assert all(start < end for start, end in pairwise(each.edges_s))
        assert all(rate >= 0 for rates in each.per_min for rate in rates)
        assert all(len(rates) == len(each.codes) for rates in each.per_min)
        assert each.people < 20_000
        lines = {*stage.setup.items, *(f"type:{kind}" for kind in stage.setup.types)}
        assert {*each.codes} <= lines | {f"zone:{each.zone}"}
        manners = each.manners
        assert sum(manners.classes.values()) == pytest.approx(1)
        shares = (manners.no_show, manners.second, manners.kept, *manners.onward.values())
        assert all(0 <= share <= 1 for share in shares)
    assert baseline(stage.day, stage.setup, "人社局", stage.now) >= 0


@pytest.mark.parametrize("busy", [0.7, 1.0, 1.4])
def test_the_rest_of_a_busy_or_quiet_day_is_known_by_noon(busy: float) -> None:
    chance = random.Random(2)
    stage = Stage()

    def live(day: int, factor: float, until: float = 17.7) -> None:
        morning = NINE.replace(hour=0) + timedelta(days=day)
        times = sorted(chance.uniform(8, 17.7) for _ in range(chance.randint(280, 320)))
        for hour in (each for each in times if each < until and chance.random() < factor / 1.4):
            stage.clock.time = morning + timedelta(hours=hour)
            stage.do(c.IssueTicket(items=(chance.choice(["A1", "A2", "B1"]),)))

    for day in (0, 1, 2, 3, 4, 7, 8, 9, 10):
        live(day, 1.0)
        stage.clock.time = NINE.replace(hour=0) + timedelta(days=day + (3 if day % 7 == 4 else 1))
        stage.open_day()
    live(11, busy, until=13)
    stage.clock.time = NINE.replace(hour=13) + timedelta(days=11)
    rest = sum(each.people for each in expected(stage, stage.day, stage.now + timedelta(hours=5)))
    usual = 300 / 1.4 * 4.7 / 9.7
    assert abs(rest - busy * usual) < 0.6 * abs(usual - busy * usual) + 0.1 * usual, (
        "nearer than the usual day"
    )
