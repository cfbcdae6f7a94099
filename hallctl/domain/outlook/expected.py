"""Who is expected to come (来访预测) to one zone, in the shape that a simulation takes it up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from hallctl.domain.day import HallDay
from hallctl.domain.learning.demand import expected_arrivals
from hallctl.domain.outlook.chance import Floats
from hallctl.domain.outlook.lines import Lines
from hallctl.domain.setup import HallSetup
from hallctl.domain.tickets import TicketClass

AHEAD: Final = timedelta(hours=3)
"""Who comes later does not touch who waits now."""


@dataclass(frozen=True)
class Forecast:
    """Who is expected to come besides the bookings.

    `knots`, `volume`: minutes from now, and how many walk-ins have come until then. `lines`: by line, its
    share of those, `normal` how many of them have no other class. `classes`: of other classes, how many come
    for each walk-in; second errands (TRANSFER) go to `onward` by line. `no_show`: share of the called who do
    not come, `missed` of the booked who never check in.
    """

    knots: Floats
    volume: Floats
    lines: Floats
    onward: Floats
    normal: float
    classes: Mapping[TicketClass, float]
    no_show: float
    missed: float


def forecast_of(day: HallDay, setup: HallSetup, lines: Lines, now: datetime) -> Forecast:
    """What is to be expected from now on."""
    coming = expected_arrivals(day, setup, lines.zone, now, now + AHEAD)
    manners = coming.manners
    edges = np.array(coming.edges_s, dtype=np.float64) / 60
    rates = np.array(coming.per_min, dtype=np.float64).reshape(len(edges) - 1, len(coming.codes))
    people = rates * np.diff(edges)[:, None]
    total = float(people.sum())
    by_line = np.zeros(len(lines))
    for code, count in zip(coming.codes, people.sum(axis=0).tolist(), strict=True):
        if code in lines.number:
            by_line[lines.number[code]] = count / total if total else 0.0
    onward = np.zeros(len(lines))
    for code, share in manners.onward.items():
        if code in lines.number:
            onward[lines.number[code]] = share
    classes = {klass: share for klass, share in manners.classes.items() if klass not in _OTHERWISE}
    return Forecast(
        knots=edges,
        volume=np.concatenate([[0.0], np.cumsum(people.sum(axis=1))]),
        lines=by_line,
        onward=onward,
        normal=manners.classes.get(TicketClass.NORMAL, 0.0),
        classes=classes | {TicketClass.TRANSFER: manners.second},
        no_show=manners.no_show,
        missed=1.0 - manners.kept,
    )


_OTHERWISE: Final = frozenset({TicketClass.NORMAL, TicketClass.BOOKED, TicketClass.TRANSFER})
"""Classes that are expected by other means than the shares of the walk-ins."""
