"""Prometheus families of the MQTT room, made from the counters of its parts when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.core import Metric as Family
from prometheus_client.registry import Collector

from hallctl.contracts import metrics as names
from hallctl.contracts.devices import LinkState
from hallctl.links.mqtt import MqttCommander, MqttLink
from hallctl.mqtt.broker import EmbeddedBroker
from hallctl.mqtt.publisher import EventPublisher
from hallctl.mqtt.requests import DeviceRequests
from hallctl.mqtt.retained import RetainedTopics


@dataclass(frozen=True, slots=True, eq=False)
class MqttCollector(Collector):
    """Reads plain counters; may be called in a thread. `broker` only where it is embedded."""

    link: MqttLink
    publisher: EventPublisher
    retained: RetainedTopics
    requests: DeviceRequests
    commander: MqttCommander | None = None
    broker: EmbeddedBroker | None = None

    def collect(self) -> Iterator[Family]:
        """All families."""
        yield _gauge(names.MQTT_CONNECTED, self.link.state is LinkState.ONLINE)
        yield _count(names.MQTT_OUTAGES, self.link.stats.outages)
        yield _count(names.MQTT_PUBLISHED, self.publisher.stats.published)
        yield _gauge(names.MQTT_BACKLOG, self.publisher.backlog)
        yield _count(names.MQTT_RESTS, self.publisher.rests)
        yield _count(names.MQTT_RETAINED, self.retained.stats.published)
        yield _counts(names.MQTT_REQUESTS, self.requests.requests.stats.accepted)
        yield _counts(names.MQTT_REFUSED, self.requests.requests.stats.refused)
        yield _counts(names.MQTT_IGNORED, self.requests.ignored)
        if self.commander is not None:
            yield _counts(names.MQTT_COMMANDS, self.commander.stats)
        if self.broker is not None:
            yield from _broker(self.broker)


def _broker(broker: EmbeddedBroker) -> Iterator[Family]:
    stats = broker.stats
    yield _gauge(names.BROKER_CONNECTIONS, stats.connections)
    yield _counts(names.BROKER_REFUSED, stats.refused)
    yield _counts(names.BROKER_DENIED, {"write": stats.denied_writes, "read": stats.denied_reads})
    yield _count(names.BROKER_DROPPED, stats.dropped_for_away)


def _gauge(metric: names.Metric, value: float) -> Family:
    return GaugeMetricFamily(metric.name, metric.text, value=float(value))


def _count(metric: names.Metric, value: float) -> Family:
    return CounterMetricFamily(metric.name, metric.text, value=float(value))


def _counts(metric: names.Metric, values: Mapping[Any, int]) -> Family:
    family = CounterMetricFamily(metric.name, metric.text, labels=metric.labels)
    for label, value in tuple(values.items()):
        family.add_metric((str(label),), float(value))
    return family
