"""When far more people come than usual."""

from dataclasses import replace

import pytest
from halls import WINDOWS, Stage, a_setup

from hallctl.domain.advice.surge import (
    Group,
    MeasureKind,
    arrivals,
    at_least,
    is_over,
    is_surge,
    measures,
    over,
    sentence,
    surges,
)
from hallctl.domain.setup import WindowAttribute

SOCIAL = Group("A", "人社局")
LAND = Group("B", "自然资源局")


def test_twice_the_usual_for_a_quarter_of_an_hour_is_a_surge() -> None:
    found = surges({SOCIAL: 24, LAND: 12}, {SOCIAL: 12.0, LAND: 12.0}, factor=2.0, minutes=15)
    assert [(surge.group, surge.came, surge.usual) for surge in found] == [(SOCIAL, 24, 12.0)]


@pytest.mark.parametrize(("came", "usual"), [(2, 1.0), (1, 0.1), (3, 1.5), (0, 0.0), (50, 0.0)])
def test_a_few_more_than_a_few_are_chance_and_nothing_known_is_no_surge(came: int, usual: float) -> None:
    assert not is_surge(came, usual, 2.0)


def test_a_group_without_history_never_surges() -> None:
    assert surges({SOCIAL: 100}, {}, factor=2.0, minutes=15) == ()


def test_between_raising_and_clearing_there_is_room() -> None:
    assert is_surge(24, 12.0, 2.0)
    assert not is_surge(20, 12.0, 2.0)
    assert not is_over(20, 12.0, 2.0)
    assert is_over(17, 12.0, 2.0)


def test_what_has_gone_back_to_normal_is_cleared() -> None:
    usual = {SOCIAL: 12.0, LAND: 12.0}
    standing = {SOCIAL.subject, LAND.subject, "X/gone"}
    assert over(standing, {SOCIAL: 19, LAND: 10}, usual, factor=2.0) == ("B/自然资源局", "X/gone")
    assert over({LAND.subject}, {}, usual, factor=2.0) == (LAND.subject,)


@pytest.mark.parametrize(("count", "mean", "chance"), [(0, 3.0, 1.0), (1, 3.0, 0.950), (20, 10.0, 0.0035)])
def test_the_tail_of_poisson(count: int, mean: float, chance: float) -> None:
    assert at_least(count, mean) == pytest.approx(chance, abs=5e-4)


def test_only_what_came_in_the_spell_counts_by_department() -> None:
    stage = Stage()
    stage.issue("A1")
    stage.wait(minutes=20)
    since = stage.now
    stage.issue("A1", "A3")
    stage.issue("A1", "A2")
    stage.issue(type="CONSULT")
    assert arrivals(stage.day, stage.setup, since) == {
        SOCIAL: 2,
        Group("A", "医保局"): 1,
        Group("C", ""): 1,
    }


def test_measures_name_the_closed_windows_and_the_alarm_says_them() -> None:
    stage = Stage()
    stage.open("1", "2")
    stage.sign_on("u03")
    found = measures(stage.day, stage.setup, SOCIAL)
    assert [(measure.kind, measure.window) for measure in found] == [
        (MeasureKind.OPEN_WINDOW, "3"),
        (MeasureKind.OPEN_WINDOW, "4"),
        (MeasureKind.REALLOCATE, None),
        (MeasureKind.EXTEND_HOURS, None),
        (MeasureKind.DIVERT, None),
    ]
    (surge,) = surges({SOCIAL: 24}, {SOCIAL: 12.0}, factor=2.0, minutes=15)
    said = sentence(stage.setup, surge, found)
    assert "24" in said.zh
    assert "增开窗口3" in said.zh
    assert "open window 3" in said.en


def test_temporary_windows_are_the_first_measure() -> None:
    temporary = frozenset({WindowAttribute.TEMPORARY})
    windows = [replace(one, attributes=temporary) if one.id == "3" else one for one in WINDOWS]
    stage = Stage(a_setup(windows=windows))
    first = measures(stage.day, stage.setup, SOCIAL)[0]
    assert (first.kind, first.window) == (MeasureKind.OPEN_TEMPORARY, "3")
