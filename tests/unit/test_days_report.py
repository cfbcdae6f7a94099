"""A report says what is sure and what is not, in figures and in pictures."""

import json
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from simulated_halls import MONDAY, one_room

from hallctl.simulation.days import plots
from hallctl.simulation.days.figures import FIGURES, Better
from hallctl.simulation.days.observations import Seen
from hallctl.simulation.days.plots import Series
from hallctl.simulation.days.report import Question, Report, as_html, as_json, report

SETUP = one_room(2)
QUESTION = Question("云溪县", "hallctl whatif", ("--rule weighted",), 3, 1, MONDAY, MONDAY, "600")
AT = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 - shown, not reckoned with


def a_day(*waits_min: float) -> Seen:
    """People who came at ten and waited so long."""
    count = len(waits_min)
    waits = np.array(waits_min) * 60
    return Seen(
        windows=tuple(SETUP.windows),
        day=np.zeros(count, np.int64),
        klass=np.full(count, 5),
        began_s=np.full(count, 36_000.0),
        first_wait_s=waits,
        wait_s=waits,
        overtaken=np.zeros(count, np.int64),
        promised_s=np.full((count, 3), np.nan),
        busy_s=np.array([[9000.0, 7200.0]]),
        duty_s=np.array([[18_000.0, 18_000.0]]),
        handled=np.array([[20.0, 18.0]]),
        fates=np.array([[0.0, count, 0.0, 0.0, 0.0]]),
        ends_s=np.array([60_000.0]),
    )


def told(base: list[Seen], variant: list[Seen] | None = None) -> Report:
    return report(SETUP, QUESTION, [base] if variant is None else [base, variant])


@pytest.mark.parametrize(
    ("variant", "verdict"),
    [
        ([(8, 9), (8, 11), (9, 10)], "better"),
        ([(12, 13), (14, 11), (13, 12)], "worse"),
        ([(20, 11), (1, 9), (10, 12)], "unsure"),
        ([(10, 11), (10, 11), (10, 13)], "same"),
    ],
)
def test_a_verdict_is_given_only_beyond_the_margin(variant: list[tuple[float, ...]], verdict: str) -> None:
    base = [a_day(10, 11), a_day(10, 11), a_day(10, 13)]
    assert told(base, [a_day(*waits) for waits in variant]).row("wait_mean").verdict == verdict


def test_more_is_better_where_more_is_good() -> None:
    base, variant = [a_day(5, 5)] * 3, [a_day(5, 5, 5)] * 3
    assert next(figure for figure in FIGURES if figure.id == "served").better is Better.MORE
    assert told(base, variant).row("served").verdict == "better"
    assert told(base, variant).row("busy_share").verdict == "neither"


def test_a_single_day_is_never_sure() -> None:
    row = told([a_day(10)], [a_day(1)]).row("wait_mean")
    assert row.verdict == "unsure"
    assert json.loads(as_json(told([a_day(10)], [a_day(1)])))["figures"]["wait_mean"]["change"] == {
        "value": -9.0,
        "margin": None,
    }


def test_figures_that_no_day_knows_are_left_out() -> None:
    ids = {row.figure.id for row in told([a_day(10)]).rows}
    assert "promise_kept" not in ids
    assert "wait_booked" not in ids
    assert {"wait_mean", "cv_busy", "jain"} <= ids


def test_names_cannot_break_the_page() -> None:
    window = replace(SETUP.windows["1"], name='<b onload="x">&')
    setup = replace(SETUP, windows={**SETUP.windows, "1": window}, name="<i>")
    days = [a_day(10, 20), a_day(5, 6)]
    page = as_html(report(setup, replace(QUESTION, hall="<i>"), [days, days]), AT)
    assert "<b onload" not in page
    assert "<i>" not in page


def test_a_day_on_which_nobody_came_can_be_shown() -> None:
    page = as_html(told([a_day(), a_day()], [a_day(), a_day()]), AT)
    assert page.count('class="plot"') == 4


@pytest.mark.parametrize(
    "drawn",
    [
        plots.lines(
            [1.0, 2.0, 3.0], [(0.0, "a"), (4.0, "b")], [Series("x", np.array([1, np.nan, 3.0]))], "min"
        ),
        plots.columns(
            ["a", "b"], [Series("x", np.array([0.0, 0.0])), Series("y", np.array([1.0, 2.0]), mark=0)], "%"
        ),
        plots.rows(
            ["a<", "b"],
            [Series("x", np.array([np.nan, 120.0])), Series("y", np.array([1.0, 2.0]), mark=0)],
            100.0,
            "%",
        ),
    ],
)
def test_plots_are_well_formed_whatever_they_show(drawn: str) -> None:
    root = ET.fromstring(drawn)  # noqa: S314 - our own drawing
    numbers = [
        float(v) for e in root.iter() for k, v in e.attrib.items() if k in {"x", "y", "x1", "y1", "cx", "cy"}
    ]
    assert numbers
    assert all(0 <= number <= 720 for number in numbers)


@pytest.mark.parametrize(
    ("value", "top"), [(0, 0.1), (0.34, 0.4), (7, 8), (61, 75), (480, 500), (9000, 10_000)]
)
def test_axes_end_at_round_numbers(value: float, top: float) -> None:
    drawn = plots.columns(["a"], [Series("x", np.array([float(value)]))], "min")
    texts = [element.text for element in ET.fromstring(drawn).iter("text")]  # noqa: S314 - our own drawing
    highest = max(float(text) for text in texts[: texts.index("min")] if text)
    assert highest == pytest.approx(top)
    assert len(texts) < 12
