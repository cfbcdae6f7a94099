"""Plots (图) as inline SVG: drawn by hand, so that a report is one file that prints well.

Two halls are told apart by colour and by shape: as it is grey and dashed or open, the variant blue and full.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import numpy as np
from markupsafe import Markup

from hallctl.simulation.days.observations import Floats

WIDTH: Final = 720.0
LEFT, RIGHT, TOP, BOTTOM = 48.0, 20.0, 18.0, 40.0
ROW: Final = 26.0
COLOURS: Final = ("#7b8894", "#0b5cad")
MOST_TICKS: Final = 5
STEPS: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 60.0, 100.0, 200.0, 500.0)


@dataclass(frozen=True)
class Series:
    """Values of one hall; `margin` is half the width of their 95 % intervals where that is known.

    `mark`: index of its colour and shape, 0 for a hall that another is compared with.
    """

    name: str
    values: Floats
    margin: Floats | None = None
    mark: int = 1


def lines(
    at: Sequence[float], ticks: Sequence[tuple[float, str]], series: Sequence[Series], unit: str
) -> Markup:
    """Values over `at`, between the first and the last of `ticks`, with bands; NaN leaves a gap."""
    height = 300.0
    top = _ceiling(max(_highest(one) for one in series))
    scale = _Scale(ticks[0][0], ticks[-1][0], top, height)
    parts = [_grid(scale, top, unit), *(_label(scale.x(value), height - 18, text) for value, text in ticks)]
    for one in series:
        parts += [_band(scale, at, one), _line(scale, at, one)]
    return _svg(height, parts)


def columns(groups: Sequence[str], series: Sequence[Series], unit: str) -> Markup:
    """A group of columns for each name, one column a series."""
    height = 280.0
    top = _ceiling(max(_highest(one) for one in series))
    scale = _Scale(0.0, float(len(groups)), top, height)
    parts = [_grid(scale, top, unit)]
    wide = (scale.x(1) - scale.x(0)) * 0.62 / len(series)
    for place, name in enumerate(groups):
        middle = scale.x(place + 0.5)
        parts.append(_label(middle, height - 18, name))
        for number, one in enumerate(series):
            left = middle + (number - len(series) / 2) * wide
            parts.append(_column(scale, left, wide - 3, float(one.values[place]), one.mark))
    return _svg(height, parts)


def rows(names: Sequence[str], series: Sequence[Series], top: float, unit: str) -> Markup:
    """One row for each name with a mark for each series on a common scale; no mark where it is NaN."""
    height = TOP + ROW * len(names) + BOTTOM
    left, right = 150.0, WIDTH - RIGHT - 90.0

    def x(value: float) -> float:
        return left + (right - left) * min(1.0, value / top)

    parts = []
    for tick in _ticks(top):
        parts.append(_rule(x(tick), TOP - 4, x(tick), height - BOTTOM + 4))
        parts.append(_label(x(tick), height - 18, f"{_number(tick)}{unit}"))
    for place, name in enumerate(names):
        middle = TOP + ROW * (place + 0.5)
        parts.append(_text(left - 10, middle + 4, name, "end"))
        known = [float(one.values[place]) for one in series if not math.isnan(float(one.values[place]))]
        if len(known) == len(series) > 1:
            parts.append(
                f'<line x1="{x(known[0]):.1f}" y1="{middle:.1f}" x2="{x(known[1]):.1f}" y2="{middle:.1f}" '
                'stroke="#a9c1da" stroke-width="3"/>'
            )
        parts += [
            _mark(x(float(one.values[place])), middle, one.mark)
            for one in series
            if not math.isnan(float(one.values[place]))
        ]
        if known:
            told = " → ".join(_number(round(value, 1)) for value in known)
            parts.append(_text(right + 12, middle + 4, told, "start", quiet=True))
    return _svg(height, parts)


def legend(series: Sequence[Series]) -> Markup:
    """What the colours and shapes mean."""
    parts = []
    for one in series:
        mark = f'<svg width="18" height="18" aria-hidden="true">{_mark(9, 9, one.mark)}</svg>'
        parts.append(f'<span class="key">{mark}{escape(one.name)}</span>')
    return Markup("".join(parts))  # noqa: S704 - every text in it is escaped above


class _Scale:
    def __init__(self, first: float, last: float, top: float, height: float) -> None:
        self._first, self._span = first, (last - first) or 1.0
        self._top, self.height = top, height

    def x(self, value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * (value - self._first) / self._span

    def y(self, value: float) -> float:
        share = min(1.0, max(0.0, value / self._top))
        return self.height - BOTTOM - (self.height - TOP - BOTTOM) * share


def _highest(series: Series) -> float:
    high = series.values if series.margin is None else series.values + np.nan_to_num(series.margin)
    known = high[~np.isnan(high)]
    return float(known.max()) if len(known) else 0.0


def _ceiling(value: float) -> float:
    """The first round number above."""
    step = _step(value)
    return max(step, math.ceil(value / step) * step)


def _step(value: float) -> float:
    return next(
        (step for step in STEPS if value / step <= MOST_TICKS), STEPS[-1] * max(1.0, math.ceil(value / 2500))
    )


def _ticks(top: float) -> list[float]:
    step = _step(top)
    return [step * place for place in range(int(top / step + 1.001))]


def _number(value: float) -> str:
    return f"{value:.10g}"


def _svg(height: float, parts: Iterable[str]) -> Markup:
    body = "".join(parts)
    return Markup(  # noqa: S704 - texts are escaped where they are put in
        f'<svg viewBox="0 0 {WIDTH:.0f} {height:.0f}" role="img" class="plot">{body}</svg>'
    )


def _grid(scale: _Scale, top: float, unit: str) -> str:
    parts = []
    for tick in _ticks(top):
        y = scale.y(tick)
        parts.append(_rule(LEFT, y, WIDTH - RIGHT, y))
        parts.append(_text(LEFT - 8, y + 4, _number(tick), "end", quiet=True))
    parts.append(_text(LEFT + 6, TOP - 3, unit, "start", quiet=True))
    return "".join(parts)


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#d9e0e6"/>'


def _text(x: float, y: float, text: str, anchor: str, *, quiet: bool = False) -> str:
    kind = ' class="quiet"' if quiet else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{kind}>{escape(text)}</text>'


def _label(x: float, y: float, text: str) -> str:
    return _text(x, y, text, "middle", quiet=True)


def _runs(at: Sequence[float], values: Floats) -> list[list[int]]:
    """Stretches of places without a gap."""
    found: list[list[int]] = [[]]
    for place in range(len(at)):
        if math.isnan(float(values[place])):
            found.append([])
        else:
            found[-1].append(place)
    return [run for run in found if run]


def _line(scale: _Scale, at: Sequence[float], one: Series) -> str:
    dash = ' stroke-dasharray="7 5"' if one.mark == 0 else ""
    drawn = []
    for run in _runs(at, one.values):
        points = " ".join(f"{scale.x(at[i]):.1f},{scale.y(float(one.values[i])):.1f}" for i in run)
        drawn.append(
            f'<polyline points="{points}" fill="none" stroke="{COLOURS[one.mark]}" stroke-width="2.5"'
            f' stroke-linejoin="round"{dash}/>'
        )
    return "".join(drawn)


def _band(scale: _Scale, at: Sequence[float], one: Series) -> str:
    if one.margin is None:
        return ""
    margin = np.nan_to_num(one.margin)
    drawn = []
    for run in _runs(at, one.values):
        upper = [(scale.x(at[i]), scale.y(float(one.values[i] + margin[i]))) for i in run]
        lower = [(scale.x(at[i]), scale.y(float(one.values[i] - margin[i]))) for i in reversed(run)]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in upper + lower)
        drawn.append(f'<polygon points="{points}" fill="{COLOURS[one.mark]}" opacity=".13"/>')
    return "".join(drawn)


def _column(scale: _Scale, left: float, wide: float, value: float, number: int) -> str:
    y = scale.y(value)
    fill = f'fill="{COLOURS[number]}"' if number else f'fill="#fff" stroke="{COLOURS[0]}" stroke-width="1.5"'
    return (
        f'<rect x="{left:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{scale.y(0) - y:.1f}" {fill}/>'
        + _label(left + wide / 2, y - 5, _number(round(value, 1)))
    )


def _mark(x: float, y: float, number: int) -> str:
    if number:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="6" fill="{COLOURS[number]}"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="#fff" stroke="{COLOURS[0]}" stroke-width="2"/>'
