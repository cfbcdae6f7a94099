"""What each event does to the hall day. `EFFECTS` maps event classes to functions; a test finds gaps.

These functions read nothing but the event and its record, so live work and replay cannot differ.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import events as e
from hallctl.domain.records import Record
from hallctl.domain.state import (
    WALL_ROWS,
    Alarm,
    Appointment,
    AppointmentState,
    DeviceStatus,
    Presence,
    WallCall,
    WindowDuty,
    WindowState,
    decode_state,
)
from hallctl.domain.tickets import Ticket, TicketState

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


# --- tickets  ----------


def _day_opened(day: HallDay, event: e.DayOpened, _record: Record) -> None:
    day.begin(decode_state(event.state))


def _issued(day: HallDay, event: e.TicketIssued, _record: Record) -> None:
    ticket = Ticket(
        id=event.ticket,
        number=event.number,
        zone=event.zone,
        items=event.items,
        type=event.business,
        klass=event.klass,
        state=TicketState.WAITING,
        taken_at=event.taken_at,
        valid_on=event.valid_on,
        token=event.token,
        channel=event.channel,
        place=event.place,
        reason=event.reason,
        slot=event.slot,
        appointment=event.appointment,
        holder=event.holder,
    )
    day.state.tickets[ticket.id] = ticket
    day.state.counters[event.prefix] = event.count
    day.by_token[ticket.token] = ticket.id
    day.waiting.add(ticket)


def _touch(day: HallDay, window: str, record: Record) -> WindowDuty:
    duty = day.state.windows[window]
    duty.seq = record.seq
    return duty


def _called(day: HallDay, event: e.TicketCalled, record: Record) -> None:
    ticket = day.tickets[event.ticket]
    day.waiting.remove(ticket)
    ticket.state = TicketState.CALLED
    ticket.window, ticket.staff, ticket.calls = event.window, event.staff, 1
    ticket.called_at = record.at
    ticket.called_why, ticket.called_because = event.why, event.because
    ticket.called_by_name = event.by_name
    duty = _touch(day, event.window, record)
    duty.state, duty.ticket, duty.since = WindowState.CALLING, ticket.id, record.at
    day.state.runs[event.zone] = event.run
    _show_call(day, ticket, event.window, event.zone, record.at)


def _recalled(day: HallDay, event: e.TicketRecalled, record: Record) -> None:
    ticket = day.tickets[event.ticket]
    ticket.calls = event.calls
    ticket.called_at = record.at
    _touch(day, event.window, record)
    _show_call(day, ticket, event.window, event.zone, record.at)


def _show_call(day: HallDay, ticket: Ticket, window: str, zone: str, at: datetime) -> None:
    calls = day.state.calls
    calls[:] = [call for call in calls if call.ticket != ticket.id][: WALL_ROWS - 1]
    calls.insert(0, WallCall(ticket=ticket.id, number=ticket.number, window=window, zone=zone, at=at))


def _hide_call(day: HallDay, ticket: str) -> None:
    day.state.calls[:] = [call for call in day.state.calls if call.ticket != ticket]


def _started(day: HallDay, event: e.TicketStarted, record: Record) -> None:
    ticket = day.tickets[event.ticket]
    ticket.state, ticket.started_at = TicketState.SERVING, record.at
    ticket.staff = _set_window(day, event.window, WindowState.SERVING, record).staff


def _held(day: HallDay, event: e.TicketHeld, record: Record) -> None:
    ticket = day.tickets[event.ticket]
    ticket.state, ticket.held_at = TicketState.HELD, record.at
    duty = _free(day, event.window, record)
    duty.held.append(event.ticket)


def _resumed(day: HallDay, event: e.TicketResumed, record: Record) -> None:
    ticket = day.tickets[event.ticket]
    duty = _set_window(day, event.window, WindowState.SERVING, record)
    ticket.state, ticket.staff = TicketState.SERVING, duty.staff
    if ticket.held_at is not None:
        ticket.held_s += (record.at - ticket.held_at).total_seconds()
        ticket.held_at = None
    duty.held.remove(event.ticket)
    duty.ticket = event.ticket


def _transferred(day: HallDay, event: e.TicketTransferred, record: Record) -> None:
    ticket = day.tickets[event.ticket]
    ticket.zone, ticket.items, ticket.type = event.to_zone, event.items, event.business
    ticket.klass, ticket.place, ticket.target_window = event.klass, event.place, event.to_window
    _hide_call(day, ticket.id)
    _leave_window(day, ticket, event.window, record)
    _wait_again(day, ticket)


def _completed(day: HallDay, event: e.TicketCompleted, record: Record) -> None:
    ticket = day.tickets[event.ticket]
    ticket.state, ticket.ended_at = TicketState.COMPLETED, record.at
    ticket.outcome, ticket.applications = event.outcome, event.applications
    duty = _free(day, event.window, record)
    ticket.staff = duty.staff
    duty.served += 1
    if ticket.started_at is not None:
        duty.served_s += (record.at - ticket.started_at).total_seconds()
    day.learn(event.observed, duty.staff or "")


def _no_show(day: HallDay, event: e.TicketNoShow, record: Record) -> None:
    ticket = day.tickets[event.ticket]
    ticket.state, ticket.no_shows, ticket.no_show_at = TicketState.NO_SHOW, event.no_shows, record.at
    day.missing[ticket.id] = ticket
    _hide_call(day, ticket.id)
    _free(day, event.window, record)


def _requeued(day: HallDay, event: e.TicketRequeued, _record: Record) -> None:
    ticket = day.tickets[event.ticket]
    day.missing.pop(ticket.id, None)
    ticket.place = event.place
    _wait_again(day, ticket)


def _returned(day: HallDay, event: e.TicketReturned, record: Record) -> None:
    ticket = day.tickets[event.ticket]
    _hide_call(day, ticket.id)
    _leave_window(day, ticket, event.window, record)
    _wait_again(day, ticket)


def _cancelled(day: HallDay, event: e.TicketCancelled, record: Record) -> None:
    _end(day, event.ticket, TicketState.CANCELLED, record)


def _expired(day: HallDay, event: e.TicketExpired, record: Record) -> None:
    _end(day, event.ticket, TicketState.EXPIRED, record)


def _end(day: HallDay, ticket_id: str, state: TicketState, record: Record) -> None:
    ticket = day.tickets[ticket_id]
    if ticket.state is TicketState.WAITING:
        day.waiting.remove(ticket)
    day.missing.pop(ticket_id, None)
    ticket.state, ticket.ended_at = state, record.at


def _printed(day: HallDay, event: e.TicketPrinted, _record: Record) -> None:
    day.tickets[event.ticket].printed = event.result


def _wait_again(day: HallDay, ticket: Ticket) -> None:
    ticket.state = TicketState.WAITING
    ticket.window = ticket.staff = None
    ticket.called_at = ticket.started_at = ticket.held_at = None
    ticket.called_why = ticket.called_because = ticket.called_by_name = None
    ticket.held_s = 0.0
    ticket.calls = 0
    day.waiting.add(ticket)


def _leave_window(day: HallDay, ticket: Ticket, window: str, record: Record) -> None:
    duty = _touch(day, window, record)
    if ticket.id in duty.held:
        duty.held.remove(ticket.id)
    if duty.ticket == ticket.id:
        _free(day, window, record)


def _free(day: HallDay, window: str, record: Record) -> WindowDuty:
    duty = _set_window(day, window, WindowState.OPEN, record)
    duty.ticket = None
    return duty


# --- windows and staff  ----------


def _set_window(day: HallDay, window: str, state: WindowState, record: Record) -> WindowDuty:
    duty = _touch(day, window, record)
    duty.state, duty.since = state, record.at
    return duty


def _opened(day: HallDay, event: e.WindowOpened, record: Record) -> None:
    old = day.state.windows.get(event.window)
    day.state.windows[event.window] = WindowDuty(
        window=event.window,
        zone=event.zone,
        state=WindowState.OPEN,
        staff=event.staff,
        workstation=event.workstation,
        since=record.at,
        seq=record.seq,
        served=old.served if old else 0,
        served_s=old.served_s if old else 0.0,
        duty_s=old.duty_s if old else 0.0,
        busy_s=old.busy_s if old else 0.0,
    )


def _closed(day: HallDay, event: e.WindowClosed, record: Record) -> None:
    duty = _set_window(day, event.window, WindowState.CLOSED, record)
    duty.staff = duty.workstation = duty.acting_for = duty.reason = None


def _paused(day: HallDay, event: e.WindowPaused, record: Record) -> None:
    duty = _set_window(day, event.window, WindowState.PAUSED, record)
    duty.reason = event.reason
    if event.vacant:
        duty.staff = duty.workstation = duty.acting_for = None


def _window_resumed(day: HallDay, event: e.WindowResumed, record: Record) -> None:
    _set_window(day, event.window, WindowState.OPEN, record).reason = None


def _substituted(day: HallDay, event: e.WindowSubstituted, record: Record) -> None:
    duty = _touch(day, event.window, record)
    duty.staff = event.staff
    duty.acting_for = event.acting_for if event.acting_for != event.staff else None
    present = day.state.present.get(event.staff)
    duty.workstation = present.workstation if present else duty.workstation
    duty.state = WindowState(event.after)


def _vacated(day: HallDay, event: e.WindowVacated, record: Record) -> None:
    _set_window(day, event.window, WindowState.VACANT_POST, record)


def _lost(day: HallDay, event: e.WindowLost, record: Record) -> None:
    _set_window(day, event.window, WindowState.FAULT, record).reason = event.cause


def _signed_on(day: HallDay, event: e.StaffSignedOn, record: Record) -> None:
    day.state.present[event.staff] = Presence(event.staff, event.workstation, event.window, record.at)


def _signed_off(day: HallDay, event: e.StaffSignedOff, _record: Record) -> None:
    day.state.present.pop(event.staff, None)


# --- the rest  ----------


def _booked(day: HallDay, event: e.AppointmentBooked, _record: Record) -> None:
    day.state.appointments[event.appointment] = Appointment(
        id=event.appointment,
        item=event.item,
        zone=event.zone,
        slot=event.slot,
        token=event.token,
        holder=event.holder,
    )


def _checked_in(day: HallDay, event: e.AppointmentCheckedIn, _record: Record) -> None:
    appointment = day.state.appointments[event.appointment]
    appointment.state, appointment.ticket = AppointmentState.CHECKED_IN, event.ticket


def _appointment_cancelled(day: HallDay, event: e.AppointmentCancelled, _record: Record) -> None:
    day.state.appointments[event.appointment].state = AppointmentState(event.after)


def _rated(day: HallDay, event: e.RatingGiven, _record: Record) -> None:
    day.tickets[event.ticket].rated = event.level


def _device(day: HallDay, event: e.DeviceChanged, record: Record) -> None:
    day.state.devices[event.device] = DeviceStatus(
        event.device, event.after, record.at, event.health, event.firmware
    )


def _alarm(day: HallDay, event: e.AlarmRaised, record: Record) -> None:
    day.state.alarms[f"{event.code}:{event.subject}"] = Alarm(
        event.code, event.subject, event.detail, record.at
    )


def _alarm_cleared(day: HallDay, event: e.AlarmCleared, _record: Record) -> None:
    day.state.alarms.pop(f"{event.code}:{event.subject}", None)


def _received(day: HallDay, event: e.ApplicationReceived, record: Record) -> None:
    ticket = day.tickets[event.ticket]
    ticket.applications = (*ticket.applications, event.application)
    day.state.applications_count = event.count
    _touch(day, event.window, record)


def _nothing(_day: HallDay, _event: e.Event, _record: Record) -> None:
    """An event that the hall day need not remember."""


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    e.DayOpened: _day_opened,
    e.TimeJumped: _nothing,
    e.TicketIssued: _issued,
    e.TicketCalled: _called,
    e.TicketRecalled: _recalled,
    e.TicketStarted: _started,
    e.TicketHeld: _held,
    e.TicketResumed: _resumed,
    e.TicketTransferred: _transferred,
    e.TicketCompleted: _completed,
    e.TicketNoShow: _no_show,
    e.TicketRequeued: _requeued,
    e.TicketReturned: _returned,
    e.TicketCancelled: _cancelled,
    e.TicketExpired: _expired,
    e.TicketPrinted: _printed,
    e.WindowOpened: _opened,
    e.WindowClosed: _closed,
    e.WindowPaused: _paused,
    e.WindowResumed: _window_resumed,
    e.WindowSubstituted: _substituted,
    e.WindowVacated: _vacated,
    e.WindowLost: _lost,
    e.StaffSignedOn: _signed_on,
    e.StaffSignedOff: _signed_off,
    e.AppointmentBooked: _booked,
    e.AppointmentCheckedIn: _checked_in,
    e.AppointmentCancelled: _appointment_cancelled,
    e.RatingGiven: _rated,
    e.DeviceChanged: _device,
    e.AlarmRaised: _alarm,
    e.AlarmCleared: _alarm_cleared,
    e.ApplicationReceived: _received,
    e.ApplicationReturned: _nothing,
}
"""Event class → what it does. A test checks that every registered type is here."""
