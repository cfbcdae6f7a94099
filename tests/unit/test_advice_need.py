"""How many windows a group of items needs."""

from dataclasses import replace
from datetime import date

import pytest
from halls import ITEMS, Stage, a_setup

from hallctl.domain.advice.need import Opening, needs, opening, windows_needed

TODAY = date(2026, 3, 2)
OFFICE = Opening(days=250, minutes_per_day=480)


@pytest.mark.req("QUE-17")
def test_a_group_with_24000_cases_of_12_minutes_needs_three_windows() -> None:
    by_hand = windows_needed(24_000, days=250, handling_min=12, minutes_per_day=480, target_load=0.8)
    assert by_hand == 3
    items = [replace(item, handling_s=720) for item in ITEMS if item.code == "B1"]
    stage = Stage(a_setup(items=items))
    (need,) = needs(stage.day, stage.setup, lambda _: 24_000, today=TODAY, target_load=0.8, given=OFFICE)
    assert (need.windows, need.volume) == (3, 24_000)
    assert need.handling_min == pytest.approx(12)


@pytest.mark.parametrize(
    ("volume", "windows"), [(0, 0), (1, 1), (8_000, 1), (8_001, 2), (24_000, 3), (24_001, 4)]
)
def test_windows_are_whole_and_enough(volume: float, windows: int) -> None:
    needed = windows_needed(volume, days=250, handling_min=12, minutes_per_day=480, target_load=0.8)
    assert needed == windows


@pytest.mark.parametrize("nothing", ["days", "handling_min", "minutes_per_day", "target_load"])
def test_figures_that_make_no_sense_are_refused(nothing: str) -> None:
    figures = {"days": 250.0, "handling_min": 12.0, "minutes_per_day": 480.0, "target_load": 0.8}
    with pytest.raises(ValueError, match="above nothing"):
        windows_needed(100, **figures | {nothing: 0.0})


def test_the_handling_time_is_that_of_the_mix() -> None:
    stage = Stage()
    volumes = {"A1": 3_000.0, "A3": 1_000.0}  # 480 s and 600 s, both of one department
    found = needs(
        stage.day,
        stage.setup,
        lambda item: volumes.get(item.code, 0.0),
        today=TODAY,
        target_load=0.8,
        given=OFFICE,
    )
    (need,) = found
    assert need.group == "人社局"
    assert need.handling_min == pytest.approx((3 * 480 + 600) / 4 / 60)


def test_it_is_said_how_many_windows_there_are_and_how_many_work() -> None:
    stage = Stage()
    stage.open("1", "2")
    found = needs(stage.day, stage.setup, lambda _: 10_000, today=TODAY, target_load=0.8, given=OFFICE)
    by_group = {need.group: need for need in found}
    assert (by_group["人社局"].set_up, by_group["人社局"].working) == (4, 2)
    assert (by_group["自然资源局"].set_up, by_group["自然资源局"].working) == (2, 0)


def test_the_year_is_that_of_the_calendar() -> None:
    spell = opening(a_setup(), "A", TODAY)
    assert spell.days == 261  # weekdays of the year that begins on that Monday
    assert spell.minutes_per_day == 600
