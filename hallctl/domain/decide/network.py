"""What the hall says when a line is down, and when it is back (HAL-09)."""

from __future__ import annotations

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.decide import devices
from hallctl.domain.decide.scene import Scene
from hallctl.domain.entries import DeviceEntry
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.network import CODES, LinkRole, alarm_of, backup_for

AWAY = "OFFLINE"


def report(scene: Scene, command: c.ReportDevice) -> list[e.Event]:
    """As for every device; a line that changes may raise or end alarms of every line."""
    happened = devices.report(scene, command)
    changed = [event for event in happened if isinstance(event, e.DeviceChanged)]
    return happened + [alarm for event in changed for alarm in _follow(scene, event)]


def _follow(scene: Scene, changed: e.DeviceChanged) -> list[e.Event]:
    if changed.kind != DeviceKind.NETWORK_LINK:
        return []
    lines = {
        entry.id: entry for entry in scene.setup.devices.values() if entry.kind == DeviceKind.NETWORK_LINK
    }
    known = {line: scene.day.state.devices.get(line) for line in lines}
    states = {line: status.state for line, status in known.items() if status is not None}
    states[changed.device] = changed.after
    happened: list[e.Event] = []
    for entry in lines.values():
        happened += _alarms(scene, entry, lines, states)
    return happened


def _alarms(
    scene: Scene, entry: DeviceEntry, lines: dict[str, DeviceEntry], states: dict[str, str]
) -> list[e.Event]:
    wanted = None
    if entry.link is not None:
        backups = {
            line.id: (line.sides, states.get(line.id, AWAY) != AWAY)
            for line in lines.values()
            if line.link is LinkRole.BACKUP
        }
        up = states.get(entry.id) != AWAY
        wanted = alarm_of(entry.link, up=up, backup=backup_for(entry.sides, backups))
    happened: list[e.Event] = []
    for code in CODES:
        stands = scene.day.state.has_alarm(code, entry.id)
        if stands and (wanted is None or wanted[0] != code):
            happened.append(e.AlarmCleared(code=code, subject=entry.id))
        elif wanted is not None and wanted[0] == code and not stands:
            happened.append(e.AlarmRaised(code=code, subject=entry.id, detail=wanted[1]))
    return happened
