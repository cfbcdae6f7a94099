"""What falls due in the hall day, and when. Pure: `timers` asks and sends the commands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from hallctl.domain import commands as c
from hallctl.domain.alarms import follow
from hallctl.domain.day import HallDay
from hallctl.domain.decide.clock import CLOCK_JUMPED
from hallctl.domain.decide.maintenance import WORKSTATION_LOST
from hallctl.domain.planning import announcing, forgotten, roster, staffing
from hallctl.domain.planning.today import is_open
from hallctl.domain.relays import Follows, place, word
from hallctl.domain.setup import HallSetup
from hallctl.domain.state import AppointmentState, WindowState
from hallctl.domain.tickets import TicketState

LUNCH_UNCOVERED = "LUNCH_UNCOVERED"
JUMP_SHOWN = timedelta(hours=1)
"""How long people are told that the clock jumped: waits that span the jump are over by then."""


def due(day: HallDay, setup: HallSetup, now: datetime) -> list[c.Command]:
    """Commands whose time has come, earliest first. The day itself changes first of all."""
    ripe = sorted(
        ((at, command) for at, command in _pending(day, setup, now) if at <= now), key=lambda pair: pair[0]
    )
    commands = [command for _, command in ripe]
    commands += _lunch(day, setup, now)
    commands += _workstations(day)
    commands += forgotten.flags(day, setup, now)
    commands += staffing.flags(day, setup, now)
    commands += _relays(day, setup, now)
    today = now.astimezone(setup.timezone).date()
    if today > day.date:
        commands.append(c.OpenDay(day=today))
    return commands


Pending = Iterator[tuple[datetime, c.Command]]


def _pending(day: HallDay, setup: HallSetup, now: datetime) -> Pending:
    yield from _at_windows(day, setup)
    yield from _of_absent(day, setup)
    yield from _temporary(day, setup)
    yield from _reminders(day, setup, now)
    yield from announcing.due(day, setup, now)
    for ticket, at in day.state.unrated.items():
        yield at, c.LapseRating(ticket=ticket, due=at)
    for enquiry in day.state.enquiries.values():
        if enquiry.due_at is not None:
            yield enquiry.due_at, c.MissEnquiry(enquiry=enquiry.id, due=enquiry.due_at)
    for alarm in day.state.alarms.values():
        if alarm.code == CLOCK_JUMPED:
            yield alarm.since + JUMP_SHOWN, c.ClearAlarm(code=alarm.code, subject=alarm.subject)


def _at_windows(day: HallDay, setup: HallSetup) -> Pending:
    """Posts that stay vacant, calls that nobody answers."""
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


def _of_absent(day: HallDay, setup: HallSetup) -> Pending:
    """Those who did not come when called, or to their booking."""
    rules = setup.rules
    for ticket in day.missing.values():
        if ticket.no_show_at is not None:
            at = ticket.no_show_at + timedelta(seconds=rules.requeue_within_s)
            yield at, c.ExpireNoShow(ticket=ticket.id, due=at)
    for booking in day.state.appointments.values():
        if booking.state is AppointmentState.BOOKED:
            at = booking.slot + timedelta(seconds=rules.slot_s + rules.late_s)
            yield at, c.MissAppointment(appointment=booking.id, due=at)


def _temporary(day: HallDay, setup: HallSetup) -> Pending:
    """Windows whose time is over, once nobody is called or served there (QUE-16)."""
    for duty in day.windows.values():
        planned = day.state.plan.temporary.get(duty.window)
        window = setup.windows.get(duty.window)
        lasting = planned is None and (window is None or not window.is_temporary)
        gone = duty.state is WindowState.CLOSED or duty.ticket is not None
        if lasting or gone or duty.since is None:
            continue
        at = duty.since if planned is None else max(planned.until, duty.since)
        yield at, c.EndTemporary(window=duty.window, due=at)


def _reminders(day: HallDay, setup: HallSetup, now: datetime) -> Pending:
    """Booked visits that are near (QUE-10). Who books later than that needs none, and none comes too late."""
    before = timedelta(seconds=setup.rules.remind_before_s)
    if not before:
        return
    for booking in day.state.appointments.values():
        at = booking.slot - before
        late = booking.booked_at is not None and booking.booked_at > at
        open_ = booking.state is AppointmentState.BOOKED and booking.reminded_at is None
        if open_ and not late and now < booking.slot:
            yield at, c.RemindAppointment(appointment=booking.id, due=at)


def _relays(day: HallDay, setup: HallSetup, now: datetime) -> Iterator[c.Command]:
    """Outputs that follow the opening hours; what somebody switches between holds until they change."""
    for entry in setup.devices.values():
        for name, channel in entry.channels.items():
            if channel.follows is not Follows.HOURS:
                continue
            zones = [channel.zone] if channel.zone else list(setup.zones)
            on = any(is_open(day, setup, zone, now) for zone in zones)
            if day.state.relay_hours.get(place(entry.id, name)) != word(on=on):
                because = "opening hours"
                yield c.SwitchRelay(relay=entry.id, channel=name, on=on, because=because, by_hours=True)


def _workstations(day: HallDay) -> Iterator[c.Command]:
    """The alarm of each window that is paused for want of its workstation (DEV-13)."""
    for duty in day.windows.values():
        lost = duty.state is WindowState.PAUSED and duty.reason == WORKSTATION_LOST
        yield from follow(day.state, WORKSTATION_LOST, duty.window, duty.workstation or "" if lost else None)


def _lunch(day: HallDay, setup: HallSetup, now: datetime) -> Iterator[c.Command]:
    """The alarm that nobody covers lunch, as long as it is so (QUE-15)."""
    open_ = now.astimezone(setup.timezone).date() == day.date and roster.is_lunch(day, setup, now)
    uncovered = open_ and not roster.somebody_serves(day, setup)
    return follow(day.state, LUNCH_UNCOVERED, setup.id, "" if uncovered else None)
