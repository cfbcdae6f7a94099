"""What is wrong with the addresses of a hall's devices, before any of them is dialled.

An address alone is judged by the driver that would get it; devices on one line are judged together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from posixpath import normpath
from typing import Final

from hallctl.configuration.addresses import ASSET, Objection
from hallctl.contracts.asking import Answer, Ask
from hallctl.contracts.cards import Card
from hallctl.contracts.devices import Ear
from hallctl.domain.identity import Identity, masked
from hallctl.domain.setup import DeviceEntry
from hallctl.links.address import MODBUS_PORT, Address, Carrier, SerialLine
from hallctl.links.wires import Wires
from hallctl.profiles import FramesProfile, Profile, ProfileLibrary
from hallctl.profiles.schema import ProbeProfile
from hallctl.registry.making import Drivers, make

_SETTINGS: Final = ("baud", "data_bits", "parity", "stop_bits", "echo")
_EXAMPLES: Final = {
    "mqtt": "mqtt:",
    "tcp": "tcp://HOST:PORT",
    "rtu_tcp": "rtu+tcp://HOST:PORT",
    "serial": "serial:///dev/ttyS1",
    "udp": "udp://HOST:PORT",
    "http": "http://HOST:PORT/",
    "rtsp": "rtsp://HOST:PORT/PATH",
    "onvif": "onvif://HOST:PORT",
    "rtp": "rtp://239.1.2.3:5004",
    "alsa": "alsa://default",
    "web": "web:",
}
"""Transport → how an address at it looks, without a unit."""

_WITH_UNITS: Final = frozenset({"tcp", "rtu_tcp", "serial", "udp"})
_SAME: Final = {"socket": "tcp", "https": "http"}
"""Scheme → transport, where they are called otherwise."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A device on a line that others may share."""

    entry: DeviceEntry
    profile: Profile
    line: str
    place: Address
    settings: SerialLine

    @property
    def unit(self) -> int | None:
        """Its number on the line."""
        return self.place.unit

    @property
    def language(self) -> tuple[str, str]:
        """What is spoken, and how it is carried."""
        return self.profile.wire.type, self.place.carrier

    @property
    def claim(self) -> tuple[int | None, str]:
        """What nobody else may have: its number, where frames tell kinds apart the number of its kind."""
        return self.unit, self.entry.kind if isinstance(self.profile, FramesProfile) else ""


def objections(
    entries: Iterable[DeviceEntry], profiles: ProfileLibrary, drivers: Drivers, wires: Wires
) -> Iterator[Objection]:
    """Everything about addresses for which a device would not be driven, or would disturb another.

    Drivers are made and not run; `wires` are not run either.
    """
    placed = []
    for entry in entries:
        if entry.profile == ASSET or not entry.address or not profiles.exists(entry.profile, entry.kind):
            continue
        profile = profiles.get(entry.profile, entry.kind)
        found = _placed(entry, profile)
        why = _refused(entry, profile, drivers, wires)
        if why:
            yield Objection(entry.id, "ADDRESS_REFUSED", why, _examples(profile))
        elif found is not None and found.unit is None and profile.has_units:
            yield Objection(entry.id, "UNIT_NEEDED", entry.address, _examples(profile))
        elif found is not None and not isinstance(profile, ProbeProfile):
            placed.append(found)
    by_line = sorted(placed, key=lambda one: one.line)  # stable: in the order of the file
    for _, on_it in groupby(by_line, key=lambda one: one.line):
        yield from _on_one_line(list(on_it))


def _refused(entry: DeviceEntry, profile: Profile, drivers: Drivers, wires: Wires) -> str:
    """Why the driver does not take it. A login that cannot be read is said elsewhere."""
    scheme = entry.address.partition(":")[0]
    over = _SAME.get(scheme, scheme.replace("+", "_"))
    if over not in profile.wire.over:
        return f"{profile.name} is not reached over {scheme}"
    if "/unit/" in entry.address and not profile.has_units:
        return f"{profile.name} has no unit number"
    try:
        make(drivers, replace(entry, login_file=None), profile, wires, _NOBODY)
    except ValueError as error:
        return str(error)
    return ""


def _examples(profile: Profile) -> str:
    unit = "/unit/N" if profile.has_units else ""
    return ", ".join(_EXAMPLES[over] + (unit if over in _WITH_UNITS else "") for over in profile.wire.over)


def _placed(entry: DeviceEntry, profile: Profile) -> _Placed | None:
    try:
        place = Address.parse(entry.address, default_port=MODBUS_PORT)
    except ValueError:
        return None  # a page, a camera, a topic: nobody shares its line
    line = normpath(place.path) if place.path else f"{place.host.lower()}:{place.port}"
    return _Placed(entry, profile, line, place, place.settings(profile.wire.serial))


def _on_one_line(devices: list[_Placed]) -> Iterator[Objection]:
    """The first device of the file has the line; the others must suit it."""
    first, *others = devices
    taken = {first.claim: first.entry.id}
    for other in others:
        if other.language != first.language or not other.profile.has_units:
            yield Objection(other.entry.id, "LINE_SHARED", f"{other.entry.address} ({first.entry.id})")
            continue
        holder = taken.setdefault(other.claim, other.entry.id)
        if holder != other.entry.id:
            yield Objection(other.entry.id, "UNIT_TAKEN", f"{other.entry.address} ({holder})")
        for name in _SETTINGS if first.place.carrier is Carrier.SERIAL else ():
            there, here = getattr(first.settings, name), getattr(other.settings, name)
            if there != here:
                found, allowed = f"{name}={here}", f"{name}={there} ({first.entry.id})"
                yield Objection(other.entry.id, "LINE_SETTINGS", found, allowed)


async def _ask(_device: str, ask: Ask) -> Answer:
    return Answer(ask.id, ok=True)


def _keep(card: Card) -> Identity:
    return Identity("", "", masked(card.number), "")


_NOBODY: Final = Ear(lambda _news: None, _ask, _keep)
"""Drivers that are not run tell and ask nothing."""
