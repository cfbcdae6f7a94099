"""Outputs are switched by a dispatcher or the clock; inputs become alarms."""

from __future__ import annotations

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.decide.scene import Scene, reason_of
from hallctl.domain.entries import DeviceEntry
from hallctl.domain.refusals import Refused
from hallctl.domain.relays import OFF, place, word


def switch(scene: Scene, command: c.SwitchRelay) -> list[e.Event]:
    """Let an output be on or off; nothing where it is so, but what the hours decide is noted."""
    entry = _entry(scene, command.relay)
    if command.channel not in entry.channels:
        raise Refused("CHANNEL_UNKNOWN", place(entry.id, command.channel))
    scene.check_dispatch()
    before = scene.day.state.relays.get(place(entry.id, command.channel), OFF)
    after = word(on=command.on)
    if before == after and not command.by_hours:
        return []
    return [
        e.RelaySwitched(
            relay=entry.id,
            channel=command.channel,
            before=before,
            after=after,
            because=reason_of(command.because),
            by_hours=command.by_hours,
        )
    ]


def report_input(scene: Scene, command: c.ReportInput) -> list[e.Event]:
    """What an input is there for: its alarm. What nobody has named means nothing."""
    entry = _entry(scene, command.device)
    known = entry.inputs.get(command.input)
    if known is None:
        return []
    subject = place(entry.id, command.input)
    stands = scene.day.state.has_alarm(known.alarm, subject)
    active = command.on is known.when
    if active and not stands:
        return [e.AlarmRaised(code=known.alarm.value, subject=subject, detail=known.name or command.input)]
    if stands and not active and not known.keep:
        return [e.AlarmCleared(code=known.alarm.value, subject=subject)]
    return []


def acknowledge(scene: Scene, command: c.AcknowledgeInput) -> list[e.Event]:
    """End an alarm that waits for somebody. One that shows how things are ends with them."""
    entry = _entry(scene, command.device)
    known = entry.inputs.get(command.input)
    subject = place(entry.id, command.input)
    if known is None:
        raise Refused("CHANNEL_UNKNOWN", subject)
    if not known.keep or not scene.day.state.has_alarm(known.alarm, subject):
        raise Refused("NOTHING_TO_DO", subject)
    return [e.AlarmCleared(code=known.alarm.value, subject=subject)]


def _entry(scene: Scene, device: str) -> DeviceEntry:
    entry = scene.setup.devices.get(device)
    if entry is None:
        raise Refused("DEVICE_UNKNOWN", device)
    return entry
