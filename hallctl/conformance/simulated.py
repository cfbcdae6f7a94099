"""Simulated devices on free places, for the stand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hallctl.conformance.bench import Pace, entry_for
from hallctl.conformance.places import HEARD, address, free_end, spot_of
from hallctl.conformance.proving import a_login
from hallctl.domain.entries import DeviceEntry
from hallctl.profiles import FramesProfile, Profile, ProfileLibrary
from hallctl.profiles.fields import UintField
from hallctl.profiles.schema import CameraProfile
from hallctl.profiles.schema.base import Transport
from hallctl.profiles.schema.frames import UNIT
from hallctl.simulation.devices import SimulatedDevices
from hallctl.simulation.simulator import Simulator, Surroundings

UNIT_OF_ITS_OWN: Final = 5
"""The number of a simulated unit, where its line has such numbers."""

_PATHS: Final = {"ipp": "/ipp/print", "rtsp": "/stream"}
"""Type of a wire → path at which a simulated device is."""

TRIES: Final = 3
"""A place that was free may be taken by somebody else before the simulator is there."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """A simulated device that is there, where, and with which login."""

    simulator: Simulator
    address: str
    login: Path | None = None


def unit_for(profile: Profile) -> int:
    """The number of a simulated unit of this model."""
    specs = profile.frames.values() if isinstance(profile, FramesProfile) else ()
    lowest = (
        field.lowest
        for spec in specs
        for field in spec.fields
        if isinstance(field, UintField) and field.name == UNIT
    )
    return max((UNIT_OF_ITS_OWN, *lowest))


@asynccontextmanager
async def simulated(profile: Profile, *, speed: float = 1.0) -> AsyncIterator[Simulated]:
    """A simulated device of this model on a free place. Raises ValueError, OSError."""
    over = next((own for own in profile.wire.over if own in HEARD), None)
    if over is None:
        raise ValueError(f"{profile.name}: nothing simulates {profile.wire.type!r} on a wire of bytes")
    async with AsyncExitStack() as stack:
        home = Path(stack.enter_context(TemporaryDirectory(prefix="hallctl-stand-")))
        login = a_login(profile, home)
        for left in reversed(range(TRIES)):
            where = address(over, await _free_spot(over, home), await _rest(profile, over, home))
            entry = entry_for(profile, where, Pace(), login)
            try:
                simulator = await stack.enter_async_context(running(entry, profile, Surroundings(speed)))
            except OSError:
                if not left:
                    raise
            else:
                yield Simulated(simulator, where, login)
                return


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
    if profile.has_units:
        return f"/unit/{unit_for(profile)}"
    if isinstance(profile, CameraProfile) and over != "rtsp":
        port = (await _free_spot("tcp", home)).rpartition(":")[2]
        return f"?rtsp={port}"
    return _PATHS.get(profile.wire.type, "")
