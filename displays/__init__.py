"""Window displays (窗口屏) and the wall (综合屏)."""

from __future__ import annotations

from typing import Final

from displays.framed import FramedDisplay
from displays.modbus_text import ModbusTextDisplay
from displays.mqtt_text import MqttTextDisplay
from displays.pixel_wall import PixelWall
from hallctl.contracts.devices import Ear, WindowDisplay
from hallctl.domain.setup import DeviceEntry
from hallctl.links.wires import Wires
from hallctl.profiles import ModbusProfile, MqttProfile, Profile
from hallctl.registry.making import Drivers
from hallctl.registry.pages import PageDriver


def _modbus_text(entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> WindowDisplay:
    if not isinstance(profile, ModbusProfile) or "text" not in profile.capabilities:
        raise ValueError(f"{entry.id}: profile {profile.name} is not one of a Modbus text display")
    unit = wires.modbus.unit(entry.address, timeout_s=profile.wire.timeout_s)
    return ModbusTextDisplay(entry, profile, unit, ear.tell)


def _mqtt(entry: DeviceEntry, profile: Profile, wires: Wires, _ear: Ear) -> WindowDisplay:
    if not isinstance(profile, MqttProfile) or "text" not in profile.capabilities:
        raise ValueError(f"{entry.id}: profile {profile.name} is not one of an MQTT display")
    return MqttTextDisplay(entry, profile, wires.mqtt)


DRIVERS: Final[Drivers] = {
    "window_display": {"frames": FramedDisplay, "modbus_text": _modbus_text, "mqtt": _mqtt},
    "led_wall": {"web": PageDriver.made, "pixels": PixelWall.made},
}
"""Each kind's drivers by the name that profiles use."""
