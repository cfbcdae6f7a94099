"""Starts the simulator of every device of a hall whose profile has one, each on its own wire."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterable, Mapping
from typing import Final

import structlog

from hallctl.domain.setup import DeviceEntry, HallSetup
from hallctl.links.modbus_exchange import ModbusAddress
from hallctl.links.mqtt import MqttAddress
from hallctl.profiles import ModbusProfile, MqttProfile, ProfileLibrary
from hallctl.simulation.access import Access
from hallctl.simulation.modbus_display import ModbusDisplays
from hallctl.simulation.mqtt_device import Account, SimulatedDevice
from hallctl.simulation.mqtt_dispenser import SimulatedDispenser
from hallctl.simulation.mqtt_display import SimulatedDisplay
from hallctl.simulation.mqtt_rater import SimulatedRater, the_public

log = structlog.get_logger(__name__)


async def run(setup: HallSetup, profiles: ProfileLibrary, access: Access, *, speed: float = 1.0) -> None:
    """Simulate until cancelled. Raises OSError when the port of a Modbus device is taken by somebody else."""
    displays = modbus_displays(setup.devices.values(), profiles)
    clients = mqtt_devices(setup, profiles, access, speed=speed)
    started: list[ModbusDisplays] = []
    try:
        for server in displays:
            await server.start()
            started.append(server)
        units = sum(len(server.units) for server in displays)
        log.info("simulated devices run", modbus_units=units, mqtt=len(clients))
        await asyncio.gather(*(client.run() for client in clients), asyncio.Event().wait())
    finally:
        for server in started:
            await server.stop()


def modbus_displays(entries: Iterable[DeviceEntry], profiles: ProfileLibrary) -> list[ModbusDisplays]:
    """One server for each host and port, with the displays that the configuration puts there."""
    servers: dict[tuple[str, int], ModbusDisplays] = {}
    for entry in entries:
        profile = _profile(entry, profiles)
        if entry.kind == "window_display" and isinstance(profile, ModbusProfile):
            place = ModbusAddress.parse(entry.address)
            key = (place.host, place.port)
            server = servers.setdefault(key, ModbusDisplays(*key))
            server.add(place.unit, profile)
    return list(servers.values())


def mqtt_devices(
    setup: HallSetup, profiles: ProfileLibrary, access: Access, *, speed: float = 1.0
) -> list[SimulatedDevice]:
    """A client for each MQTT device that has a simulator and a token."""
    broker = MqttAddress.parse(access.mqtt)
    made: list[SimulatedDevice] = []
    for entry in setup.devices.values():
        profile = _profile(entry, profiles)
        token = access.devices.get(entry.id)
        if not isinstance(profile, MqttProfile) or token is None:
            continue
        account = Account(setup.id, entry.id, token, broker.host, broker.port)
        maker = _MAKERS.get(entry.kind)
        if maker is not None:
            made.append(maker(account, profile, entry, speed))
    return made


def _dispenser(account: Account, profile: MqttProfile, entry: DeviceEntry, speed: float) -> SimulatedDevice:
    return SimulatedDispenser(account, profile, heartbeat_s=entry.heartbeat_s, print_s=0.8 / speed)


def _rater(account: Account, profile: MqttProfile, entry: DeviceEntry, speed: float) -> SimulatedDevice:
    visitors = the_public(random.Random(entry.id), speed=speed)
    return SimulatedRater(account, profile, heartbeat_s=entry.heartbeat_s, visitors=visitors)


def _display(account: Account, profile: MqttProfile, entry: DeviceEntry, _speed: float) -> SimulatedDevice:
    return SimulatedDisplay(account, profile, heartbeat_s=entry.heartbeat_s)


_Maker = Callable[[Account, MqttProfile, DeviceEntry, float], SimulatedDevice]
_MAKERS: Final[Mapping[str, _Maker]] = {
    "dispenser": _dispenser,
    "rater": _rater,
    "window_display": _display,
}


def _profile(entry: DeviceEntry, profiles: ProfileLibrary) -> ModbusProfile | MqttProfile | None:
    return profiles.get(entry.profile, entry.kind) if profiles.exists(entry.profile, entry.kind) else None
