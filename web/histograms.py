"""Histograms and counters as the web room keeps them: increments on the loop, families made in a thread."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from hallctl.contracts import metrics as names


class Histogram:
    """Counts values in buckets; a list increment, no lock: it is fed by the loop alone."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def observe(self, value: float) -> None:
        """Count one value."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value

    def buckets(self) -> list[tuple[str, float]]:
        """Cumulated, as Prometheus wants them."""
        running = 0
        listed: list[tuple[str, float]] = []
        for bound, count in zip((*map(str, self.bounds), "+Inf"), self.counts, strict=True):
            running += count
            listed.append((bound, float(running)))
        return listed


def histograms(name: names.Metric, values: Iterable[tuple[tuple[str, ...], Histogram]]) -> Metric:
    """A family of histograms by their labels."""
    family = HistogramMetricFamily(name.name, name.text, labels=name.labels)
    for key, histogram in values:
        family.add_metric(key, histogram.buckets(), histogram.total)
    return family


def counters(name: names.Metric, values: Iterable[tuple[tuple[str, ...], float]]) -> Metric:
    """A family of counters by their labels."""
    family = CounterMetricFamily(name.name, name.text, labels=name.labels)
    for key, value in values:
        family.add_metric(key, float(value))
    return family


def gauges(name: names.Metric, values: Iterable[tuple[tuple[str, ...], float | None]]) -> Metric:
    """A family of gauges by their labels; what is not known is left out."""
    family = GaugeMetricFamily(name.name, name.text, labels=name.labels)
    for key, value in values:
        if value is not None:
            family.add_metric(key, float(value))
    return family
