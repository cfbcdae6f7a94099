"""Real peers that only the wire tests start."""

from journal_databases import database_url, opened, outsider
from mqtt_brokers import embedded, mosquitto, mqtt_broker

__all__ = ["database_url", "embedded", "mosquitto", "mqtt_broker", "opened", "outsider"]
