"""Prometheus families of the devices: by kind and state, never one a device."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from hallctl.contracts import metrics as names
from hallctl.contracts.device_looks import RESTING
from hallctl.domain.decide.devices import UNSEEN
from hallctl.hall import Hall
from hallctl.links.rtp_sender import BOUNDS_S
from hallctl.registry.fleet import Fleet
from hallctl.registry.watch import DeviceWatch


class DeviceCollector(Collector):
    """Reads plain counters; may be called in a thread."""

    def __init__(self, hall: Hall, fleet: Fleet, watch: DeviceWatch) -> None:
        self._hall, self._fleet, self._watch = hall, fleet, watch

    def collect(self) -> Iterator[Metric]:
        """All families."""
        yield self._states()
        yield self._outages()
        yield self._commands()
        yield self._lateness()

    def _states(self) -> Metric:
        state = self._hall.day.state
        counts: Counter[tuple[str, str]] = Counter()
        for entry in tuple(self._hall.setup.devices.values()):
            known = state.devices.get(entry.id)
            now = RESTING if entry.id in state.maintenance else known.state if known else UNSEEN
            counts[entry.kind, now] += 1
        metric = names.DEVICES
        family = GaugeMetricFamily(metric.name, metric.text, labels=metric.labels)
        for labels, count in counts.items():
            family.add_metric(labels, float(count))
        return family

    def _outages(self) -> Metric:
        by_kind: Counter[str] = Counter()
        for device, count in tuple(self._watch.outages.items()):
            by_kind[self._kind(device)] += count
        return _counts(names.DEVICE_OUTAGES, {(kind,): count for kind, count in by_kind.items()})

    def _commands(self) -> Metric:
        by_kind: Counter[tuple[str, ...]] = Counter()
        for device, outcomes in tuple(self._fleet.commands.items()):
            for outcome, count in tuple(outcomes.items()):
                by_kind[self._kind(device), outcome] += count
        return _counts(names.DEVICE_COMMANDS, by_kind)

    def _lateness(self) -> Metric:
        metric, told = names.RTP_LATENESS, self._fleet.wires.rtp.punctuality
        family = HistogramMetricFamily(metric.name, metric.text)
        bounds = (*map(str, BOUNDS_S), "+Inf")
        buckets = [*zip(bounds, map(float, accumulate(told.counts)), strict=True)]
        family.add_metric((), buckets, told.late_s)
        return family

    def _kind(self, device: str) -> str:
        entry = self._hall.setup.devices.get(device)
        return entry.kind if entry else "gone"


def _counts(metric: names.Metric, counts: dict[tuple[str, ...], int]) -> Metric:
    family = CounterMetricFamily(metric.name, metric.text, labels=metric.labels)
    for labels, count in counts.items():
        family.add_metric(labels, float(count))
    return family
