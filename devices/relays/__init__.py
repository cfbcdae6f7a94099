"""Relay modules (继电器模块): amplifier zones, lights, buttons, door contacts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from devices.relays.modbus import ModbusRelay
from hallctl.registry.making import Maker

DRIVERS: Final[Mapping[str, Maker]] = {"modbus": ModbusRelay}
