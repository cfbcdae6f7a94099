"""The bridge between feed and MQTT, and the embedded broker."""
