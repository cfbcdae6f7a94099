"""The families of the MQTT room: every name of the catalogue, with help, once."""

from collections import Counter
from types import SimpleNamespace
from typing import Any, cast

from prometheus_client import CollectorRegistry, generate_latest

from hallctl.contracts import metrics as names
from hallctl.contracts.devices import LinkState, Outcome
from hallctl.links.link import LinkStats
from hallctl.mqtt.guarded import BrokerStats
from hallctl.mqtt.metrics import MqttCollector
from hallctl.mqtt.publisher import PublisherStats
from hallctl.mqtt.retained import RetainedStats
from hallctl.registry.requests import RequestStats

CATALOGUE = [
    value
    for value in vars(names).values()
    if isinstance(value, names.Metric) and value.name.startswith("hall_mqtt_")
]


def collector() -> MqttCollector:
    requests = RequestStats()
    requests.accepted["ticket.issue"] += 3
    requests.refused["ITEM_UNKNOWN"] += 2
    parts: dict[str, Any] = {
        "link": SimpleNamespace(state=LinkState.ONLINE, stats=LinkStats(outages=1)),
        "publisher": SimpleNamespace(stats=PublisherStats(published=7), backlog=4, rests=2),
        "retained": SimpleNamespace(stats=RetainedStats(published=9)),
        "requests": SimpleNamespace(
            requests=SimpleNamespace(stats=requests), ignored=Counter(device_unknown=1)
        ),
        "commander": SimpleNamespace(stats=dict.fromkeys(Outcome, 1)),
        "broker": SimpleNamespace(stats=BrokerStats(connections=5, refused={"credentials": 6})),
    }
    return MqttCollector(**cast("Any", parts))


def page() -> list[str]:
    registry = CollectorRegistry()
    registry.register(collector())
    return generate_latest(registry).decode().splitlines()


def test_every_name_of_the_catalogue_is_there_once() -> None:
    given = [family.name for family in collector().collect()]
    assert sorted(given) == sorted(metric.name for metric in CATALOGUE)


def test_the_numbers_are_those_of_the_parts() -> None:
    lines = page()
    for line in (
        "hall_mqtt_connected 1.0",
        "hall_mqtt_outages_total 1.0",
        "hall_mqtt_events_published_total 7.0",
        "hall_mqtt_events_backlog 4.0",
        'hall_mqtt_requests_total{name="ticket.issue"} 3.0',
        'hall_mqtt_requests_refused_total{code="ITEM_UNKNOWN"} 2.0',
        'hall_mqtt_commands_total{outcome="done"} 1.0',
        'hall_mqtt_broker_refused_total{why="credentials"} 6.0',
        "hall_mqtt_broker_connections 5.0",
    ):
        assert line in lines
