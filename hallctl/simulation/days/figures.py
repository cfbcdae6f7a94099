"""Figures (指标) of days, and how two halls differ in them: each with a 95 % interval over days.

A figure is reckoned for each day; what is told is the mean over the days. The two halls of a comparison met
the same people day by day, so their difference is far surer than either value.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from hallctl.domain.tickets import TicketClass
from hallctl.simulation.days.observations import CLASSES, NOT_COUNTED, Floats, Seen
from hallctl.simulation.days.trail import Fate

LONG_S: Final = 1800.0
"""Longer than this nobody should wait (domain chapter 2)."""

LEAST_DUTY_S: Final = 3600.0
"""Windows open for less are not compared with the others."""

OFTEN: Final = 5


class Unit(StrEnum):
    """How a figure is written."""

    MINUTES = "min"
    PERCENT = "%"
    COUNT = "count"
    RATIO = "ratio"


class Better(StrEnum):
    """Which way is good."""

    LESS = "less"
    MORE = "more"
    NEITHER = "neither"


@dataclass(frozen=True)
class Figure:
    """One figure of a day. `of` may give NaN where a day says nothing about it."""

    id: str
    zh: str
    en: str
    unit: Unit
    better: Better
    of: Callable[[Seen], float]


@dataclass(frozen=True)
class Estimate:
    """A mean over days, and half the width of its 95 % interval (NaN for a single day)."""

    value: float
    margin: float
    days: int

    @property
    def is_sure(self) -> bool:
        """Whether the interval leaves out zero."""
        return abs(self.value) > self.margin


def estimate(values: Floats) -> Estimate:
    """Mean and interval of one value a day; days that say nothing are left out."""
    known = values[~np.isnan(values)]
    days = len(known)
    if not days:
        return Estimate(math.nan, math.nan, 0)
    margin = math.nan
    if days > 1:
        margin = student(days - 1) * float(known.std(ddof=1)) / math.sqrt(days)
    return Estimate(float(known.mean()), margin, days)


_STUDENT: Final = (12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228)


def student(freedom: int) -> float:
    """The 97.5 % point of Student's distribution (Abramowitz and Stegun 26.7.5 beyond ten)."""
    if freedom <= len(_STUDENT):
        return _STUDENT[freedom - 1]
    z = 1.959964
    return z + (z**3 + z) / (4 * freedom) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)


def by_day(figure: Figure, days: Sequence[Seen]) -> Floats:
    """The figure of each day."""
    return np.array([figure.of(day) for day in days], float)


# --- waits --------------------------------------------------------------------------------------------------


def _mean(values: Floats) -> float:
    return float(values.mean()) if len(values) else math.nan


def _share(values: Floats, limit: float) -> float:
    return 100.0 * float((values > limit).mean()) if len(values) else math.nan


def _quantile(level: float) -> Callable[[Seen], float]:
    def of(day: Seen) -> float:
        return float(np.quantile(day.wait_s, level)) / 60 if len(day.wait_s) else math.nan

    return of


def _mean_of(*classes: TicketClass) -> Callable[[Seen], float]:
    places = [CLASSES.index(klass) for klass in classes]

    def of(day: Seen) -> float:
        return _mean(day.wait_s[np.isin(day.klass, places)]) / 60

    return of


def _booked_within_ten(day: Seen) -> float:
    waits = day.first_wait_s[day.klass == CLASSES.index(TicketClass.BOOKED)]
    return 100.0 - _share(waits, 600.0)


def _often_overtaken(day: Seen) -> float:
    return _share(day.overtaken[day.overtaken != NOT_COUNTED].astype(float), OFTEN)


# --- windows ------------------------------------------------------------------------------------------------


def utilisation(day: Seen) -> Floats:
    """Busy share of duty by window, over all days in `day`; NaN for windows that hardly worked."""
    duty, busy = day.duty_s.sum(axis=0), day.busy_s.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(duty > LEAST_DUTY_S, busy / duty, np.nan)


def rate(day: Seen) -> Floats:
    """Errands an hour of duty by window; NaN for windows that hardly worked."""
    duty, handled = day.duty_s.sum(axis=0), day.handled.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(duty > LEAST_DUTY_S, handled / duty * 3600.0, np.nan)


def _scatter(values: Floats) -> float:
    known = values[~np.isnan(values)]
    mean = known.mean() if len(known) else 0.0
    return float(known.std() / mean) if mean > 0 else math.nan


def _busy_share(day: Seen) -> float:
    duty = float(day.duty_s.sum())
    return 100.0 * float(day.busy_s.sum()) / duty if duty else math.nan


def _spread(day: Seen) -> float:
    known = utilisation(day)
    known = known[~np.isnan(known)]
    return 100.0 * float(known.max() - known.min()) if len(known) else math.nan


