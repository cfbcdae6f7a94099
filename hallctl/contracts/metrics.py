"""Names and help texts of the metrics that several rooms give. Counters get `_total` from the library."""

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

DEVICES: Final = Metric("hall_devices", "Devices of the register", ("kind", "state"))
DEVICE_OUTAGES: Final = Metric("hall_device_outages", "Times that devices went away", ("kind",))
DEVICE_COMMANDS: Final = Metric(
    "hall_device_commands", "Commands to devices that ended so", ("kind", "outcome")
)

RTP_LATENESS: Final = Metric(
    "hall_rtp_packet_lateness_seconds", "How late packets of sound left for loudspeakers"
)

TICKETS_ISSUED: Final = Metric("hall_tickets_issued", "Numbers given", ("zone", "class"))
TICKETS: Final = Metric("hall_tickets", "Tickets that have ended", ("zone", "class", "outcome"))
NO_SHOWS: Final = Metric("hall_no_shows", "Calls that nobody came to", ("zone", "window"))
WAIT: Final = Metric("hall_wait_seconds", "From number, slot if later, to first call", ("zone", "window"))
SERVICE: Final = Metric("hall_service_seconds", "From start to completion, less holds", ("zone", "window"))
ITEM_ISSUED: Final = Metric("hall_item_issued", "Numbers given for an item or type", ("item",))
ITEM_NO_SHOWS: Final = Metric("hall_item_no_shows", "Calls that nobody came to", ("item",))
ITEM_WAIT: Final = Metric("hall_item_wait_seconds", "Waits of those who came for it", ("item",))
ITEM_SERVICE: Final = Metric("hall_item_service_seconds", "Services of numbers for it alone", ("item",))
CLERK_NO_SHOWS: Final = Metric("hall_clerk_no_shows", "Calls that nobody came to", ("staff_no",))
CLERK_WAIT: Final = Metric("hall_clerk_wait_seconds", "Waits of those whom the clerk called", ("staff_no",))
CLERK_SERVICE: Final = Metric("hall_clerk_service_seconds", "Services by the clerk", ("staff_no",))
CLOCKS_ENDED: Final = Metric(
    "hall_clocks_ended", "Legal clocks that are over, in time or late", ("clock", "end")
)
BY_TIME: Final = Metric("hall_by_time", "Applications that time has accepted or closed", ("act",))
TO_DRAW: Final = Metric("hall_documents_to_draw", "Documents that are not drawn yet, or not sealed")
RATINGS: Final = Metric("hall_eval", "Ratings", ("level", "channel"))

WAIT_TODAY: Final = Metric("hall_wait_today_seconds", "Today's first waits", ("zone", "statistic"))
SERVICE_TODAY: Final = Metric("hall_service_today_seconds", "Today's services", ("zone", "statistic"))
UTILISATION: Final = Metric("hall_utilisation", "Share of a window's duty with somebody there", ("window",))
JAIN: Final = Metric("hall_balance_jain", "Jain's index of the windows' loads: 1 is even", ("zone",))
SPREAD: Final = Metric("hall_balance_spread", "Greatest less least load of the windows", ("zone",))
PROMISES: Final = Metric("hall_promises", "Promised waits that came to a call, by size in minutes", ("band",))
PROMISE_ERROR: Final = Metric(
    "hall_promise_error_ratio", "Mean absolute error of promised medians for each second waited", ("band",)
)
PROMISE_COVERAGE: Final = Metric(
    "hall_promise_coverage_ratio", "Share of waits inside the promised interval: 0.8 is right", ("band",)
)
PROMISE_LEVEL: Final = Metric(
    "hall_promise_level_ratio", "Share of simulated waits that the interval leaves out", ("band",)
)
