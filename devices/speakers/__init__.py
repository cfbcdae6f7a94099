"""Loudspeakers (大厅广播设备)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from devices.speakers.mqtt import MqttSpeaker
from hallctl.registry.making import Maker

DRIVERS: Final[Mapping[str, Maker]] = {"mqtt": MqttSpeaker.made}
