"""Handling times are learned: from what happened, drawn to what is known, unshaken by a forgotten number."""

import random

import pytest
from halls import Stage
from weighed_days import a_weighted_setup, a_weighted_stage

from hallctl.domain import commands as c
from hallctl.domain.day import HallDay
from hallctl.domain.learning.handling import expected_at_s, expected_s
from hallctl.domain.learning.learned import LONGEST_S, SHORTEST_S, Learned, Observation


def seen(took_s: float, code: str = "A1", department: str = "D", configured_s: float = 300) -> Observation:
    return Observation(code, department, configured_s, took_s)


def taught(*took: float, clerk: str = "") -> Learned:
    learned = Learned()
    for one in took:
        learned.take(seen(one), clerk)
    return learned


def test_without_history_the_configuration_holds() -> None:
    assert Learned().mean_s("A1", "D", 300) == 300
    assert Learned().factor("u01", "D") == 1.0


def test_what_happens_often_prevails() -> None:
    learned = taught(*[600.0] * 300)
    assert learned.mean_s("A1", "D", 300) == pytest.approx(600, rel=0.02)


def test_a_few_visits_move_the_mean_a_little() -> None:
    assert 300 < taught(600.0).mean_s("A1", "D", 300) < 450


def test_an_item_never_seen_follows_its_department() -> None:
    learned = taught(*[600.0] * 300)
    assert learned.mean_s("A9", "D", 200) == pytest.approx(400, rel=0.05)
    assert learned.mean_s("A9", "other", 200) == 200


def test_the_newest_visits_count_most() -> None:
    learned = taught(*[300.0] * 400, *[600.0] * 400)
    assert learned.mean_s("A1", "D", 300) > 540


def test_a_number_forgotten_over_lunch_hardly_counts() -> None:
    before = taught(*[300.0] * 100)
    after = taught(*[300.0] * 100, 7200.0)
    assert after.mean_s("A1", "D", 300) < 1.07 * before.mean_s("A1", "D", 300)


def test_the_cap_costs_little_where_visits_truly_differ() -> None:
    chance = random.Random(3)
    took = [chance.lognormvariate(5.3, 0.94) for _ in range(4000)]  # CV 1.2
    learned = Learned()
    means = []
    for one in took:
        learned.take(seen(one), "")
        means.append(learned.mean_s("A1", "D", 300))
    assert sum(means[500:]) / len(means[500:]) == pytest.approx(sum(took) / len(took), rel=0.05)


@pytest.mark.parametrize("took_s", [0.0, -30.0, float("nan")])
def test_what_takes_no_time_teaches_nothing(took_s: float) -> None:
    assert taught(took_s) == Learned()


@pytest.mark.parametrize("configured_s", [0, -5, 1, 10**9])
def test_means_stay_sane_whatever_was_configured(configured_s: float) -> None:
    learned = Learned()
    for took in (0.1, 300.0, 10**7):
        assert SHORTEST_S <= learned.mean_s("A1", "D", configured_s) <= LONGEST_S
        learned.take(seen(took, configured_s=configured_s), "u01")
    for _ in range(300):
        learned.take(seen(300.0, configured_s=configured_s), "u01")
    assert 250 < learned.mean_s("A1", "D", configured_s) < 500


def test_a_slow_clerk_is_known_by_department_and_overall() -> None:
    learned = Learned()
    for _ in range(200):
        learned.take(seen(300.0), "quick")
        learned.take(seen(450.0), "slow")
    assert learned.factor("slow", "D") > 1.1
    assert learned.factor("quick", "D") < 1.0
    assert learned.factor("slow", "elsewhere") > 1.05


def serve(stage: Stage, window: str, minutes: float) -> None:
    stage.issue("A1")
    stage.call(window)
    stage.at(window, c.StartService)
    stage.clock.sleep(minutes=minutes)
    stage.at(window, c.CompleteService, outcome="enquiry_only")


def test_the_hall_learns_from_completed_numbers_and_keeps_it() -> None:
    stage = a_weighted_stage()
    stage.open("1")
    for _ in range(30):
        serve(stage, "1", 6)
    setup, learned = stage.setup, stage.day.state.learned
    assert expected_s(learned, setup, "A1") == pytest.approx(360, rel=0.15)
    assert expected_at_s(learned, setup, ("A1",), "u01") == pytest.approx(360, rel=0.3)
    stage.clock.sleep(days=1)
    stage.open_day()
    kept = stage.day.state.learned
    assert (kept.codes, kept.departments, kept.clerks) == (learned.codes, learned.departments, learned.clerks)
    assert stage.replayed(from_latest_day=True).state.learned == kept
    assert stage.replayed().snapshot() == stage.day.snapshot()


def test_time_set_aside_is_not_handling_time() -> None:
    stage = a_weighted_stage()
    stage.open("1")
    stage.issue("A1")
    ticket = stage.serving("1")
    stage.clock.sleep(minutes=2)
    stage.at("1", c.HoldTicket)
    stage.clock.sleep(minutes=90)
    stage.at("1", c.UnholdTicket, ticket=ticket.id)
    stage.clock.sleep(minutes=1)
    stage.at("1", c.CompleteService, outcome="enquiry_only")
    tally = stage.day.state.learned.codes["A1"]
    assert (tally.n, tally.total) == (1.0, 180.0)


def test_a_visit_for_two_matters_is_shared_out_between_them() -> None:
    stage = a_weighted_stage()
    stage.open("1")
    stage.issue("A1", "A2")
    stage.serving("1")
    stage.clock.sleep(minutes=26)
    stage.at("1", c.CompleteService, outcome="enquiry_only")
    codes = stage.day.state.learned.codes
    assert codes["A1"].total == pytest.approx(360)
    assert codes["A2"].total == pytest.approx(1200)


def test_windows_are_on_duty_and_busy_only_while_they_are() -> None:
    stage = a_weighted_stage()
    stage.open("1")
    stage.clock.sleep(minutes=10)
    serve(stage, "1", 5)
    stage.at("1", c.PauseWindow, reason="tea")
    stage.clock.sleep(minutes=30)
    stage.at("1", c.ResumeWindow)
    stage.clock.sleep(minutes=5)
    stage.at("1", c.CloseWindow)
    duty = stage.duty("1")
    assert duty.duty_s == pytest.approx(20 * 60 + 1)
    assert duty.busy_s == pytest.approx(5 * 60)
    assert duty.on_since is None
    assert duty.busy_since is None


def test_a_state_written_before_anything_was_learned_can_be_read() -> None:
    from hallctl.domain.state import decode_state

    state = decode_state(b'{"date":"2026-03-02","windows":{"1":{"window":"1","zone":"A"}}}')
    day = HallDay(state)
    assert expected_s(day.state.learned, a_weighted_setup(), "A1") == 180
