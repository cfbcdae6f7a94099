"""The report of a comparison: one file for people, one for programs, from the same figures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from hallctl.domain.setup import HallSetup
from hallctl.simulation.days.figures import FIGURES, Better, Estimate, Figure, Unit, by_day, estimate
from hallctl.simulation.days.observations import Seen
from hallctl.simulation.days.pictures import Shown, pictures

AS_IS: Final = "现状 as it is"
VARIANT: Final = "方案 variant"
LEAD: Final = "wait_mean"
"""The figure that is told first."""


@dataclass(frozen=True)
class Question:
    """What was asked: how, of which days, and what is different in the variant, in the asker's words."""

    hall: str
    asked: str
    changes: tuple[str, ...]
    days: int
    seed: int | None
    first: date
    last: date
    people: str


@dataclass(frozen=True)
class Row:
    """One figure of both halls. `change`: variant less as it is, paired by day; None where one hall only."""

    figure: Figure
    base: Estimate
    variant: Estimate | None
    change: Estimate | None

    @property
    def verdict(self) -> str:
        """better, worse, unsure, same on every single day, or neither where no way is good."""
        if self.change is None or self.figure.better is Better.NEITHER:
            return "neither"
        if self.change.value == self.change.margin == 0:
            return "same"
        if math.isnan(self.change.value) or not self.change.is_sure:
            return "unsure"
        less = self.change.value < 0
        return "better" if less == (self.figure.better is Better.LESS) else "worse"


@dataclass(frozen=True)
class Report:
    """Everything that is told."""

    question: Question
    rows: tuple[Row, ...]
    halls: tuple[Shown, ...]
    setup: HallSetup

    def row(self, figure: str) -> Row:
        """The row of a figure."""
        return next(row for row in self.rows if row.figure.id == figure)


def report(setup: HallSetup, question: Question, sides: Sequence[Sequence[Seen]]) -> Report:
    """The report over what each hall's days showed, in the same order; one hall or two."""
    names = (AS_IS, VARIANT) if len(sides) > 1 else (AS_IS,)
    halls = tuple(
        Shown(name, days, number if len(sides) > 1 else 1)
        for number, (name, days) in enumerate(zip(names, sides, strict=True))
    )
    rows = (_row(figure, sides) for figure in FIGURES)
    return Report(
        question, tuple(row for row in rows if row.base.days or row.figure.id == LEAD), halls, setup
    )


def _row(figure: Figure, sides: Sequence[Sequence[Seen]]) -> Row:
    values = [by_day(figure, days) for days in sides]
    if len(values) == 1:
        return Row(figure, estimate(values[0]), None, None)
    return Row(figure, estimate(values[0]), estimate(values[1]), estimate(values[1] - values[0]))


# --- for programs -------------------------------------------------------------------------------------------


def as_json(told: Report) -> bytes:
    """Every figure with its interval; NaN is written as null."""
    question = msgspec.to_builtins(told.question)
    figures = {
        row.figure.id: {
            "unit": row.figure.unit.value,
            "better": row.figure.better.value,
            "as_is": _estimate(row.base),
            "variant": _estimate(row.variant),
            "change": _estimate(row.change),
            "verdict": row.verdict,
        }
        for row in told.rows
    }
    windows = [_by_window(told, place) for place in range(len(told.setup.windows))]
    document = {"question": question, "figures": figures, "windows": windows}
    return msgspec.json.format(msgspec.json.encode(document), indent=1)


def _estimate(value: Estimate | None) -> dict[str, Any] | None:
    if value is None:
        return None
    margin = None if math.isnan(value.margin) else round(value.margin, 6)
    return {"value": None if math.isnan(value.value) else round(value.value, 6), "margin": margin}


def _by_window(told: Report, place: int) -> dict[str, Any]:
    window = list(told.setup.windows)[place]
    return {
        "window": window,
        "halls": [
            {
                "name": hall.name,
                "duty_h": round(sum(float(day.duty_s[0, place]) for day in hall.days) / 3600, 3),
                "busy_h": round(sum(float(day.busy_s[0, place]) for day in hall.days) / 3600, 3),
                "handled": int(sum(float(day.handled[0, place]) for day in hall.days)),
            }
            for hall in told.halls
        ],
    }


# --- for people ---------------------------------------------------------------------------------------------


def as_html(told: Report, made_at: datetime) -> str:
    """One page that needs nothing else and prints well: Chinese first, English second."""
    environment = Environment(
        loader=PackageLoader("hallctl.simulation.days", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"figure": written, "margin": margin, "change": change, "number": number}
    return environment.get_template("report.html").render(
        told=told,
        question=told.question,
        pictures=pictures(told.setup, told.halls),
        lead=told.row(LEAD),
        made_at=made_at,
    )


DIGITS: Final = {Unit.MINUTES: 1, Unit.PERCENT: 1, Unit.COUNT: 1, Unit.RATIO: 3}
SIGNS: Final = {Unit.MINUTES: " min", Unit.PERCENT: " %", Unit.COUNT: "", Unit.RATIO: ""}


def written(value: Estimate, figure: Figure) -> str:
    """The mean with its unit."""
    if math.isnan(value.value):
        return "-"
    return f"{value.value:.{DIGITS[figure.unit]}f}{SIGNS[figure.unit]}"


def margin(value: Estimate, figure: Figure) -> str:
    """Half the width of the interval; nothing for a single day."""
    return "" if math.isnan(value.margin) else f"± {value.margin:.{DIGITS[figure.unit]}f}"


def change(value: Estimate, figure: Figure) -> str:
    """A difference with its sign."""
    if math.isnan(value.value):
        return "-"
    return f"{value.value:+.{DIGITS[figure.unit]}f}{SIGNS[figure.unit]}"


def number(value: Estimate, sign: str = "") -> str:
    """The mean alone, to a tenth."""
    return "-" if math.isnan(value.value) else f"{value.value:{sign}.1f}"
