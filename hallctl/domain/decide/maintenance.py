"""Maintenance (检修) of devices, and windows that lose their workstation (计算机, DEV-13)."""

from __future__ import annotations

from typing import Final

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.decide.calls import moved
from hallctl.domain.decide.devices import UNSEEN, troubles
from hallctl.domain.decide.scene import Scene, reason_of
from hallctl.domain.decide.windows import paused, returned
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import DeviceEntry
from hallctl.domain.state import WORKING, WindowState
from hallctl.domain.tickets import TicketState

ADMINISTRATOR: Final = "administrator"
"""Post of those who look after the machines and are not on the staff."""

WORKSTATION_LOST: Final = "WORKSTATION_LOST"
"""Reason of the pause, and code of the alarm that stands meanwhile."""


def rest(scene: Scene, command: c.RestDevice) -> list[e.Event]:
    """Take a device out of work. Its alarms are over: a person knows."""
    entry = _entry(scene, command.device)
    if entry.id in scene.day.state.maintenance:
        raise Refused("NOTHING_TO_DO", entry.id)
    reason = reason_of(command.reason)
    rested = e.DeviceRested(device=entry.id, kind=entry.kind, before=_state(scene, entry.id), reason=reason)
    return [rested, *troubles(scene, entry.id, "")]


def give_back(scene: Scene, command: c.ReturnDevice) -> list[e.Event]:
    """Let it work again. What it complains of now raises its alarms."""
    entry = _entry(scene, command.device)
    if entry.id not in scene.day.state.maintenance:
        raise Refused("NOTHING_TO_DO", entry.id)
    known = scene.day.state.devices.get(entry.id)
    returned_ = e.DeviceReturned(
        device=entry.id, kind=entry.kind, after=_state(scene, entry.id), reason=command.reason.strip()
    )
    return [returned_, *troubles(scene, entry.id, (known.health if known else None) or "")]


def lose_workstation(scene: Scene, command: c.LoseWorkstation) -> list[e.Event]:
    """The window pauses until its clerk goes on; nothing if somebody else is there or it does not work.

    Who was called waits again with full seniority. Who is being served stands at the window: set aside there,
    so that the clerk takes the ticket up again on another workstation.
    """
    duty = scene.day.windows.get(command.window)
    if duty is None or duty.state not in WORKING or duty.staff != command.person:
        return []
    if duty.state is WindowState.SERVING and duty.ticket is not None:
        served = scene.day.tickets[duty.ticket]
        happened: list[e.Event] = [moved(e.TicketHeld, served, duty, TicketState.HELD)]
    else:
        happened = returned(scene, duty, "workstation_lost", held=False)
    return [*happened, paused(duty, WORKSTATION_LOST)]


def _entry(scene: Scene, device: str) -> DeviceEntry:
    """The device. Raises `Refused` where there is none, or whoever asks may not decide about devices."""
    entry = scene.setup.devices.get(device)
    if entry is None:
        raise Refused("DEVICE_UNKNOWN", device)
    if scene.actor.post != ADMINISTRATOR:
        scene.check_dispatch()
    return entry


def _state(scene: Scene, device: str) -> str:
    known = scene.day.state.devices.get(device)
    return known.state if known else UNSEEN
