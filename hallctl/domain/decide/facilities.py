"""Facilities (便民设施): a reported fault is a task until somebody has mended it (DEV-17)."""

from __future__ import annotations

from typing import Final

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import ActorKind
from hallctl.domain.decide.scene import Scene, reason_of
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.refusals import Refused

WORKS: Final = "WORKS"
FAULTY: Final = "FAULTY"


def report(scene: Scene, command: c.ReportFault) -> list[e.Event]:
    """A task for the facility; nothing where it has one."""
    entry = scene.setup.devices.get(command.facility)
    if entry is None or entry.kind != DeviceKind.FACILITY:
        raise Refused("DEVICE_UNKNOWN", command.facility)
    if any(repair.facility == entry.id for repair in scene.day.state.repairs.values()):
        return []
    person = scene.actor.person if scene.actor.kind is ActorKind.STAFF else scene.actor.workstation
    return [
        e.RepairOpened(
            repair=f"rep_{scene.token}",
            facility=entry.id,
            before=WORKS,
            after=FAULTY,
            cause=reason_of(command.cause),
            reporter=person,
        )
    ]


def complete(scene: Scene, command: c.CompleteRepair) -> list[e.Event]:
    """The facility works again."""
    repair = scene.day.state.repairs.get(command.repair)
    if repair is None:
        raise Refused("REPAIR_UNKNOWN", command.repair)
    return [
        e.RepairDone(
            repair=repair.id,
            facility=repair.facility,
            before=FAULTY,
            after=WORKS,
            remark=reason_of(command.remark),
        )
    ]
