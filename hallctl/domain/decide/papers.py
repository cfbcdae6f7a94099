"""The paper of a number (号票纸): what became of it, a new number where it failed, the same paper again."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.actors import ActorKind
from hallctl.domain.decide.issuing import Wish, ticket_issued
from hallctl.domain.decide.presses import in_place_of
from hallctl.domain.decide.scene import Scene
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.refusals import Refused
from hallctl.domain.tickets import MOVES, Ticket, TicketState

PRINTED: Final = "printed"
FAILED: Final = "failed"
UNKNOWN: Final = "unknown"

PRINT_UNKNOWN: Final = "PRINT_UNKNOWN"
"""Alarm: nobody knows whether the paper came out; a person asks the visitor, and prints it again or not."""

PRINTERS: Final = frozenset({DeviceKind.DISPENSER, DeviceKind.KIOSK, DeviceKind.TOUCH_TERMINAL})


def printed(scene: Scene, command: c.ReportPrint) -> list[e.Event]:
    """The fate of a printed ticket, told once. A failed one is void, for its holder has nothing in hand."""
    ticket = scene.ticket(command.ticket)
    if ticket.printed == command.result:
        return []
    told = e.TicketPrinted(
        ticket=ticket.id,
        number=ticket.number,
        before=ticket.state.value,
        after=ticket.state.value,
        device=command.device,
        result=command.result,
        fault=command.fault,
    )
    if command.result == FAILED and _never_came_out(ticket):
        return [told, _voided(ticket, command)]
    return [told, *_alarms(scene, ticket, command)]


def _never_came_out(ticket: Ticket) -> bool:
    """Whether no paper of it can be in anybody's hand, and nobody has been called with it."""
    return ticket.printed != PRINTED and not ticket.copies and ticket.state in MOVES["void"]


def _voided(ticket: Ticket, command: c.ReportPrint) -> e.TicketVoided:
    return e.TicketVoided(
        ticket=ticket.id,
        number=ticket.number,
        before=ticket.state.value,
        after=TicketState.CANCELLED.value,
        zone=ticket.zone,
        device=command.device,
        reason="print_failed",
    )


def _alarms(scene: Scene, ticket: Ticket, command: c.ReportPrint) -> list[e.Event]:
    stands = scene.day.state.has_alarm(PRINT_UNKNOWN, command.device)
    if command.result == UNKNOWN and not stands:
        return [e.AlarmRaised(code=PRINT_UNKNOWN, subject=command.device, detail=ticket.number)]
    if command.result == PRINTED and stands:
        return [e.AlarmCleared(code=PRINT_UNKNOWN, subject=command.device)]
    return []


def reissue(scene: Scene, command: c.ReissueTicket) -> list[e.Event]:
    """A new number in the place of a void one, with its seniority; offered once and for some minutes."""
    return [_replacement(scene, scene.ticket(command.ticket))]


def _replacement(scene: Scene, void: Ticket) -> e.TicketIssued:
    if void.voided_at is None:
        raise Refused("TICKET_STATE", f"{void.number} is {void.state.value}: no new number is offered")
    if void.replaced_by is not None:
        raise Refused("REISSUED", void.number, ticket=void.replaced_by)
    if scene.now - void.voided_at > timedelta(seconds=scene.setup.rules.reissue_within_s):
        raise Refused("GRACE_PASSED", void.number)
    wish = Wish(scene.setup.zones[void.zone], void.items, void.type)
    return in_place_of(void, ticket_issued(scene, wish, c.IssueTicket(), void.klass, void.place))


def reprint(scene: Scene, command: c.ReprintTicket) -> list[e.Event]:
    """The same number on paper again, marked as a copy."""
    ticket = scene.ticket_for(command.ticket, "reprint")
    device = command.device or _own_printer(scene, ticket)
    entry = scene.setup.devices.get(device)
    if entry is None or entry.kind not in PRINTERS:
        raise Refused("DEVICE_UNKNOWN", device)
    happened: list[e.Event] = [
        e.TicketReprinting(
            ticket=ticket.id,
            number=ticket.number,
            before=ticket.state.value,
            after=ticket.state.value,
            device=entry.printer or entry.id,
            copy=ticket.copies + 1,
        ),
    ]
    if scene.day.state.has_alarm(PRINT_UNKNOWN, device):
        happened.append(e.AlarmCleared(code=PRINT_UNKNOWN, subject=device))
    return happened


def _own_printer(scene: Scene, ticket: Ticket) -> str:
    """The device that asks, else the one where the number was taken."""
    if scene.actor.kind is ActorKind.DEVICE:
        return scene.actor.workstation
    return ticket.channel.partition(":")[2]
