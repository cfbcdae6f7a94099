"""Keypads of clerks (呼叫器)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from devices.keypads.framed import FramedKeypad
from devices.keypads.modbus import ModbusKeypad
from devices.keypads.mqtt import MqttKeypad
from hallctl.registry.making import Maker

DRIVERS: Final[Mapping[str, Maker]] = {
    "frames": FramedKeypad,
    "modbus": ModbusKeypad,
    "mqtt": MqttKeypad.made,
}
