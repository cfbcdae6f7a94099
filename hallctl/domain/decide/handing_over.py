"""A stand-in leaves only with a list of what is open (交接, ROLE-09)."""

from __future__ import annotations

from collections.abc import Iterator

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import ActorKind
from hallctl.domain.applications.states import Custody
from hallctl.domain.decide.applications import known
from hallctl.domain.decide.scene import Scene
from hallctl.domain.refusals import Refused
from hallctl.domain.state import WindowDuty


def hand_over(scene: Scene, command: c.HandOverWindow) -> list[e.Event]:
    """The list names everything that is open, or it is none."""
    duty = scene.duty_of(command)
    if duty.acting_for is None or duty.staff is None:
        raise Refused("WINDOW_STATE", f"nobody stands in at window {duty.window}")
    if command.person not in scene.setup.staff or command.person == duty.staff:
        raise Refused("STAFF_UNKNOWN", command.person)
    held = {
        f"{name}/{row.code}"
        for name in command.cases
        for row in known(scene, name).materials
        if row.custody is Custody.HELD
    }
    listed = {*command.tickets, *command.cases, *command.originals}
    missing = sorted({*_open(duty), *held} - listed)
    if missing:
        raise Refused("HANDOVER_REQUIRED", ", ".join(missing))
    return [
        e.WindowHandedOver(
            window=duty.window,
            zone=duty.zone,
            before=duty.state.value,
            after=duty.state.value,
            by=duty.staff,
            staff=command.person,
            tickets=command.tickets,
            cases=command.cases,
            originals=command.originals,
        )
    ]


def check_handed_over(scene: Scene, duty: WindowDuty) -> None:
    """Raises HANDOVER_REQUIRED where a stand-in would leave something open behind without a list."""
    if duty.acting_for is None or scene.actor.kind is not ActorKind.STAFF:
        return
    open_ = sorted(_open(duty))
    if open_:
        raise Refused("HANDOVER_REQUIRED", ", ".join(open_))


def _open(duty: WindowDuty) -> Iterator[str]:
    yield from duty.session
    here = [duty.ticket] if duty.ticket else []
    yield from (ticket for ticket in (*here, *duty.held) if ticket not in duty.handed)
