"""The stand on which a profile is tested: its device real, simulated or recorded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hallctl.conformance.bench import Examined
from hallctl.conformance.proving import Proof, prove, record
from hallctl.conformance.tap import wire_end
from hallctl.domain.setup import DeviceEntry
from hallctl.profiles import ModbusProfile, Profile, ProfileLibrary
from hallctl.profiles.recorded import Recording
from hallctl.profiles.schema.frames import UNIT, FramesProfile
from hallctl.registry.making import Drivers, foreign
from hallctl.simulation.devices import SimulatedDevices
from hallctl.simulation.simulator import Surroundings

DEVICE: Final = "device"
_UNIT: Final = 5


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
    profile: Profile, address: str | None, drivers: Drivers, *, on: date
) -> tuple[Examined, Recording | None]:
    """The trials with the device at `address`, or with a simulated one, and what was said.

    Raises ValueError, OSError.
    """
    if address is not None:
        return await record(profile, address, drivers, device="real", on=on)
    async with simulated(profile) as own:
        return await record(profile, own, drivers, device="simulated", on=on)


async def replayed(profile: Profile, recording: Recording, drivers: Drivers) -> Proof:
    """The trials with what was recorded. Raises ValueError, OSError."""
    return await prove(profile, recording, drivers)


@asynccontextmanager
async def simulated(profile: Profile) -> AsyncIterator[str]:
    """A simulated device of this model on a free place, and its address. Raises ValueError, OSError."""
    over = next((own for own in profile.wire.over if own in _BYTES), None)
    if over is None:
        raise ValueError(f"{profile.name}: nothing simulates {profile.wire.type!r} on a wire of bytes")
    with TemporaryDirectory(prefix="hallctl-stand-") as home:
        # The port is learned from an end that is closed again: simulators take their place by address.
        end, own = wire_end(over, Path(home))
        await end.start()
        address = own(_UNIT if _has_units(profile) else None)
        await end.stop()
        entry = DeviceEntry(DEVICE, profile.kind, profile.name, address, window="3")
        devices = SimulatedDevices([entry], ProfileLibrary([profile]), Surroundings())
        if DEVICE not in devices.simulators:
            raise ValueError(f"{profile.name}: the driver {profile.driver!r} has no simulator yet")
        await devices.start()
        try:
            yield address
        finally:
            await devices.stop()


_BYTES: Final = ("tcp", "rtu_tcp", "serial")


def _has_units(profile: Profile) -> bool:
    if isinstance(profile, FramesProfile):
        return any(UNIT in spec.names for spec in profile.frames.values())
    return isinstance(profile, ModbusProfile)