def _jain(day: Seen) -> float:
    known = utilisation(day)
    known = known[~np.isnan(known)]
    squares = float((known**2).sum())
    return float(known.sum()) ** 2 / (len(known) * squares) if squares else math.nan


# --- promises -----------------------------------------------------------------------------------------------


def _promise_error(day: Seen) -> float:
    return _mean(np.abs(day.first_wait_s - day.promised_s[:, 1])[~np.isnan(day.promised_s[:, 1])]) / 60


def _promise_kept(day: Seen) -> float:
    told = ~np.isnan(day.promised_s[:, 1])
    low, high = day.promised_s[told, 0], day.promised_s[told, 2]
    waits = day.first_wait_s[told]
    return 100.0 * _mean(((waits >= low - 1) & (waits <= high + 1)).astype(float))


def _fate(place: int) -> Callable[[Seen], float]:
    return lambda day: float(day.fates[:, place].sum())


CARED_FOR: Final = (TicketClass.CARE, TicketClass.GREEN_CHANNEL, TicketClass.SPECIAL_CHANNEL)
MIN, PERCENT, COUNT, RATIO = Unit.MINUTES, Unit.PERCENT, Unit.COUNT, Unit.RATIO
LESS, MORE, NEITHER = Better.LESS, Better.MORE, Better.NEITHER

FIGURES: Final[tuple[Figure, ...]] = (
    Figure("wait_mean", "平均等候", "mean wait", MIN, LESS, lambda day: _mean(day.wait_s) / 60),
    Figure("wait_p50", "半数人等候不超过", "half wait at most", MIN, LESS, _quantile(0.5)),
    Figure("wait_p95", "95% 的人等候不超过", "95 % wait at most", MIN, LESS, _quantile(0.95)),
    Figure("wait_p99", "99% 的人等候不超过", "99 % wait at most", MIN, LESS, _quantile(0.99)),
    Figure(
        "over_30",
        "等候超过 30 分钟",
        "wait over 30 min",
        PERCENT,
        LESS,
        lambda day: _share(day.wait_s, LONG_S),
    ),
    Figure("wait_ordinary", "普通号平均等候", "mean, ordinary", MIN, LESS, _mean_of(TicketClass.NORMAL)),
    Figure("wait_priority", "优先号平均等候", "mean, priority", MIN, LESS, _mean_of(*CARED_FOR)),
    Figure("wait_booked", "预约号平均等候", "mean, booked", MIN, LESS, _mean_of(TicketClass.BOOKED)),
    Figure(
        "booked_in_10",
        "预约 10 分钟内叫到",
        "booked, called within 10 min",
        PERCENT,
        MORE,
        _booked_within_ten,
    ),
    Figure(
        "overtaken_often",
        "被后来者超过 5 次以上",
        "overtaken more than 5 times",
        PERCENT,
        LESS,
        _often_overtaken,
    ),
    Figure("busy_share", "窗口忙碌", "windows busy", PERCENT, NEITHER, _busy_share),
    Figure("busy_spread", "最忙与最闲窗口之差", "busiest less idlest window", PERCENT, LESS, _spread),
    Figure(
        "cv_busy", "忙碌时间变异系数", "CV of busy time", RATIO, LESS, lambda day: _scatter(utilisation(day))
    ),
    Figure(
        "cv_handled", "办件量变异系数", "CV of errands an hour", RATIO, LESS, lambda day: _scatter(rate(day))
    ),
    Figure("jain", "均衡度 (Jain)", "balance (Jain)", RATIO, MORE, _jain),
    Figure("promise_error", "预计与实际相差", "promised against real wait", MIN, LESS, _promise_error),
    Figure("promise_kept", "实际在预计区间内", "wait inside the promise", PERCENT, MORE, _promise_kept),
    Figure("served", "每天办结人数", "served a day", COUNT, MORE, _fate(Fate.SERVED)),
    Figure("missed", "每天过号未到", "missed their call a day", COUNT, LESS, _fate(Fate.MISSED)),
    Figure("left", "每天中途离开", "left a day", COUNT, LESS, _fate(Fate.LEFT)),
    Figure("unserved", "每天未叫到", "not called by the end of a day", COUNT, LESS, _fate(Fate.WAITING)),
    Figure("turned_away", "每天未取到号", "got no number a day", COUNT, LESS, _fate(len(Fate))),
    Figure(
        "clerk_hours",
        "每天在岗小时",
        "hours on duty a day",
        COUNT,
        LESS,
        lambda d: float(d.duty_s.sum()) / 3600,
    ),
    Figure(
        "ends_h",
        "最后一人办完 (时)",
        "last visitor done (hour)",
        COUNT,
        LESS,
        lambda d: float(d.ends_s[0]) / 3600,
    ),
)
