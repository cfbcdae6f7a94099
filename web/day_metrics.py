"""Metrics of the day as it stands: waits and services, how evenly windows are loaded, promises kept.

`figures` takes plain numbers from the day, quickly; `families` reckons in a thread.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Final

import msgspec
from prometheus_client.core import Metric

from hallctl.contracts import metrics as names
from hallctl.domain.balance import Balance, balance, load
from hallctl.domain.day import HallDay
from hallctl.domain.promises import Band, overall
from hallctl.domain.setup import HallSetup
from hallctl.domain.tickets import Ticket
from web.histograms import counters, gauges

MEAN: Final = "mean"
P95: Final = "p95"
ALL: Final = "all"
"""The label for all sizes of promise together."""

BySeconds = Mapping[str, Sequence[float]]


@dataclass(frozen=True, slots=True)
class DayFigures:
    """By zone the seconds of today's first waits and of services, by window its load, promises by band."""

    waits: BySeconds
    services: BySeconds
    loads: Mapping[str, float]
    balances: tuple[Balance, ...]
    promises: Mapping[str, Band]


NO_FIGURES: Final = DayFigures({}, {}, {}, (), {})


def figures(day: HallDay, setup: HallSetup, now: datetime) -> DayFigures:
    """The day's figures now. What is given is not changed by later events."""
    waits: dict[str, list[float]] = {zone: [] for zone in setup.zones}
    services: dict[str, list[float]] = {zone: [] for zone in setup.zones}
    for ticket in day.tickets.values():
        if ticket.waited_s is not None:
            waits.setdefault(ticket.zone, []).append(ticket.waited_s)
        served = _served_s(ticket)
        if served is not None:
            services.setdefault(ticket.zone, []).append(served)
    promises = day.state.learned.promises
    bands = {name: msgspec.structs.replace(band) for name, band in promises.items()}
    return DayFigures(
        waits,
        services,
        {duty.window: load(duty, now) for duty in day.windows.values()},
        balance(day, setup, now),
        {**bands, ALL: overall(promises)},
    )


def families(found: DayFigures) -> Iterator[Metric]:
    """All families."""
    yield gauges(names.WAIT_TODAY, _statistics(found.waits))
    yield gauges(names.SERVICE_TODAY, _statistics(found.services))
    yield gauges(names.UTILISATION, (((window,), share) for window, share in found.loads.items()))
    yield gauges(names.JAIN, (((each.zone,), each.jain) for each in found.balances))
    yield gauges(names.SPREAD, (((each.zone,), each.spread) for each in found.balances))
    promises = found.promises.items()
    yield gauges(names.PROMISE_ERROR, (((name,), band.relative_error) for name, band in promises))
    yield gauges(names.PROMISE_COVERAGE, (((name,), band.coverage) for name, band in promises))
    yield gauges(names.PROMISE_LEVEL, (((name,), band.outside) for name, band in promises if name != ALL))
    name = names.PROMISES
    yield counters(name.name, name.text, name.labels, (((n,), b.count) for n, b in promises if n != ALL))


def _served_s(ticket: Ticket) -> float | None:
    """How long a completed visit took, without the time it was set aside."""
    if ticket.outcome is None or ticket.started_at is None or ticket.ended_at is None:
        return None
    return max(0.0, (ticket.ended_at - ticket.started_at).total_seconds() - ticket.held_s)


def _statistics(by_zone: BySeconds) -> Iterator[tuple[tuple[str, str], float | None]]:
    for zone, seconds in by_zone.items():
        if seconds:
            yield (zone, MEAN), sum(seconds) / len(seconds)
            yield (zone, P95), sorted(seconds)[ceil(0.95 * len(seconds)) - 1]
