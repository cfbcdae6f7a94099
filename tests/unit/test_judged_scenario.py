"""Scenarios of the hall simulator become halls of ours: the files load, and say what the scenario says."""

import json
from datetime import date
from pathlib import Path

import pytest
from judged_scenario import clerk_name, demand_file, hall_file, item_code, window_name, with_letters
from unseen_halls import HALLS, Plot, drawn

from hallctl.cli.files import configuration
from hallctl.simulation.days.demand_file import assumed, read

LOAD = 0.8


@pytest.mark.parametrize("plot", HALLS[:4], ids=lambda plot: plot.name)
def test_a_scenario_becomes_a_hall_with_its_demand(tmp_path: Path, plot: Plot) -> None:
    scenario = json.loads(json.dumps(drawn(plot, seed=5)))
    hall, demand = tmp_path / "hall.toml", tmp_path / "demand.toml"
    hall.write_text(hall_file(scenario), "utf-8")
    demand.write_text(demand_file(scenario, LOAD), "utf-8")
    setup = configuration(hall).setup
    given = assumed(setup, date(2026, 3, 2), read(demand))
    for window in scenario["windows"]:
        may = setup.services_at(window_name(window["id"]), clerk_name(window["id"]), None)
        assert {item_code(item) for item in window["skills"]} == may & setup.items.keys()
    work_s = given.demand.per_day * given.demand.mean_work_s
    capacity_s = sum(seat.on_duty_s / seat.speed for seat in given.clerks)
    assert work_s / capacity_s == pytest.approx(LOAD)


def test_advised_letters_become_skills() -> None:
    scenario = json.loads(json.dumps(drawn(HALLS[2], seed=5)))
    before = scenario["windows"][0]["skills"]
    new = next(item["id"] for item in scenario["items"] if item["id"] not in before)
    taught = with_letters(scenario, {"best": [{"staff": clerk_name(0), "items": [item_code(new)]}]})
    assert taught["windows"][0]["skills"] == sorted([*before, new])
    assert taught["windows"][1:] == scenario["windows"][1:]


def test_the_same_seed_draws_the_same_hall() -> None:
    assert drawn(HALLS[0], 3) == drawn(HALLS[0], 3) != drawn(HALLS[0], 4)
