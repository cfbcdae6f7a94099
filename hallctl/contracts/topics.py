"""MQTT topic names and payloads, as the outside sees them (contracts, chapter 3)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one hall."""

    hall: str

    def event(self, entity: str, verb: str) -> str:
        """One event, not retained."""
        return f"hall/{self.hall}/event/{entity}/{verb}"

    def window(self, window: str) -> str:
        """Retained state of a window."""
        return f"hall/{self.hall}/window/{window}"

    def zone(self, zone: str) -> str:
        """Retained state of a zone."""
        return f"hall/{self.hall}/zone/{zone}"

    @property
    def wall(self) -> str:
        """Retained content of the wall."""
        return f"hall/{self.hall}/wall"

    @property
    def map(self) -> str:
        """Retained record for the digital map (政务数字地图)."""
        return f"hall/{self.hall}/map"

    def device(self, device: str, leaf: str) -> str:
        """A device's own topic; `leaf` is one of DEVICE_WRITES or DEVICE_READS."""
        return f"hall/{self.hall}/device/{device}/{leaf}"

    def every_device(self, leaf: str) -> str:
        """Subscription to one leaf of all devices."""
        return f"hall/{self.hall}/device/+/{leaf}"

    def parse_device(self, topic: str) -> tuple[str, str] | None:
        """(device, leaf) of a device topic of this hall, otherwise None."""
        parts = topic.split("/")
        if len(parts) == 5 and parts[0] == "hall" and parts[1] == self.hall and parts[2] == "device":  # noqa: PLR2004
            return parts[3], parts[4]
        return None


HALL_ACCOUNT = "hall"
"""The hall's own account at its broker; no device may be called so."""

DEVICE_WRITES = ("status", "ack", "request")
"""Leaves of its own topic that a device may write, last will included."""

DEVICE_READS = ("command", "reply", "health")
"""Leaves of its own topic that a device may read."""

SHARED_READS = ("wall", "zone/+", "window/+")
"""Topics below the hall that kinds in `SHARED_KINDS` may read too."""

SHARED_KINDS = frozenset({"window_display", "led_wall", "dispenser", "touch_terminal", "kiosk"})
