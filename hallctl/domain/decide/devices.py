"""What devices report, and alarms. A report that changes nothing gives no event."""

from __future__ import annotations

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.decide.scene import Scene
from hallctl.domain.refusals import Refused

UNSEEN = "UNKNOWN"


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
    return [
        e.DeviceChanged(
            device=entry.id,
            kind=entry.kind,
            before=known.state if known else UNSEEN,
            after=command.state,
            health=health,
            firmware=firmware,
        ),
    ]


def printed(scene: Scene, command: c.ReportPrint) -> list[e.Event]:
    """The fate of a printed ticket, told once."""
    ticket = scene.ticket(command.ticket)
    if ticket.printed == command.result:
        return []
    return [
        e.TicketPrinted(
            ticket=ticket.id,
            number=ticket.number,
            before=ticket.state.value,
            after=ticket.state.value,
            device=command.device,
            result=command.result,
            fault=command.fault,
        ),
    ]


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
