"""Touch query terminals (智能触摸查询终端), which ask where a number stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hallctl.registry.making import Maker
from hallctl.registry.on_mqtt import MqttDriver

DRIVERS: Final[Mapping[str, Maker]] = {"mqtt": MqttDriver.made}
