"""Everything that can go wrong with a device, on its wire and in itself: the driver survives it and recovers.

The device is a simulated one on its real wire. Both are in a hurry, so that a fault takes seconds.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from hallctl.conformance.bench import FIRMWARE, Heard, Pace, driven, entry_for, no_broker
from hallctl.conformance.on_mqtt import ADDRESS, floor_for
from hallctl.conformance.simulated import running, simulated
from hallctl.conformance.trials import trials_for
from hallctl.contracts.devices import Device, LinkState, Outcome
from hallctl.links.datagrams import DatagramWires
from hallctl.links.http import HttpDevices
from hallctl.links.lines import Lines
from hallctl.links.link import Backoff, Timing
from hallctl.links.modbus import ModbusLines
from hallctl.links.rtsp import RtspServers
from hallctl.links.streams import Streams
from hallctl.links.wires import Wires
from hallctl.profiles import FramesProfile, ModbusProfile, MqttProfile, Profile
from hallctl.profiles.schema import PixelProfile, PlainProfile, ProbeProfile
from hallctl.registry.making import Drivers
from hallctl.simulation.faults import WELL, Fault, Trouble
from hallctl.simulation.simulator import Simulator

ORDEALS: Final = (
    Trouble(Fault.DROP, chance=0.5),
    Trouble(Fault.DELAY, delay_s=0.3),
    Trouble(Fault.GARBLE, chance=0.5),
    Trouble(Fault.HALF_OPEN),
    Trouble(Fault.REBOOT, delay_s=1.0),
    Trouble(Fault.DUPLICATE),
    Trouble(Fault.PAPER_OUT),
    Trouble(Fault.SLOW, delay_s=0.3),
    Trouble(Fault.WRONG_FIRMWARE, firmware="0.1"),
)
"""One of each; all of them end when they are ended, a reboot by itself."""

PATIENCE_S: Final = 30.0
"""For what must come in the end, on however slow a machine."""

_HURRY: Final = Pace(heartbeat_s=0.1)
_SPEED: Final = 20.0
_QUICK: Final = Backoff(first_s=0.02, longest_s=0.2)
_OFTEN_S: Final = 0.1
_TIMEOUT_S: Final = 0.15
_DEADLINE_S: Final = 1.0
_COMMAND_S: Final = 2.0
_AGAIN_S: Final = 0.05
_LISTEN_S: Final = 0.3
_REBOOTED_S: Final = 5.0
"""Several times as long as a reboot lasts."""


@dataclass(frozen=True, slots=True)
class Work:
    """A driver at work with its simulated device."""

    driver: Device
    heard: Heard
    simulator: Simulator
    tasks: tuple[asyncio.Task[None], ...]


def befalls(fault: Fault, profile: Profile) -> bool:
    """Whether a device of this model can have the fault."""
    match fault:
        case Fault.PAPER_OUT:
            return not {"print", "label", "capture"}.isdisjoint((*profile.commands, *profile.capabilities))
        case Fault.WRONG_FIRMWARE:
            return isinstance(profile, MqttProfile) or FIRMWARE in profile.capabilities
    return True


async def survived(profile: Profile, trouble: Trouble, drivers: Drivers) -> str:
    """Let a device have `trouble`: why its driver did not survive or recover; empty when it did.

    Raises ValueError where there is nothing to drive or to simulate, OSError.
    """
    async with _at_work(hurried(profile), drivers) as work:
        if not await _well(profile, work):
            return "it did not even begin"
        if FIRMWARE in profile.capabilities and not await work.heard.until(
            lambda: work.heard.firmware is not None, PATIENCE_S
        ):
            return "it never told its firmware"
        firmware = work.heard.firmware
        work.simulator.suffer(trouble)
        noticed = await _lived_through(profile, work, trouble)
        if trouble.fault is not Fault.REBOOT:
            work.simulator.suffer(WELL)
        if not noticed:
            return "nobody noticed"
        if not await _well(profile, work):
            return f"it did not recover: {work.heard.news}"
        if not await work.heard.until(lambda: work.heard.firmware == firmware, PATIENCE_S):
            return f"its firmware stayed {work.heard.firmware}"
        ended = [task for task in work.tasks if task.done()]
        return f"the driver ended: {ended}" if ended else ""


def hurried(profile: Profile) -> Profile:
    """The same model, asked more often and waited for less. Raises ValueError."""
    most: dict[str, tuple[float | None, float]] = {
        "wire.timeout_s": (profile.wire.timeout_s, _TIMEOUT_S),
        "wire.deadline_s": (profile.wire.deadline_s, _DEADLINE_S),
    }
    if isinstance(profile, PlainProfile):
        most["wire.poll_s"] = profile.wire.poll_s, _OFTEN_S
    if isinstance(profile, ModbusProfile | FramesProfile):
        most |= {
            f"poll.{name}.interval_s": (poll.interval_s, _OFTEN_S) for name, poll in profile.poll.items()
        }
    if isinstance(profile, PlainProfile | MqttProfile):
        most |= {
            f"commands.{name}.deadline_s": (own.deadline_s, _COMMAND_S)
            for name, own in profile.commands.items()
        }
    return profile.changed(
        {path: min(own, own_most) for path, (own, own_most) in most.items() if own is not None}
    )


@asynccontextmanager
async def _at_work(profile: Profile, drivers: Drivers) -> AsyncIterator[Work]:
    if isinstance(profile, MqttProfile):
        entry = entry_for(profile, ADDRESS, _HURRY)
        async with (
            floor_for(profile) as floor,
            running(entry, profile, floor.around(_SPEED)) as simulator,
            driven(entry, profile, drivers, floor.wires, floor.heard) as (driver, tasks),
        ):
            yield Work(driver, floor.heard, simulator, tasks)
        return
    async with simulated(profile, speed=_SPEED) as own:
        entry, heard = entry_for(profile, own.address, _HURRY, own.login), Heard()
        async with driven(entry, profile, drivers, _quick_wires(), heard) as (driver, tasks):
            yield Work(driver, heard, own.simulator, tasks)


async def _lived_through(profile: Profile, work: Work, trouble: Trouble) -> bool:
    """Command and listen while it lasts; whether what must be noticed was."""
    heard, fault = work.heard, trouble.fault
    heard.worst = LinkState.ONLINE
    outcomes = [await trial.act(work.driver) for trial in trials_for(profile)]
    if fault is Fault.WRONG_FIRMWARE:
        return await heard.until(lambda: trouble.firmware in (heard.firmware or ""), PATIENCE_S)
    if fault not in {Fault.HALF_OPEN, Fault.REBOOT, Fault.PAPER_OUT} or _is_deaf(profile, fault):
        await asyncio.sleep(_LISTEN_S)
        return True
    failed = any(outcome is not Outcome.DONE for outcome in outcomes)
    return failed or await _is_noticed(work, trouble)


async def _is_noticed(work: Work, trouble: Trouble) -> bool:
    """Whether the driver tells that something is wrong.

    On a slow machine a reboot may be over before the driver looks again: it is had once more then.
    """
    ends = trouble.fault is Fault.REBOOT
    try:
        async with asyncio.timeout(PATIENCE_S):
            while not await work.heard.until(
                lambda: work.heard.worst is not LinkState.ONLINE, _REBOOTED_S if ends else PATIENCE_S
            ):
                work.simulator.suffer(trouble)
    except TimeoutError:
        return False
    return True


def _is_deaf(profile: Profile, fault: Fault) -> bool:
    """Whether the device never says a word that could be missed.

    So is what takes RTP or pixels, also while it reboots: the simulator keeps its place on UDP, where packets
    are lost without a word. That a place where nobody listens is noticed is proven with loudspeakers.
    """
    if isinstance(profile, FramesProfile) and profile.is_mute:
        return fault is not Fault.REBOOT or profile.wire.over[0] != "tcp"
    if profile.wire.type == "rtp" or (isinstance(profile, PixelProfile) and not profile.stream.asks):
        return True
    takes_connections = isinstance(profile, ProbeProfile) and "tcp" in profile.wire.over
    return fault is not Fault.REBOOT and (profile.wire.type == "raw" or takes_connections)


async def _well(profile: Profile, work: Work) -> bool:
    """Whether in the end the device is there and does all that its trials ask."""
    try:
        async with asyncio.timeout(PATIENCE_S):
            for trial in trials_for(profile):
                while await trial.act(work.driver) is not Outcome.DONE:  # noqa: ASYNC110 - it is asked to act
                    await asyncio.sleep(_AGAIN_S)
    except TimeoutError:
        return False
    silent = isinstance(profile, FramesProfile) and not profile.is_asked
    return silent or await work.heard.until(lambda: _is_online(work.heard), PATIENCE_S)


def _is_online(heard: Heard) -> bool:
    return heard.news is not None and heard.news.state is LinkState.ONLINE


def _quick_wires() -> Wires:
    """Every wire but the broker, which try again at once."""
    often = Timing(sleep=lambda wait_s: asyncio.sleep(min(wait_s, _OFTEN_S)))
    return Wires(
        ModbusLines(backoff=_QUICK),
        no_broker(),
        lines=Lines(backoff=_QUICK),
        streams=Streams(backoff=_QUICK),
        datagrams=DatagramWires(backoff=_QUICK),
        http=HttpDevices(backoff=_QUICK),
        rtsp=RtspServers(backoff=_QUICK, timing=often),
    )
