"""The stand on which a profile is tested: its device real, simulated or recorded."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

from hallctl.conformance.bench import Examined, Pace
from hallctl.conformance.on_mqtt import prove_on_mqtt, recorded_on_mqtt
from hallctl.conformance.proving import Press, Proof, prove, record
from hallctl.conformance.simulated import simulated, unit_for
from hallctl.conformance.tap import Tap
from hallctl.profiles import ModbusProfile, MqttProfile, Profile
from hallctl.profiles.examples import event_frame, event_words
from hallctl.profiles.recorded import Recording
from hallctl.profiles.schema.frames import FramesProfile
from hallctl.registry.making import Drivers, foreign
from hallctl.simulation.modbus_units import ModbusUnit
from hallctl.simulation.mqtt_rater import nobody
from hallctl.simulation.rater_frames import FramedRater
from hallctl.simulation.simulator import Simulator


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
        if isinstance(own.simulator, FramedRater):
            own.simulator.visitors = nobody  # what is asked on the stand is answered by its trial
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


def _press(profile: Profile, simulator: Simulator, tap: Tap, event: str) -> None:
    """Let an event happen: in the registers of a simulated unit, or as the frame that would come."""
    if isinstance(profile, FramesProfile):
        tap.say(event_frame(profile, event, unit_for(profile)))
    elif isinstance(profile, ModbusProfile) and isinstance(simulator, ModbusUnit):
        meant = profile.events[event]
        name = meant.value
        before = simulator.words(name)[0]
        simulator.put(name, [event_words(profile.values[name], meant, before)])
        if not meant.counts:
            asyncio.get_running_loop().call_later(_PRESSED_S, simulator.put, name, [before])


_BY_HAND_S: Final = 20.0
_PRESSED_S: Final = 0.3
"""Longer than any poll of keys, and over before the next trial."""
