"""People are drawn before any rule runs: the same seed and day give the same people, whoever works."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from simulated_halls import OPEN, one_room, steady_demand, whole_days

from hallctl.domain.hours import Hours, Span
from hallctl.domain.tickets import TicketClass
from hallctl.simulation.days.demand import Demand, Habits, Law, plain, stretched
from hallctl.simulation.days.people import People, absences, draw

SETUP = one_room(6, items=12, handling_s=600)
SEATS = whole_days(SETUP)
DEMAND = plain(SETUP, SEATS, OPEN)


def many(demand: Demand, days: int = 40) -> list[People]:
    return [draw(demand, 7, day) for day in range(days)]


def test_the_same_seed_and_day_give_the_same_people() -> None:
    assert draw(DEMAND, 3, 5) == draw(DEMAND, 3, 5)
    assert draw(DEMAND, 3, 5) != draw(DEMAND, 3, 6)
    assert draw(DEMAND, 3, 5) != draw(DEMAND, 4, 5)
    assert draw(DEMAND, 3, -1) != draw(DEMAND, 3, 1)


def test_as_many_come_as_the_load_says() -> None:
    demand = DEMAND.at_load(0.9, SEATS)
    work_s = [
        0.0 if visitor.gone else visitor.walk_s + sum(errand.work_s for errand in visitor.errands)
        for people in many(demand, 150)
        for visitor in people.visitors
    ]
    offered = 150 * sum(seat.on_duty_s for seat in SEATS)
    # Of those who have booked some never come.
    missing = demand.habits.booked * demand.habits.missed
    assert sum(work_s) / offered == pytest.approx(0.9, rel=0.04 + missing)


def test_shares_are_as_asked_for() -> None:
    habits = Habits(
        priority=0.1, booked=0.2, missed=0.1, no_show=0.06, returns=0.5, second=0.15, impatient=0.3
    )
    everybody = [visitor for people in many(replace(DEMAND, habits=habits)) for visitor in people.visitors]
    count = len(everybody)

    def share(holds: list[bool]) -> float:
        return sum(holds) / len(holds)

    assert share([visitor.klass is TicketClass.CARE for visitor in everybody]) == pytest.approx(0.1, abs=0.01)
    booked = [visitor for visitor in everybody if visitor.slot_s is not None]
    assert len(booked) / count == pytest.approx(0.2, abs=0.02)
    assert share([visitor.missing for visitor in booked]) == pytest.approx(0.1, abs=0.02)
    assert not any(visitor.missing for visitor in everybody if visitor.slot_s is None)
    gone = [visitor for visitor in everybody if visitor.gone]
    assert len(gone) / count == pytest.approx(0.06, abs=0.01)
    assert share([visitor.back_s is not None for visitor in gone]) == pytest.approx(0.5, abs=0.06)
    assert share([len(visitor.errands) == 2 for visitor in everybody]) == pytest.approx(0.15, abs=0.01)
    assert share([visitor.patience_s is not None for visitor in everybody]) == pytest.approx(0.3, abs=0.02)


def test_people_come_in_order_and_while_numbers_are_given() -> None:
    for people in many(DEMAND, 5):
        times = [visitor.arrives_s for visitor in people.visitors]
        assert all(earlier <= later for earlier, later in pairwise(times))
        assert DEMAND.opens_s <= times[0]
        assert times[-1] <= DEMAND.last_s
        slots = [visitor.slot_s for visitor in people.visitors if visitor.slot_s is not None]
        assert all(slot % 900 == 0 and DEMAND.opens_s <= slot < DEMAND.last_s for slot in slots)


def test_handling_times_have_the_mean_and_scatter_asked_for() -> None:
    works = np.array([v.errands[0].work_s for people in many(DEMAND, 60) for v in people.visitors])
    assert works.mean() == pytest.approx(600, rel=0.03)
    assert works.std() / works.mean() == pytest.approx(1.0, rel=0.08)
    fixed = draw(replace(DEMAND, law=Law.FIXED), 1, 1)
    assert {visitor.errands[0].work_s for visitor in fixed.visitors} == {600.0}


def test_days_and_departments_scatter() -> None:
    even = replace(DEMAND, day_cv=0.0, mix_cv=0.0)
    counts = {
        name: np.array([len(people.visitors) for people in many(demand, 80)])
        for name, demand in (("even", even), ("uneven", replace(even, day_cv=0.3)))
    }
    assert counts["even"].std() / counts["even"].mean() == pytest.approx(1 / np.sqrt(even.per_day), rel=0.3)
    assert counts["uneven"].std() / counts["uneven"].mean() == pytest.approx(0.3, rel=0.3)
    mixed = [
        Counter(v.errands[0].codes[0] for v in people.visitors)["I0"] / len(people.visitors)
        for people in many(replace(even, mix_cv=0.6), 40)
    ]
    assert np.std(mixed) > 0.02


def test_who_is_away_does_not_depend_on_who_else_works() -> None:
    demand = replace(DEMAND, absent=0.5)
    everybody = absences(demand, 1, 2, [f"u{number}" for number in range(40)])
    assert 8 < len(everybody) < 32
    assert absences(demand, 1, 2, ["u3", "u5", "u9"]).items() <= everybody.items()
    for start, end in everybody.values():
        assert demand.opens_s <= start < end
        assert 2700 <= end - start <= 5400


def test_the_profile_is_stretched_over_the_day() -> None:
    assert len(stretched((1.0, 2.0), Span(480, 600))) == 4
    assert stretched((1.0, 2.0), Span(480, 600)) == (1.0, 1.0, 2.0, 2.0)
    assert stretched((1.0, 2.0), Span(480, 600), closed=Span(500, 540)) == (0.0, 0.0, 2.0, 2.0)


def test_nobody_comes_while_the_whole_hall_is_at_lunch() -> None:
    hours = Hours(OPEN, lunch=Span(720, 810), lunch_open=False)
    setup = replace(SETUP, calendar=replace(SETUP.calendar, hours=hours))
    for people in many(plain(setup, SEATS, OPEN), 5):
        assert not [v for v in people.visitors if v.slot_s is None and 720 <= v.arrives_s / 60 < 810]


def test_a_hall_without_clerks_has_no_demand() -> None:
    with pytest.raises(ValueError, match="nobody is on duty"):
        plain(SETUP, (), OPEN)


def test_an_even_day_is_even() -> None:
    demand = steady_demand(SETUP, SEATS, 0.8)
    times = np.array([v.arrives_s for people in many(demand, 30) for v in people.visitors])
    hours, _ = np.histogram(times, bins=10, range=(demand.opens_s, demand.last_s))
    assert hours.min() / hours.max() > 0.85
