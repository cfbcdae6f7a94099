"""Number dispensers (取号机)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from devices.dispensers.escpos_printer import EscposPrinter
from devices.dispensers.mqtt import MqttDispenser
from devices.dispensers.registers import RegisterDispenser
from hallctl.registry.making import Maker

DRIVERS: Final[Mapping[str, Maker]] = {
    "mqtt": MqttDispenser.made,
    "escpos": EscposPrinter.made,
    "modbus": RegisterDispenser,
}
