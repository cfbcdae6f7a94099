"""Buttons (取号键): two presses in a row are one number; a press after a failed print takes its place."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from hallctl.domain import events as e
from hallctl.domain.commands import IssueTicket
from hallctl.domain.decide.scene import Scene
from hallctl.domain.refusals import Refused
from hallctl.domain.state import press_key
from hallctl.domain.tickets import Ticket


def channel_of(scene: Scene) -> str:
    """Through what a number is taken, as tickets say it: `kind:workstation`."""
    return f"{scene.actor.kind.value}:{scene.actor.workstation}"


def void_before(scene: Scene, codes: tuple[str, ...], command: IssueTicket) -> Ticket | None:
    """The void ticket of the same button whose place the new one takes, as its holder has pressed again.

    Raises PRESSED_TWICE where the paper of the first press is still on its way: a button bounces, a visitor
    is impatient, and both want one number.
    """
    if command.button is None:
        return None
    press = scene.day.state.presses.get(press_key(channel_of(scene), command.button))
    ticket = scene.day.tickets.get(press.ticket) if press else None
    if press is None or ticket is None or (ticket.codes, ticket.klass) != (codes, command.klass):
        return None
    since, rules = scene.now - press.at, scene.setup.rules
    if ticket.voided_at is not None:
        offered = ticket.replaced_by is None and since <= timedelta(seconds=rules.reissue_within_s)
        return ticket if offered else None
    if since < timedelta(seconds=rules.press_guard_s):
        raise Refused("PRESSED_TWICE", ticket.number, ticket=ticket.id)
    return None


def in_place_of(void: Ticket, issued: e.TicketIssued) -> e.TicketIssued:
    """A new number with the seniority of the void one, and everything else that was its holder's."""
    return msgspec.structs.replace(
        issued,
        place=void.place,
        channel=void.channel,
        taken_at=void.taken_at,
        reason=void.reason,
        slot=void.slot,
        appointment=void.appointment,
        holder=void.holder,
        identity=void.identity,
        promised=void.promised,
        near=void.reminded_at is not None,
        replaces=void.id,
    )
