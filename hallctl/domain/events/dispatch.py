"""What the dispatcher (调度岗) changes during the day, and who is reminded."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.events.base import Event, event
from hallctl.domain.events.cases import AppointmentEvent
from hallctl.domain.events.tickets import TicketEvent
from hallctl.domain.events.windows import WindowEvent
from hallctl.domain.hours import Hours
from hallctl.domain.planning.plan import Turn


@event("window.moved", shown="window zone to_zone before after", public=True)
class WindowMoved(WindowEvent, frozen=True, kw_only=True):
    """The window works in `to_zone` from its next call on (QUE-19); `home` is where it belongs."""

    to_zone: str
    home: str
    reason: str


@event("window.scheduled", shown="window zone to_zone before after until", public=True)
class WindowScheduled(WindowEvent, frozen=True, kw_only=True):
    """A temporary window (临时窗口) is given to `staff` until then (QUE-16); again: it is prolonged."""

    to_zone: str
    home: str
    staff: str
    until: datetime
    reason: str


@event("window.hours_changed", shown="window zone before after hours", public=True)
class WindowHoursChanged(WindowEvent, frozen=True, kw_only=True):
    """The window has hours of its own today; None: as configured (QUE-20)."""

    hours: Hours | None
    reason: str


@event("zone.hours_changed", shown="zone hours", public=True)
class ZoneHoursChanged(Event, frozen=True, kw_only=True):
    """The zone is open at other hours today; None: as in the calendar (QUE-20)."""

    zone: str
    hours: Hours | None
    reason: str


@event("roster.changed", private="turn reason")
class RosterChanged(Event, frozen=True, kw_only=True):
    """A person's lunch group, shifts or breaks differ today; None: as configured (QUE-15)."""

    staff: str
    turn: Turn | None
    reason: str


@event("reminding.changed", shown="ahead")
class RemindingChanged(Event, frozen=True, kw_only=True):
    """Today people are reminded with so many ahead, 0 for nobody; None: as configured (QUE-10)."""

    ahead: int | None
    reason: str


@event("ticket.reassigned", shown="ticket number zone to_zone to_window", public=True)
class TicketReassigned(TicketEvent, frozen=True, kw_only=True):
    """Waits elsewhere, with its class and place kept (QUE-19)."""

    zone: str
    to_zone: str
    to_window: str | None = None
    items: tuple[str, ...] = ()
    business: str | None = None
    reason: str


@event("ticket.reminded", shown="ticket number zone ahead", public=True)
class TicketReminded(TicketEvent, frozen=True, kw_only=True):
    """Its holder was told that the turn is near, once (QUE-10)."""

    zone: str
    ahead: int


@event("appointment.reminded", shown="appointment zone before after")
class AppointmentReminded(AppointmentEvent, frozen=True, kw_only=True):
    """The holder was told of the booked visit, once (QUE-10)."""

    zone: str
