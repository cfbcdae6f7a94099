"""What a day showed is read from its records, and two halls are compared day by day."""

import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from simulated_halls import MONDAY, erlang_s, one_room, steady_demand, steady_wait, whole_days

from hallctl.domain.setup import HallSetup
from hallctl.simulation.days.demand import Law
from hallctl.simulation.days.figures import FIGURES, estimate, student
from hallctl.simulation.days.observations import NOT_COUNTED, Seen, seen, together
from hallctl.simulation.days.people import Errand, People, Visitor
from hallctl.simulation.days.runs import Coming, lived, memory_door
from hallctl.simulation.days.trail import Fate, trail

NINE = 9 * 3600.0


def visitor(number: int, at_s: float, work_s: float, code: str = "I0", **more: object) -> Visitor:
    return replace(Visitor(number, at_s, (Errand((code,), work_s),)), **more)  # type: ignore[arg-type]


def shown(setup: HallSetup, *visitors: Visitor) -> Seen:
    day = lived(memory_door(setup, "strict"), Coming(MONDAY, People(visitors), whole_days(setup)))
    return seen(setup, trail(day.records, day.midnight, 18 * 3600.0), day.turned_away.total())


def test_waits_are_from_number_to_call() -> None:
    day = shown(one_room(1), visitor(0, NINE, 600), visitor(1, NINE + 60, 300), visitor(2, NINE + 120, 60))
    assert day.wait_s.tolist() == [0, 540, 780]
    assert day.began_s.tolist() == [NINE, NINE + 60, NINE + 120]
    assert day.fates[0].tolist() == [0, 3, 0, 0, 0]
    assert day.ends_s.tolist() == [NINE + 960]


def test_windows_are_on_duty_from_opening_to_closing_and_busy_from_call_to_end() -> None:
    day = shown(one_room(2), visitor(0, NINE, 600), visitor(1, NINE + 60, 300))
    assert day.duty_s.tolist() == [[36_000, 36_000]]
    assert sorted(day.busy_s[0]) == [300, 600]
    assert day.handled.tolist() == [[1, 1]]


def test_waiting_idly_after_closing_time_is_no_duty() -> None:
    late = visitor(0, 17.99 * 3600, 1800)
    day = shown(one_room(2), late)
    assert sorted(day.duty_s[0]) == [36_000, pytest.approx(36_000 - 36 + 1800)]


def test_who_does_not_come_counts_for_no_wait() -> None:
    day = shown(
        one_room(1), visitor(0, NINE, 600), visitor(1, NINE, 600, gone=True), visitor(2, NINE + 1, 60)
    )
    assert day.fates[0, Fate.MISSED] == 1
    assert day.wait_s.tolist() == [0, 659]


def test_who_leaves_is_counted_as_such() -> None:
    day = shown(one_room(1), visitor(0, NINE, 3600), visitor(1, NINE, 600, patience_s=900.0))
    assert day.fates[0, Fate.LEFT] == 1
    assert len(day.wait_s) == 1


def test_waits_of_both_errands_add_up() -> None:
    setup = one_room(2, items=2)
    staff = {
        name: replace(person, items=frozenset({f"I{number}"}))
        for number, (name, person) in enumerate(setup.staff.items())
    }
    setup = replace(setup, staff=staff)
    two = Visitor(0, NINE, (Errand(("I0",), 600.0), Errand(("I1",), 600.0)))
    day = shown(setup, two, visitor(1, NINE + 300, 900, code="I1"))
    assert day.first_wait_s.tolist() == [0, 0]
    assert sorted(day.wait_s) == [0, 600]
    assert day.handled.tolist() == [[1, 2]]


def test_overtaking_counts_only_those_who_went_first_to_a_window_that_could_have_served_both() -> None:
    setup = one_room(2, items=2)
    staff = {"u1": replace(setup.staff["u1"], items=frozenset({"I0"})), "u2": setup.staff["u2"]}
    setup = replace(setup, staff=staff)
    day = shown(
        setup,
        visitor(0, NINE, 600, code="I1"),
        visitor(1, NINE + 1, 600, code="I0"),
        visitor(2, NINE + 2, 60, code="I1"),
        visitor(3, NINE + 3, 60, code="I0"),
    )
    assert day.overtaken.max() == 0
    stories = [visitor(0, NINE, 600), visitor(1, NINE + 1, 600), visitor(2, NINE + 2, 60, slot_s=int(NINE))]
    assert NOT_COUNTED in shown(one_room(1), *stories).overtaken


def test_days_are_put_together() -> None:
    parts = [shown(one_room(1), visitor(0, NINE + n, 600), visitor(1, NINE, 300)) for n in range(3)]
    whole = together(parts)
    assert whole.days == 3
    assert len(whole.wait_s) == 6
    for number, part in enumerate(parts):
        assert whole.wait_s[whole.day == number].tolist() == part.wait_s.tolist()
        assert whole.busy_s[number].tolist() == part.busy_s[0].tolist()
    with pytest.raises(ValueError, match="same windows"):
        together([parts[0], shown(one_room(2), visitor(0, NINE, 60))])


def test_every_figure_of_an_empty_day_is_unknown_or_nothing() -> None:
    day = shown(one_room(1))
    for figure in FIGURES:
        value = figure.of(day)
        assert math.isnan(value) or value == 0 or figure.id in {"clerk_hours", "busy_share", "busy_spread"}


def test_estimates_have_students_interval() -> None:
    found = estimate(np.array([1.0, 2.0, 3.0, np.nan]))
    assert (found.value, found.days) == (2.0, 3)
    assert found.margin == pytest.approx(4.303 / math.sqrt(3), abs=0.001)
    assert math.isnan(estimate(np.array([1.0])).margin)
    assert not estimate(np.array([1.0])).is_sure
    assert student(20) == pytest.approx(2.086, abs=0.001)
    assert student(1000) == pytest.approx(1.962, abs=0.001)


def test_waits_agree_with_erlang() -> None:
    """M/M/4 at load 0.7: the formula's mean wait lies within the interval, widened by half."""
    found = steady_wait(windows=4, load=0.7, handling_s=300, days=16, seed=5)
    assert abs(found.value - erlang_s(4, 0.7, 300)) < 1.5 * found.margin + 2.0


def test_an_even_stream_through_a_single_window_never_waits() -> None:
    setup = one_room(1)
    demand = replace(steady_demand(setup, whole_days(setup), 0.5), law=Law.FIXED)
    people = People(tuple(visitor(n, NINE + 600 * n, 480) for n in range(20)))
    day = lived(memory_door(setup, "strict"), Coming(MONDAY, people, whole_days(setup)))
    assert seen(setup, trail(day.records, day.midnight)).wait_s.max() == 0
    assert demand.per_day == pytest.approx(0.5 * 36_000 / 480)
    assert day.records[-1].at - day.midnight == timedelta(hours=18)
