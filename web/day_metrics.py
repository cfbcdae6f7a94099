"""Metrics of the hall as it stands: how even loads are, what became of promises, what is to be drawn.

`figures` takes plain numbers from the day, quickly; `families` reckons in a thread.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
from prometheus_client.core import Metric

from hallctl.contracts import metrics as names
from hallctl.domain.balance import Balance, balance, load
from hallctl.domain.day import HallDay
from hallctl.domain.learning.promises import AT_ONCE, Band, overall
from hallctl.domain.setup import HallSetup
from web.histograms import counters, gauges

ALL: Final = "all"
"""The label for all sizes of promise together."""


@dataclass(frozen=True, slots=True)
class DayFigures:
    """Loads by window, balance by zone, what became of promises by band; documents that are to be drawn."""

    loads: Mapping[str, float]
    balances: tuple[Balance, ...]
    promises: Mapping[str, Band]
    to_draw: int


NO_FIGURES: Final = DayFigures({}, (), {}, 0)


def figures(day: HallDay, setup: HallSetup, now: datetime) -> DayFigures:
    """The day's figures now. What is given is not changed by later events."""
    promises = day.state.learned.promises
    bands = {name: msgspec.structs.replace(band) for name, band in promises.items()}
    return DayFigures(
        {duty.window: load(duty, now) for duty in day.windows.values()},
        balance(day, setup, now),
        {**bands, ALL: overall(promises)},
        len(day.state.drawing),
    )


def families(found: DayFigures) -> Iterator[Metric]:
    """All families."""
    yield gauges(names.UTILISATION, (((window,), share) for window, share in found.loads.items()))
    yield gauges(names.JAIN, (((each.zone,), each.jain) for each in found.balances))
    yield gauges(names.SPREAD, (((each.zone,), each.spread) for each in found.balances))
    promises = found.promises.items()
    yield gauges(names.PROMISE_ERROR, (((name,), band.relative_error) for name, band in promises))
    yield gauges(names.PROMISE_COVERAGE, (((name,), band.coverage) for name, band in promises))
    cut = (((name,), band.outside) for name, band in promises if name not in {ALL, AT_ONCE})
    yield gauges(names.PROMISE_LEVEL, cut)
    yield counters(names.PROMISES, (((name,), band.count) for name, band in promises if name != ALL))
    yield gauges(names.TO_DRAW, [((), found.to_draw)])
