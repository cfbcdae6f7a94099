"""What the dispatcher's changes do to the day, and reminders."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from hallctl.domain import events as e
from hallctl.domain.planning.plan import Move, Temporary
from hallctl.domain.records import Record
from hallctl.domain.state import WindowDuty

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay

T = TypeVar("T")


def _to_zone(day: HallDay, event: e.WindowMoved | e.WindowScheduled, record: Record) -> None:
    duty = day.state.windows.setdefault(event.window, WindowDuty(window=event.window, zone=event.home))
    duty.zone, duty.seq = event.to_zone, record.seq
    away = event.to_zone != event.home
    moved = Move(event.to_zone, event.home, event.reason) if away else None
    _change(day.state.plan.moves, event.window, moved)


def _change(plan: dict[str, T], name: str, change: T | None) -> None:
    """What is different today; None: nothing any more."""
    plan.pop(name, None)
    if change is not None:
        plan[name] = change


def _scheduled(day: HallDay, event: e.WindowScheduled, record: Record) -> None:
    _to_zone(day, event, record)
    day.state.plan.temporary[event.window] = Temporary(event.staff, event.until, event.reason)


def _window_hours(day: HallDay, event: e.WindowHoursChanged, _record: Record) -> None:
    _change(day.state.plan.window_hours, event.window, event.hours)


def _zone_hours(day: HallDay, event: e.ZoneHoursChanged, _record: Record) -> None:
    _change(day.state.plan.hours, event.zone, event.hours)


def _roster(day: HallDay, event: e.RosterChanged, _record: Record) -> None:
    _change(day.state.plan.turns, event.staff, event.turn)


def _reminding(day: HallDay, event: e.RemindingChanged, _record: Record) -> None:
    day.state.plan.remind_ahead = event.ahead


def _reassigned(day: HallDay, event: e.TicketReassigned, _record: Record) -> None:
    ticket = day.tickets[event.ticket]
    day.waiting.remove(ticket)
    ticket.zone, ticket.items, ticket.type = event.to_zone, event.items, event.business
    ticket.target_window = event.to_window
    day.waiting.add(ticket)


def _ticket_reminded(day: HallDay, event: e.TicketReminded, record: Record) -> None:
    day.tickets[event.ticket].reminded_at = record.at


def _appointment_reminded(day: HallDay, event: e.AppointmentReminded, record: Record) -> None:
    day.state.appointments[event.appointment].reminded_at = record.at


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    e.WindowMoved: _to_zone,
    e.WindowScheduled: _scheduled,
    e.WindowHoursChanged: _window_hours,
    e.ZoneHoursChanged: _zone_hours,
    e.RosterChanged: _roster,
    e.RemindingChanged: _reminding,
    e.TicketReassigned: _reassigned,
    e.TicketReminded: _ticket_reminded,
    e.AppointmentReminded: _appointment_reminded,
}
