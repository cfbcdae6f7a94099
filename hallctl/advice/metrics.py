"""Prometheus families of the advice room, made from its counters when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.core import Metric as Family
from prometheus_client.registry import Collector

from hallctl.advice.foresight import Foresight
from hallctl.advice.lookout import Lookout
from hallctl.advice.opening import OpeningAdviser
from hallctl.contracts import advice_metrics as names


@dataclass(frozen=True, slots=True, eq=False)
class AdviceCollector(Collector):
    """Reads plain counters; may be called in a thread."""

    foresight: Foresight
    opening: OpeningAdviser
    lookout: Lookout

    def collect(self) -> Iterator[Family]:
        """All families."""
        whats = {"estimate": self.foresight.pace, "opening": self.opening.pace, "take": self.foresight.taking}
        done = CounterMetricFamily(names.DONE.name, names.DONE.text, labels=["what"])
        failed = CounterMetricFamily(names.FAILED.name, names.FAILED.text, labels=["what"])
        spent = CounterMetricFamily(names.SECONDS.name, names.SECONDS.text, labels=["what"])
        latest = GaugeMetricFamily(names.LATEST.name, names.LATEST.text, labels=["what"])
        slowest = GaugeMetricFamily(names.SLOWEST.name, names.SLOWEST.text, labels=["what"])
        for what, pace in whats.items():
            done.add_metric([what], pace.count)
            failed.add_metric([what], pace.failed)
            spent.add_metric([what], pace.total_s)
            latest.add_metric([what], pace.latest_s)
            slowest.add_metric([what], pace.slowest_s)
        yield from (done, failed, spent, latest, slowest)
        surging = names.SURGES
        yield GaugeMetricFamily(surging.name, surging.text, value=len(self.lookout.surges))
