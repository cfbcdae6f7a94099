"""The wires of the hall in one hand: what a driver may be built on."""

from __future__ import annotations

from dataclasses import dataclass

from hallctl.links.modbus import ModbusLines
from hallctl.links.mqtt import MqttCommander


@dataclass(frozen=True, slots=True)
class Wires:
    """Shared connections; drivers take from here what their profile's wire needs."""

    modbus: ModbusLines
    mqtt: MqttCommander
