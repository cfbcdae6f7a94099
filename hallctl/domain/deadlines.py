"""What falls due in the hall day, and when. Pure: `timers` asks and sends the commands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from hallctl.domain import commands as c
from hallctl.domain.day import HallDay
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import AppointmentState, WindowState
from hallctl.domain.tickets import TicketState


def due(day: HallDay, setup: HallSetup, now: datetime) -> list[c.Command]:
    """Commands whose time has come, earliest first. The day itself changes first of all."""
    ripe = sorted(
        ((at, command) for at, command in _pending(day, setup) if at <= now), key=lambda pair: pair[0]
    )
    commands = [command for _, command in ripe]
    today = now.astimezone(setup.timezone).date()
    if today > day.date:
        commands.append(c.OpenDay(day=today))
    return commands


def _pending(day: HallDay, setup: HallSetup) -> Iterator[tuple[datetime, c.Command]]:
    rules = setup.rules
    for duty in day.windows.values():
        if duty.state is WindowState.PAUSED and duty.staff is None and duty.since is not None:
            at = duty.since + timedelta(seconds=rules.vacant_after_s)
            yield at, c.VacateWindow(window=duty.window, due=at)
        if duty.ticket is None:
            continue
        ticket = day.tickets[duty.ticket]
        called = ticket.state is TicketState.CALLED and ticket.calls >= rules.calls_before_no_show
        if called and ticket.called_at is not None:
            at = ticket.called_at + timedelta(seconds=rules.no_show_after_s)
            yield at, c.ExpireCall(ticket=ticket.id, due=at)
    for ticket in day.missing.values():
        if ticket.no_show_at is not None:
            at = ticket.no_show_at + timedelta(seconds=rules.requeue_within_s)
            yield at, c.ExpireNoShow(ticket=ticket.id, due=at)
    for booking in day.state.appointments.values():
        if booking.state is AppointmentState.BOOKED:
            at = booking.slot + timedelta(seconds=rules.slot_s + rules.late_s)
            yield at, c.MissAppointment(appointment=booking.id, due=at)
