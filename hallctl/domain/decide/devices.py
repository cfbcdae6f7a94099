"""What devices report, and alarms. A report that changes nothing gives no event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.decide.scene import Scene
from hallctl.domain.refusals import Refused

UNSEEN: Final = "UNKNOWN"

TROUBLES: Final[Mapping[str, str]] = {
    "paper_low": "PAPER_LOW",
    "paper_out": "PAPER_OUT",
    "cover_open": "COVER_OPEN",
    "cutter_fault": "CUTTER_FAULT",
    "printer_fault": "PRINTER_FAULT",
}
"""Word of a device's health → the alarm that stands as long as the device says it."""


def report(scene: Scene, command: c.ReportDevice) -> list[e.Event]:
    """A device appeared, fell silent, returned, or its health or firmware changed (DEV-01)."""
    entry = scene.setup.devices.get(command.device)
    if entry is None:
        raise Refused("DEVICE_UNKNOWN", command.device)
    known = scene.day.state.devices.get(command.device)
    health = command.health or (known.health if known else None)
    firmware = command.firmware or (known.firmware if known else None)
    if known and (known.state, known.health, known.firmware) == (command.state, health, firmware):
        return []
    changed = e.DeviceChanged(
        device=entry.id,
        kind=entry.kind,
        before=known.state if known else UNSEEN,
        after=command.state,
        health=health,
        firmware=firmware,
    )
    if entry.id in scene.day.state.maintenance:
        return [changed]
    return [changed, *troubles(scene, entry.id, health or "")]


def troubles(scene: Scene, device: str, health: str) -> list[e.Event]:
    """Alarms for what a person must see to at the device, and their end (DEV-03)."""
    words = frozenset(health.split())
    happened: list[e.Event] = []
    for word, code in TROUBLES.items():
        stands = scene.day.state.has_alarm(code, device)
        if word in words and not stands:
            happened.append(e.AlarmRaised(code=code, subject=device, detail=word))
        elif stands and word not in words:
            happened.append(e.AlarmCleared(code=code, subject=device))
    return happened


def raise_alarm(scene: Scene, command: c.RaiseAlarm) -> list[e.Event]:
    """Raise it unless it stands already."""
    if scene.day.state.has_alarm(command.code, command.subject):
        return []
    return [e.AlarmRaised(code=command.code, subject=command.subject, detail=command.detail)]


def clear_alarm(scene: Scene, command: c.ClearAlarm) -> list[e.Event]:
    """Clear it if it stands."""
    if not scene.day.state.has_alarm(command.code, command.subject):
        return []
    return [e.AlarmCleared(code=command.code, subject=command.subject)]
