"""Drivers of the hall's devices, one folder for each kind; kinds do not know each other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from devices.dispensers.mqtt import MqttDispenser
from devices.raters.mqtt import MqttRater
from hallctl.contracts.devices import Device, Hears
from hallctl.domain.setup import DeviceEntry
from hallctl.links.mqtt import MqttCommander
from hallctl.links.wires import Wires
from hallctl.profiles import MqttProfile, Profile

_DRIVERS: Final[Mapping[tuple[str, str], Callable[[DeviceEntry, MqttProfile, MqttCommander], Device]]] = {
    ("dispenser", "mqtt"): MqttDispenser,
    ("rater", "mqtt"): MqttRater,
}

KINDS: Final = frozenset(kind for kind, _ in _DRIVERS)
"""Kinds of device that are built here."""


def build(entry: DeviceEntry, profile: Profile, wires: Wires, _hears: Hears) -> Device:
    """The driver that the profile names. Raises ValueError for a driver that this kind does not have.

    Devices on MQTT tell their status to the hall themselves: `_hears` is for the wires to come.
    """
    maker = _DRIVERS.get((entry.kind, profile.driver))
    if maker is None or not isinstance(profile, MqttProfile):
        raise ValueError(f"{entry.id}: there is no driver {profile.driver!r} for a {entry.kind}")
    return maker(entry, profile, wires.mqtt)
