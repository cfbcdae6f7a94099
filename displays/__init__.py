"""Window displays (窗口屏) and the wall (综合屏)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from displays.modbus_text import ModbusTextDisplay
from displays.mqtt_text import MqttTextDisplay
from hallctl.contracts.devices import Hears, WindowDisplay
from hallctl.domain.setup import DeviceEntry
from hallctl.links.wires import Wires
from hallctl.profiles import ModbusProfile, MqttProfile, Profile

KINDS: Final = frozenset({"window_display"})
"""Kinds of device that are built here."""


def build(entry: DeviceEntry, profile: Profile, wires: Wires, hears: Hears) -> WindowDisplay:
    """The driver that the profile names. Raises ValueError for an unknown driver and a wrong address."""
    maker = _DRIVERS.get(profile.driver)
    if maker is None:
        raise ValueError(f"{entry.id}: profile {profile.name} names the unknown driver {profile.driver!r}")
    return maker(entry, profile, wires, hears)


def _modbus_text(entry: DeviceEntry, profile: Profile, wires: Wires, hears: Hears) -> WindowDisplay:
    if not isinstance(profile, ModbusProfile) or "text" not in profile.capabilities:
        raise ValueError(f"{entry.id}: profile {profile.name} is not one of a Modbus text display")
    unit = wires.modbus.unit(entry.address, timeout_s=profile.wire.timeout_s)
    return ModbusTextDisplay(entry, profile, unit, hears)


def _mqtt(entry: DeviceEntry, profile: Profile, wires: Wires, _hears: Hears) -> WindowDisplay:
    if not isinstance(profile, MqttProfile) or "text" not in profile.capabilities:
        raise ValueError(f"{entry.id}: profile {profile.name} is not one of an MQTT display")
    return MqttTextDisplay(entry, profile, wires.mqtt)


_DRIVERS: Final[Mapping[str, Callable[[DeviceEntry, Profile, Wires, Hears], WindowDisplay]]] = {
    "modbus_text": _modbus_text,
    "mqtt": _mqtt,
}
