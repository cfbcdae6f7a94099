"""Reminders (排队提醒): to whom is told, once, that the turn or the booked visit is near (QUE-10)."""

from __future__ import annotations

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.decide.scene import Scene
from hallctl.domain.state import AppointmentState
from hallctl.domain.tickets import TicketState


def remind_ticket(scene: Scene, command: c.RemindTicket) -> list[e.Event]:
    """A waiting ticket that was not reminded yet."""
    ticket = scene.day.tickets.get(command.ticket)
    if ticket is None or ticket.state is not TicketState.WAITING or ticket.reminded_at is not None:
        return []
    return [
        e.TicketReminded(
            ticket=ticket.id,
            number=ticket.number,
            before=ticket.state.value,
            after=ticket.state.value,
            zone=ticket.zone,
            ahead=command.ahead,
        ),
    ]


def remind_appointment(scene: Scene, command: c.RemindAppointment) -> list[e.Event]:
    """A booking that still stands, before its slot."""
    booking = scene.day.state.appointments.get(command.appointment)
    if booking is None or booking.state is not AppointmentState.BOOKED or booking.reminded_at is not None:
        return []
    if scene.now >= booking.slot:
        return []
    return [
        e.AppointmentReminded(
            appointment=booking.id, before=booking.state.value, after=booking.state.value, zone=booking.zone
        ),
    ]
