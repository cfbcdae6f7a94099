"""What is measured of announcements: how long after the call they sound, how fully, and what is not said."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum
from itertools import accumulate
from typing import Any, Final

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily
from prometheus_client.core import Metric as Family
from prometheus_client.registry import Collector

from hallctl.contracts import announcing_metrics as names
from hallctl.contracts.metrics import Metric
from hallctl.reactions.announcing.agenda import Manner

BOUNDS_S: Final = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0)
WHOLE_HALL: Final = "*"
"""The area of loudspeakers that belong to no zone."""


class Dropped(StrEnum):
    """Why something was not said."""

    LATE = "late"
    OVER = "over"
    QUIET = "quiet"
    FULL = "full"
    UNHEARD = "unheard"


class Measures(Collector):
    """Plain counters by area, fed by the loop alone; they may be read in a thread."""

    def __init__(self) -> None:
        self.spoken: Counter[tuple[str, str]] = Counter()  # (area, manner)
        self.dropped: Counter[tuple[str, str]] = Counter()  # (area, why)
        self.interrupted: Counter[tuple[str]] = Counter()  # (area,)
        self._delays: dict[str, list[int]] = {}
        self._delay_s: dict[str, float] = {}

    def begins(self, area: str, manner: Manner, delay_s: float | None) -> None:
        """Something sounds. `delay_s`: since the call; None where it is no call or sounds once more."""
        self.spoken[area, manner.name.lower()] += 1
        if delay_s is not None:
            counts = self._delays.setdefault(area, [0] * (len(BOUNDS_S) + 1))
            counts[bisect_left(BOUNDS_S, delay_s)] += 1
            self._delay_s[area] = self._delay_s.get(area, 0.0) + delay_s

    def collect(self) -> Iterator[Family]:
        """All families."""
        delays = HistogramMetricFamily(names.DELAY.name, names.DELAY.text, labels=names.DELAY.labels)
        for area, counts in tuple(self._delays.items()):
            bounds = (*map(str, BOUNDS_S), "+Inf")
            buckets = list(zip(bounds, map(float, accumulate(counts)), strict=True))
            delays.add_metric((area,), buckets, self._delay_s[area])
        yield delays
        yield _counts(names.SPOKEN, self.spoken)
        yield _counts(names.DROPPED, self.dropped)
        yield _counts(names.INTERRUPTED, self.interrupted)


def _counts(metric: Metric, counts: Mapping[Any, int]) -> Family:
    family = CounterMetricFamily(metric.name, metric.text, labels=metric.labels)
    for labels, count in tuple(counts.items()):
        family.add_metric(labels, float(count))
    return family
