"""What happens to tickets (号票), and to the windows that they are at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import events as e
from hallctl.domain.effects.windows import free, set_window, touch
from hallctl.domain.learning.learned import note_call
from hallctl.domain.learning.promises import learn
from hallctl.domain.learning.turnout import Turnout
from hallctl.domain.ratings import Evaluation
from hallctl.domain.records import Record
from hallctl.domain.state import WALL_ROWS, Press, WallCall, WindowState, press_key
from hallctl.domain.tickets import Ticket, TicketState, line_codes

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


def _issued(day: HallDay, event: e.TicketIssued, record: Record) -> None:
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
        identity=event.identity,
        reminded_at=event.taken_at if event.near else None,
        promised=event.promised,
        situation=event.situation,
    )
    day.state.tickets[ticket.id] = ticket
    if not event.offline:
        day.state.counters[event.prefix] = event.count
    day.by_token[ticket.token] = ticket.id
    day.waiting.add(ticket)
    if event.button is not None:
        day.state.presses[press_key(event.channel, event.button)] = Press(ticket.id, record.at)
    if event.replaces is not None:
        _replace(day, ticket, event.replaces)
        return
    _turnout(day, ticket.zone).take(ticket.codes, ticket.klass, ticket.taken_at)


def _replace(day: HallDay, ticket: Ticket, replaced: str) -> None:
    """It takes the place of one that was counted when its holder came."""
    void = day.tickets.get(replaced)
    if void is not None:
        void.replaced_by = ticket.id
    booking = day.state.appointments.get(ticket.appointment or "")
    if booking is not None:
        booking.ticket = ticket.id


def _turnout(day: HallDay, zone: str) -> Turnout:
    found = day.state.turnout.get(zone)
    if found is None:
        found = day.state.turnout[zone] = Turnout()
    return found


def _called(day: HallDay, event: e.TicketCalled, record: Record) -> None:
    ticket = day.tickets[event.ticket]
    day.waiting.remove(ticket)
    ticket.state = TicketState.CALLED
    ticket.window, ticket.staff, ticket.calls = event.window, event.staff, 1
    ticket.called_at = record.at
    ticket.called_why, ticket.called_because = event.why, event.because
    ticket.called_by_name = event.by_name
    if ticket.waited_s is None:
        _first_called(day, ticket, record.at)
    duty = touch(day, event.window, record)
    duty.state, duty.ticket, duty.since = WindowState.CALLING, ticket.id, record.at
    day.state.runs[event.zone] = event.run
    _show_call(day, ticket, event.window, event.zone, record.at)


def _first_called(day: HallDay, ticket: Ticket, at: datetime) -> None:
    ticket.waited_s = max(0.0, (at - ticket.ready_at).total_seconds())
    _turnout(day, ticket.zone).habits.called += 1
    jumped = day.state.jumped_at
    if ticket.promised is not None and (jumped is None or ticket.ready_at > jumped):
        learn(day.state.learned.promises, ticket.promised, ticket.waited_s)


def _recalled(day: HallDay, event: e.TicketRecalled, record: Record) -> None:
    ticket = day.tickets[event.ticket]
    ticket.calls = event.calls
    ticket.called_at = record.at
    touch(day, event.window, record)
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
    note_call(day.state.learned.approach, _since_call_s(day, event.window, record.at))
    ticket.staff = set_window(day, event.window, WindowState.SERVING, record).staff


def _since_call_s(day: HallDay, window: str, at: datetime) -> float:
    """Since the first call of the person whom the window has called."""
    since = day.state.windows[window].since
    return 0.0 if since is None else (at - since).total_seconds()


def _held(day: HallDay, event: e.TicketHeld, record: Record) -> None:
    ticket = day.tickets[event.ticket]
    ticket.state, ticket.held_at = TicketState.HELD, record.at
    duty = free(day, event.window, record)
    duty.held.append(event.ticket)


def _resumed(day: HallDay, event: e.TicketResumed, record: Record) -> None:
    ticket = day.tickets[event.ticket]
    duty = set_window(day, event.window, WindowState.SERVING, record)
    ticket.state, ticket.staff = TicketState.SERVING, duty.staff
    if ticket.held_at is not None:
        ticket.held_s += (record.at - ticket.held_at).total_seconds()
        ticket.held_at = None
    duty.held.remove(event.ticket)
    duty.ticket = event.ticket


def _transferred(day: HallDay, event: e.TicketTransferred, record: Record) -> None:
    ticket = day.tickets[event.ticket]
    _turnout(day, ticket.zone).send_on(line_codes(event.items, event.business, event.to_zone)[0])
    ticket.zone, ticket.items, ticket.type = event.to_zone, event.items, event.business
    ticket.klass, ticket.place, ticket.target_window = event.klass, event.place, event.to_window
    _hide_call(day, ticket.id)
    _leave_window(day, ticket, event.window, record)
    _wait_again(day, ticket)


def _completed(day: HallDay, event: e.TicketCompleted, record: Record) -> None:
    ticket = day.tickets[event.ticket]
    ticket.state, ticket.ended_at = TicketState.COMPLETED, record.at
    ticket.outcome, ticket.applications = event.outcome, event.applications
    if event.rate_by is not None:
        ticket.evaluation = Evaluation.OPEN
        day.state.unrated[ticket.id] = event.rate_by
    _turnout(day, ticket.zone).habits.served += 1
    duty = free(day, event.window, record)
    ticket.staff = duty.staff
    duty.served += 1
    if ticket.started_at is not None:
        duty.served_s += (record.at - ticket.started_at).total_seconds()
    day.learn(event.observed, duty.staff or "")


def _no_show(day: HallDay, event: e.TicketNoShow, record: Record) -> None:
    ticket = day.tickets[event.ticket]
    ticket.state, ticket.no_shows, ticket.no_show_at = TicketState.NO_SHOW, event.no_shows, record.at
    if event.no_shows == 1:
        _turnout(day, ticket.zone).habits.missed += 1
    day.missing[ticket.id] = ticket
    note_call(day.state.learned.in_vain, _since_call_s(day, event.window, record.at))
    _hide_call(day, ticket.id)
    free(day, event.window, record)


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


def _ended(
    day: HallDay, event: e.TicketCancelled | e.TicketDiverted | e.TicketExpired, record: Record
) -> None:
    ticket = day.tickets[event.ticket]
    if ticket.state is TicketState.WAITING:
        day.waiting.remove(ticket)
    day.missing.pop(ticket.id, None)
    ticket.state, ticket.ended_at = TicketState(event.after), record.at


def _wait_again(day: HallDay, ticket: Ticket) -> None:
    ticket.state = TicketState.WAITING
    ticket.window = ticket.staff = None
    ticket.called_at = ticket.started_at = ticket.held_at = None
    ticket.called_why = ticket.called_because = ticket.called_by_name = None
    ticket.held_s = 0.0
    ticket.calls = 0
    day.waiting.add(ticket)


def _leave_window(day: HallDay, ticket: Ticket, window: str, record: Record) -> None:
    duty = touch(day, window, record)
    if ticket.id in duty.held:
        duty.held.remove(ticket.id)
    if duty.ticket == ticket.id:
        free(day, window, record)


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
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
    e.TicketCancelled: _ended,
    e.TicketExpired: _ended,
    e.TicketDiverted: _ended,
}
