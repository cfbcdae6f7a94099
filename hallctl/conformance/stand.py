"""The stand on which a profile is tested: its device real, simulated or recorded."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hallctl.conformance.bench import Examined, Pace, entry_for
from hallctl.conformance.on_mqtt import prove_on_mqtt, recorded_on_mqtt
from hallctl.conformance.places import HEARD, address, free_end, spot_of
from hallctl.conformance.proving import Press, Proof, a_login, prove, record
from hallctl.conformance.tap import Tap
from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import ModbusProfile, MqttProfile, Profile, ProfileLibrary
from hallctl.profiles.examples import event_frame, event_words
from hallctl.profiles.recorded import Recording
from hallctl.profiles.schema import CameraProfile
from hallctl.profiles.schema.base import Transport
from hallctl.profiles.schema.frames import UNIT, FramesProfile
from hallctl.registry.making import Drivers, foreign
from hallctl.simulation.devices import SimulatedDevices
from hallctl.simulation.modbus_units import ModbusUnit
from hallctl.simulation.simulator import Simulator, Surroundings


def driver_missing(profile: Profile, drivers: Drivers) -> str | None:
    """Why nobody can drive such a device; None when somebody can."""
    if ":" in profile.driver:
        try:
            foreign(profile.driver)
        except ValueError as error:
            return str(error)
        return None
    known = drivers.get(profile.kind)
    if known is None:
        return f"no kind of device with drivers is called {profile.kind!r}; there are {sorted(drivers)}"
    if profile.driver not in known:
        return f"a {profile.kind} has no driver {profile.driver!r}; there are {sorted(known)}"
    return None


async def recorded(
    profile: Profile,
    where: str | None,
    drivers: Drivers,
    *,
    on: date,
    say: Callable[[str], None] | None = None,
    pace: Pace = Pace(),  # noqa: B008 - it is frozen
    login: Path | None = None,
) -> tuple[Examined, Recording | None]:
    """The trials with the device at the address `where`, or with a simulated one, and what was said.

    `say` asks a person to press what the real device has; without it only commands are tried there. `login`
    is the file with the real device's login. Raises ValueError, OSError.
    """
    if where is not None:
        by_hand: Press = lambda _tap, event: say(event) if say else None  # noqa: E731 - shorter than a name
        return await record(
            profile,
            where,
            drivers,
            device="real",
            on=on,
            press=by_hand if say else None,
            pace=replace(pace, patience_s=max(pace.patience_s, _BY_HAND_S)) if say else pace,
            login=login,
        )
    if isinstance(profile, MqttProfile):
        return await recorded_on_mqtt(profile, drivers, on=on)
    async with simulated(profile) as own:
        return await record(
            profile,
            own.address,
            drivers,
            device="simulated",
            on=on,
            press=partial(_press, profile, own.simulator),
            pace=pace,
            login=own.login,
        )


async def replayed(profile: Profile, recording: Recording, drivers: Drivers) -> Proof:
    """The trials with what was recorded as the device. Raises ValueError, OSError."""
    if isinstance(profile, MqttProfile):
        return await prove_on_mqtt(profile, recording, drivers)
    return await prove(profile, recording, drivers)


@dataclass(frozen=True, slots=True)
class Simulated:
    """A simulated device that is there, where, and with which login."""

    simulator: Simulator
    address: str
    login: Path | None = None


@asynccontextmanager
async def simulated(profile: Profile, *, speed: float = 1.0) -> AsyncIterator[Simulated]:
    """A simulated device of this model on a free place. Raises ValueError, OSError."""
    over = next((own for own in profile.wire.over if own in HEARD), None)
    if over is None:
        raise ValueError(f"{profile.name}: nothing simulates {profile.wire.type!r} on a wire of bytes")
    with TemporaryDirectory(prefix="hallctl-stand-") as folder:
        home = Path(folder)
        where = address(over, await _free_spot(over, home), await _rest(profile, over, home))
        login = a_login(profile, home)
        entry = entry_for(profile, where, Pace(), login)
        async with running(entry, profile, Surroundings(speed)) as simulator:
            yield Simulated(simulator, where, login)


@asynccontextmanager
async def running(entry: DeviceEntry, profile: Profile, around: Surroundings) -> AsyncIterator[Simulator]:
    """The simulated device of an entry, while it is there. Raises ValueError, OSError."""
    devices = SimulatedDevices([entry], ProfileLibrary([profile]), around)
    if entry.id not in devices.simulators:
        raise ValueError(f"{profile.name}: the driver {profile.driver!r} has no simulator yet")
    await devices.start()
    try:
        yield devices.simulators[entry.id]
    finally:
        await devices.stop()


async def _free_spot(over: Transport, home: Path) -> str:
    """Learned from an end that is closed again: simulators take their place by address."""
    end = free_end(over, home)
    await end.start()
    spot = spot_of(end)
    await end.stop()
    return spot


async def _rest(profile: Profile, over: Transport, home: Path) -> str:
    """What follows the spot in the address of such a device."""
    if _has_units(profile):
        return f"/unit/{_UNIT}"
    if isinstance(profile, CameraProfile) and over != "rtsp":
        port = (await _free_spot("tcp", home)).rpartition(":")[2]
        return f"?rtsp={port}"
    return _PATHS.get(profile.wire.type, "")


def _press(profile: Profile, simulator: Simulator, tap: Tap, event: str) -> None:
    """Let an event happen: in the registers of a simulated unit, or as the frame that would come."""
    if isinstance(profile, FramesProfile):
        tap.say(event_frame(profile, event, _UNIT))
    elif isinstance(profile, ModbusProfile) and isinstance(simulator, ModbusUnit):
        meant = profile.events[event]
        name = meant.value
        before = simulator.words(name)[0]
        simulator.put(name, [event_words(profile.values[name], meant, before)])
        if not meant.counts:
            asyncio.get_running_loop().call_later(_PRESSED_S, simulator.put, name, [before])


_UNIT: Final = 5
_BY_HAND_S: Final = 20.0
_PRESSED_S: Final = 0.3
"""Longer than any poll of keys, and over before the next trial."""
_PATHS: Final = {"ipp": "/ipp/print", "rtsp": "/stream"}
"""Type of a wire → path at which a simulated device is."""


def _has_units(profile: Profile) -> bool:
    if isinstance(profile, FramesProfile):
        return any(UNIT in spec.names for spec in profile.frames.values())
    return isinstance(profile, ModbusProfile)
