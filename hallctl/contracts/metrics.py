"""Names and help texts of the metrics that the MQTT room gives. Counters get `_total` from the library."""

from __future__ import annotations

from typing import Final, NamedTuple


class Metric(NamedTuple):
    """A Prometheus family."""

    name: str
    text: str
    labels: tuple[str, ...] = ()


MQTT_CONNECTED: Final = Metric("hall_mqtt_connected", "1 while the hall is connected to its broker")
MQTT_OUTAGES: Final = Metric("hall_mqtt_outages", "Times that the broker was lost or not reached")
MQTT_PUBLISHED: Final = Metric("hall_mqtt_events_published", "Events that the broker has acknowledged")
MQTT_BACKLOG: Final = Metric("hall_mqtt_events_backlog", "Durable events not yet acknowledged by the broker")
MQTT_RESTS: Final = Metric(
    "hall_mqtt_publisher_rests", "Times publishing stepped back for people being served"
)
MQTT_RETAINED: Final = Metric("hall_mqtt_retained_published", "Versions of retained topics published")
MQTT_REQUESTS: Final = Metric("hall_mqtt_requests", "Requests of devices that were carried out", ("name",))
MQTT_REFUSED: Final = Metric("hall_mqtt_requests_refused", "Requests answered with an error", ("code",))
MQTT_IGNORED: Final = Metric("hall_mqtt_messages_ignored", "Messages that could not be answered", ("reason",))
MQTT_COMMANDS: Final = Metric("hall_mqtt_commands", "Commands to devices by outcome", ("outcome",))
BROKER_CONNECTIONS: Final = Metric("hall_mqtt_broker_connections", "Clients at the embedded broker")
BROKER_REFUSED: Final = Metric(
    "hall_mqtt_broker_refused", "Clients turned away by the embedded broker", ("why",)
)
BROKER_DENIED: Final = Metric(
    "hall_mqtt_broker_denied", "Topics denied to clients of the embedded broker", ("access",)
)
BROKER_DROPPED: Final = Metric(
    "hall_mqtt_broker_dropped", "Messages dropped because their client stayed away"
)
