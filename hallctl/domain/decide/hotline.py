"""Calls to the hotline (便民热线): one entry for each (DEV-18)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.consultations import ConsultationChannel, ConsultationKind
from hallctl.domain.decide.scene import Scene
from hallctl.domain.refusals import Refused

CLOCKS_APART: Final = timedelta(minutes=10)
"""So far ahead of the hall's clock the hotline's may be."""


def record(scene: Scene, command: c.RecordCall) -> list[e.Event]:
    """An entry; nothing where this call has one already."""
    if command.call in scene.day.state.hotline:
        return []
    if command.item is not None and command.item not in scene.setup.items:
        raise Refused("ITEM_UNKNOWN", command.item)
    if max(command.began_at, command.ended_at or command.began_at) > scene.now + CLOCKS_APART:
        raise Refused("TIME_AHEAD", command.began_at.isoformat())
    conflict = command.kind is ConsultationKind.STANDARD_CONFLICT
    if conflict and command.item is None:
        raise Refused("ITEM_UNKNOWN", command.call)
    respondent = scene.setup.items[command.item].department if conflict and command.item else ""
    return [
        e.ConsultationRecorded(
            consultation=f"con_{scene.token}",
            channel=ConsultationChannel.PHONE.value,
            kind=command.kind.value,
            call=command.call,
            began_at=command.began_at,
            ended_at=command.ended_at,
            item=command.item,
            sealed=command.sealed,
            sealed_digest=command.sealed_digest,
            liable_party="department" if conflict else "",
            respondent=respondent,
        )
    ]
