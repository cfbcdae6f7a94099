"""From an entry of the register and its profile to a driver."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from hallctl.contracts.devices import Device, Ear
from hallctl.domain.setup import DeviceEntry
from hallctl.links.wires import Wires
from hallctl.profiles import Profile

Maker = Callable[[DeviceEntry, Profile, Wires, Ear], Device]
"""Makes a driver. Raises ValueError when profile or address are not for it."""

Drivers = Mapping[str, Mapping[str, Maker]]
"""Kind of device → driver that a profile may name → its maker."""


def make(drivers: Drivers, entry: DeviceEntry, profile: Profile, wires: Wires, ear: Ear) -> Device:
    """The driver that the profile names. Raises ValueError where this kind has no such driver."""
    if ":" in profile.driver:
        return foreign(profile.driver)(entry, profile, wires, ear)
    maker = drivers.get(entry.kind, {}).get(profile.driver)
    if maker is None:
        raise ValueError(f"{entry.id}: there is no driver {profile.driver!r} for a {entry.kind}")
    return maker(entry, profile, wires, ear)


def foreign(driver: str) -> Maker:
    """A driver that is no part of the hall's own: `package.module:Class`, called like a `Maker`.

    Raises ValueError.
    """
    module, _, name = driver.partition(":")
    try:
        maker: Maker = getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise ValueError(f"the driver {driver} cannot be loaded: {error}") from error
    if not callable(maker):
        raise ValueError(f"the driver {driver} is no class")  # noqa: TRY004 - it is the profile that is wrong
    return maker
