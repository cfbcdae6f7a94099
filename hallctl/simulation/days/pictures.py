"""The pictures of a report: which values of which halls each plot shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from markupsafe import Markup

from hallctl.domain.setup import HallSetup
from hallctl.simulation.days import plots
from hallctl.simulation.days.figures import estimate, rate, utilisation
from hallctl.simulation.days.observations import Floats, Seen, together
from hallctl.simulation.days.plots import Series

HALF_HOUR_S: Final = 1800.0
BANDS_MIN: Final = ((0, 5), (5, 15), (15, 30), (30, 60), (60, 10_000))
BAND_NAMES: Final = ("0-5", "5-15", "15-30", "30-60", "> 60")
LEAST_PEOPLE: Final = 3
LEAST_DAYS: Final = 5
"""From so few people a half hour says nothing, from so few days a margin."""


@dataclass(frozen=True)
class Shown:
    """All days of one hall under its name."""

    name: str
    days: Sequence[Seen]
    mark: int


@dataclass(frozen=True)
class Picture:
    """A plot with its heading and what to look at in it, in both languages."""

    id: str
    zh: str
    en: str
    note_zh: str
    note_en: str
    plot: Markup
    legend: Markup


def pictures(setup: HallSetup, halls: Sequence[Shown]) -> tuple[Picture, ...]:
    """Waits over the day, waits by length, windows by busy time and by errands."""
    return (
        _by_hour(halls),
        _by_length(halls),
        _by_window(setup, halls),
        _balance(setup, halls),
    )


def _by_hour(halls: Sequence[Shown]) -> Picture:
    began = np.concatenate([day.began_s for hall in halls for day in hall.days])
    low, high = (18.0, 34.0) if not len(began) else tuple(np.quantile(began, [0.001, 0.999]) / HALF_HOUR_S)
    first, last = 2 * int(low / 2), 2 * (int(high / 2) + 1)
    steps = np.arange(first, last, dtype=float)
    series = [_hourly(hall, steps) for hall in halls]
    middles = [float(step + 0.5) for step in steps]
    ticks = [(float(step), f"{step // 2}:00") for step in range(first, last + 1, 2)]
    return Picture(
        "by-hour",
        "几点来的人等多久",
        "Waiting by time of arrival",
        "每半小时到达者的平均等候(分钟)；浅色带是各天之间 95% 的误差范围。",
        "Mean wait in minutes by half hour of arrival; the pale band is the 95 % margin over days.",
        plots.lines(middles, ticks, series, "min"),
        plots.legend(series),
    )


def _hourly(hall: Shown, steps: Floats) -> Series:
    table = np.full((len(hall.days), len(steps)), np.nan)
    for row, day in enumerate(hall.days):
        place = np.floor(day.began_s / HALF_HOUR_S)
        for column, step in enumerate(steps):
            waits = day.wait_s[place == step]
            if len(waits) >= LEAST_PEOPLE:
                table[row, column] = waits.mean() / 60
    estimates = [estimate(table[:, column]) for column in range(len(steps))]
    return Series(
        hall.name,
        np.array([one.value for one in estimates]),
        np.array([one.margin for one in estimates]) if len(hall.days) >= LEAST_DAYS else None,
        hall.mark,
    )


def _by_length(halls: Sequence[Shown]) -> Picture:
    series = []
    for hall in halls:
        waits = np.concatenate([day.wait_s for day in hall.days]) / 60
        share = [
            100.0 * float(((waits >= a) & (waits < b)).mean()) if len(waits) else 0.0 for a, b in BANDS_MIN
        ]
        series.append(Series(hall.name, np.array(share), mark=hall.mark))
    return Picture(
        "by-length",
        "等候长短的分布",
        "How long people wait",
        "各等候时长(分钟)的人数占比。",
        "Share of people by minutes of waiting.",
        plots.columns(BAND_NAMES, series, "%"),
        plots.legend(series),
    )


def _by_window(setup: HallSetup, halls: Sequence[Shown]) -> Picture:
    names, series = _windows(setup, halls, lambda day: 100.0 * utilisation(day))
    return Picture(
        "by-window",
        "各窗口忙碌程度",
        "How busy each window is",
        "在岗时间中有人办事的占比；有两个数字时，前为现状。",
        "Share of time on duty with somebody at the window; of two figures, the first is as it is.",
        plots.rows(names, series, 100.0, "%"),
        plots.legend(series),
    )


def _balance(setup: HallSetup, halls: Sequence[Shown]) -> Picture:
    names, series = _windows(setup, halls, rate)
    known = np.concatenate([one.values[~np.isnan(one.values)] for one in series])
    top = float(np.ceil(known.max())) if len(known) else 1.0
    return Picture(
        "balance",
        "各窗口每小时办件",
        "Errands an hour at each window",
        "在岗每小时办结件数；只宜比较业务相近的窗口。",
        "Errands an hour on duty; compare only windows with similar work.",
        plots.rows(names, series, top, ""),
        plots.legend(series),
    )


def _windows(
    setup: HallSetup, halls: Sequence[Shown], of: Callable[[Seen], Floats]
) -> tuple[list[str], list[Series]]:
    """Names of the windows that worked in some hall, and their values in each."""
    values = {hall.name: of(together(hall.days)) for hall in halls}
    worked = [
        place
        for place in range(len(setup.windows))
        if any(not np.isnan(column[place]) for column in values.values())
    ]
    windows = list(setup.windows.values())
    names = [f"{windows[place].id} {windows[place].name}".strip() for place in worked]
    return names, [Series(hall.name, values[hall.name][worked], mark=hall.mark) for hall in halls]
