"""What the wall shows besides calls: results to collect, what is published; and the shape for a screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from halls import NINE, Stage, a_setup

from hallctl.contracts.public_content import public_items
from hallctl.contracts.wall import WALL_RESULTS, results_to_collect, wall_view
from hallctl.domain.entries import Window, WindowKind
from hallctl.domain.openness import Category, Chapter
from hallctl.domain.results import MOST, SHOWN_FOR, remember
from hallctl.domain.walls import WallLayout, WallStyle, layout_for

CHAPTERS = tuple(Chapter(category, f"{category} 如此") for category in Category)


def test_results_stand_newest_first_for_a_month_and_never_grow() -> None:
    stage = Stage()
    for number in range(MOST + 10):
        remember(stage.day.state.results, f"SI-{number:04}", NINE + timedelta(seconds=number))
    assert len(stage.day.state.results) == MOST
    shown = results_to_collect(stage.day, NINE)
    assert len(shown) == WALL_RESULTS
    assert shown[:2] == ("SI-0209", "SI-0208")
    assert results_to_collect(stage.day, NINE + SHOWN_FOR + timedelta(hours=1)) == ()


def test_a_result_that_comes_back_again_is_the_newest() -> None:
    stage = Stage()
    for number, seconds in (("SI-1", 0), ("SI-2", 1), ("SI-1", 2)):
        remember(stage.day.state.results, number, NINE + timedelta(seconds=seconds))
    assert results_to_collect(stage.day, NINE) == ("SI-1", "SI-2")


def test_results_are_given_out_at_result_windows() -> None:
    setup = a_setup()
    zone = next(iter(setup.zones))
    windows = {**setup.windows, "9": Window("9", zone, WindowKind.RESULT)}
    stage = Stage(replace(setup, windows=windows))
    assert wall_view(stage.day, stage.setup, stage.now).results_at == ("9",)


def test_only_items_with_something_in_every_category_are_published() -> None:
    setup = a_setup()
    whole, partly, *_ = setup.items.values()
    items = {
        **setup.items,
        whole.code: replace(whole, public=CHAPTERS),
        partly.code: replace(partly, public=CHAPTERS[:3]),
    }
    (published,) = public_items(replace(setup, items=items))
    assert published.code == whole.code
    assert published.fees.zh == published.fees.en == "fees 如此"


@pytest.mark.parametrize(
    ("width", "height", "layout"),
    [
        (1920, 1080, WallLayout.LANDSCAPE),
        (3840, 2160, WallLayout.LANDSCAPE),
        (2560, 1080, WallLayout.LANDSCAPE),
        (1080, 1920, WallLayout.PORTRAIT),
        (3840, 480, WallLayout.STRIP),
        (512, 96, WallLayout.STRIP),
    ],
)
def test_the_arrangement_follows_the_shape_of_the_screen(width: int, height: int, layout: WallLayout) -> None:
    assert layout_for(WallStyle(), width, height) is layout
    assert layout_for(WallStyle(layout=WallLayout.STRIP), width, height) is WallLayout.STRIP
