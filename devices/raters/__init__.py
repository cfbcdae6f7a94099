"""Rating pads (评价器)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from devices.raters.framed import FramedRater
from devices.raters.mqtt import MqttRater
from devices.raters.web import WebRater
from hallctl.registry.making import Maker

DRIVERS: Final[Mapping[str, Maker]] = {
    "frames": FramedRater,
    "mqtt": MqttRater.made,
    "web": WebRater.made,
}
