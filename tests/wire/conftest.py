"""Real peers that only the wire tests start."""

from mqtt_brokers import embedded, mosquitto, mqtt_broker

__all__ = ["embedded", "mosquitto", "mqtt_broker"]
