"""Metrics of visits (取号与办理): counted from the feed by zone and window, by item, and by clerk.

Labels are what the configuration names: zones, windows, items and types, staff numbers. Nobody who visits is
in them, and they do not grow with time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from prometheus_client.core import Metric

from hallctl.contracts import metrics as names
from web.histograms import Histogram, counters, gauges, histograms

WAIT_BUCKETS_S: Final = (60, 180, 300, 600, 900, 1200, 1800, 2700, 3600, 7200)
SERVICE_BUCKETS_S: Final = (60, 120, 180, 300, 480, 600, 900, 1200, 1800, 3600)
FEW_WAIT_BUCKETS_S: Final = (300, 900, 1800, 3600)
FEW_SERVICE_BUCKETS_S: Final = (180, 480, 900, 1800, 3600)
"""For items and clerks, of which there may be hundreds."""

MEAN: Final = "mean"
P95: Final = "p95"


@dataclass(slots=True)
class Spread:
    """Histograms of one family by its labels."""

    name: names.Metric
    bounds: tuple[float, ...]
    by_label: dict[tuple[str, ...], Histogram] = field(default_factory=dict)

    def observe(self, labels: tuple[str, ...], seconds: float) -> None:
        """One value more."""
        found = self.by_label.get(labels)
        if found is None:
            found = self.by_label[labels] = Histogram(self.bounds)
        found.observe(seconds)

    def collect(self) -> Metric:
        """As Prometheus wants it."""
        return histograms(self.name, list(self.by_label.items()))


@dataclass(slots=True)
class Count:
    """Counters of one family by its labels."""

    name: names.Metric
    by_label: Counter[tuple[str, ...]] = field(default_factory=Counter)

    def add(self, *labels: str) -> None:
        """One more."""
        self.by_label[labels] += 1

    def collect(self) -> Metric:
        """As Prometheus wants it."""
        return counters(self.name, list(self.by_label.items()))


@dataclass(slots=True)
class OfToday:
    """Seconds of today by zone, of which mean and 95th percentile are told."""

    name: names.Metric
    by_zone: dict[str, list[float]] = field(default_factory=dict)

    def note(self, zone: str, seconds: float) -> None:
        """One value more."""
        self.by_zone.setdefault(zone, []).append(seconds)

    def collect(self) -> Metric:
        """As Prometheus wants it."""
        return gauges(self.name, self._statistics())

    def _statistics(self) -> Iterator[tuple[tuple[str, str], float]]:
        for zone, seconds in list(self.by_zone.items()):
            ordered = sorted(seconds)
            yield (zone, MEAN), sum(ordered) / len(ordered)
            yield (zone, P95), ordered[ceil(0.95 * len(ordered)) - 1]


class VisitMeters:
    """What has happened to numbers: since the daemon started, and today."""

    def __init__(self) -> None:
        self.waits_today = OfToday(names.WAIT_TODAY)
        self.services_today = OfToday(names.SERVICE_TODAY)
        self.issued = Count(names.TICKETS_ISSUED)
        self.ended = Count(names.TICKETS)
        self.no_shows = Count(names.NO_SHOWS)
        self.waits = Spread(names.WAIT, WAIT_BUCKETS_S)
        self.services = Spread(names.SERVICE, SERVICE_BUCKETS_S)
        self.item_issued = Count(names.ITEM_ISSUED)
        self.item_no_shows = Count(names.ITEM_NO_SHOWS)
        self.item_waits = Spread(names.ITEM_WAIT, FEW_WAIT_BUCKETS_S)
        self.item_services = Spread(names.ITEM_SERVICE, FEW_SERVICE_BUCKETS_S)
        self.clerk_no_shows = Count(names.CLERK_NO_SHOWS)
        self.clerk_waits = Spread(names.CLERK_WAIT, FEW_WAIT_BUCKETS_S)
        self.clerk_services = Spread(names.CLERK_SERVICE, FEW_SERVICE_BUCKETS_S)
        self.ratings = Count(names.RATINGS)
        self.clocks_ended = Count(names.CLOCKS_ENDED)
        self.by_time = Count(names.BY_TIME)

    def collect(self) -> Iterator[Metric]:
        """All families."""
        family: Count | Spread | OfToday
        for family in vars(self).values():
            yield family.collect()
