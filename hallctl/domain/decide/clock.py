"""What time does: a new day, calls that nobody answered, posts that stayed vacant, bookings not kept."""

from __future__ import annotations

import msgspec

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.day import carry_over
from hallctl.domain.decide.appointments import ended
from hallctl.domain.decide.calls import missed
from hallctl.domain.decide.issuing import cancelled
from hallctl.domain.decide.ratings import lapsed
from hallctl.domain.decide.scene import Scene
from hallctl.domain.decide.seals import left_out
from hallctl.domain.learning.usual import remember
from hallctl.domain.state import AppointmentState, WindowState, encode_state
from hallctl.domain.tickets import MOVES, Ticket, TicketState

CLOCK_JUMPED = "CLOCK_JUMPED"


def open_day(scene: Scene, command: c.OpenDay) -> list[e.Event]:
    """A later date begins; who still waited from the old one is expired. Never back to an earlier date."""
    if command.day <= scene.day.date:
        return []
    happened: list[e.Event] = [
        _expired(ticket) for ticket in scene.day.tickets.values() if ticket.state in MOVES["expire"]
    ]
    happened += left_out(scene)
    happened += [lapsed(scene, visit) for visit in scene.day.state.unrated]
    happened += [
        ended(booking, AppointmentState.MISSED, "day_over")
        for booking in scene.day.state.appointments.values()
        if booking.state is AppointmentState.BOOKED and booking.slot.date() < command.day
    ]
    fresh = carry_over(scene.day.state, command.day)
    remember(fresh.learned, scene.day, scene.setup)
    happened.append(e.DayOpened(date=command.day, state=msgspec.Raw(encode_state(fresh))))
    return happened


def _expired(ticket: Ticket) -> e.TicketExpired:
    return e.TicketExpired(
        ticket=ticket.id,
        number=ticket.number,
        before=ticket.state.value,
        after=TicketState.EXPIRED.value,
        zone=ticket.zone,
    )


def note_jump(_scene: Scene, command: c.NoteTimeJump) -> list[e.Event]:
    """The machine's clock jumped: people are told, for waits that span the jump are not what they seem."""
    alarm = e.AlarmRaised(code=CLOCK_JUMPED, subject="clock", detail=f"{command.seconds:+.0f} s")
    return [e.TimeJumped(seconds=command.seconds), alarm]


def expire_call(scene: Scene, command: c.ExpireCall) -> list[e.Event]:
    """Called as often as the rules ask and not come: a no-show (QUE-25)."""
    ticket = scene.day.tickets.get(command.ticket)
    if ticket is None or ticket.state is not TicketState.CALLED or ticket.window is None:
        return []
    if ticket.calls < scene.setup.rules.calls_before_no_show:
        return []
    return missed(ticket, scene.day.windows[ticket.window])


def expire_no_show(scene: Scene, command: c.ExpireNoShow) -> list[e.Event]:
    """Not come back in time."""
    ticket = scene.day.tickets.get(command.ticket)
    if ticket is None or ticket.state is not TicketState.NO_SHOW:
        return []
    return [cancelled(ticket, "grace_passed")]


def vacate(scene: Scene, command: c.VacateWindow) -> list[e.Event]:
    """Nobody has come to stand in (C24)."""
    duty = scene.day.windows.get(command.window)
    if duty is None or duty.state is not WindowState.PAUSED or duty.staff is not None:
        return []
    return [
        e.WindowVacated(
            window=duty.window,
            zone=duty.zone,
            before=duty.state.value,
            after=WindowState.VACANT_POST.value,
        ),
    ]


def miss(scene: Scene, command: c.MissAppointment) -> list[e.Event]:
    """A booked visitor did not come."""
    booking = scene.day.state.appointments.get(command.appointment)
    if booking is None or booking.state is not AppointmentState.BOOKED:
        return []
    return [ended(booking, AppointmentState.MISSED, "not_come")]
