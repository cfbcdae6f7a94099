"""Bookings (预约), ratings (好差评) and applications (办件)."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.events.base import Event, event


class AppointmentEvent(Event, frozen=True, kw_only=True):
    """What all appointment (预约) events say."""

    appointment: str
    before: str
    after: str


@event("appointment.booked")
class AppointmentBooked(AppointmentEvent, frozen=True, kw_only=True):
    """A slot is taken."""

    item: str
    zone: str
    slot: datetime
    token: str
    holder: str | None = None
    holder_digest: str | None = None


@event("appointment.checked_in")
class AppointmentCheckedIn(AppointmentEvent, frozen=True, kw_only=True):
    """The visitor has come; the ticket is issued in the same act."""

    ticket: str


@event("appointment.cancelled")
class AppointmentCancelled(AppointmentEvent, frozen=True, kw_only=True):
    """Given up, or not kept."""

    reason: str


@event("rating.given", shown="ticket level window")
class RatingGiven(Event, frozen=True, kw_only=True):
    """A visitor's rating (好差评), 5 best (EVA-01). The text lies in the sealed store."""

    ticket: str
    window: str
    staff: str
    items: tuple[str, ...]
    level: int
    bad: bool
    channel: str
    reasons: tuple[str, ...] = ()
    text: str | None = None
    text_digest: str | None = None


class ApplicationEvent(Event, frozen=True, kw_only=True):
    """What all application (办件) events say. `revision` counts the acts on the application."""

    application: str
    before: str
    after: str
    revision: int


@event("application.received", shown="application before after")
class ApplicationReceived(ApplicationEvent, frozen=True, kw_only=True):
    """Materials registered (收件) on the ticket being served."""

    item: str
    ticket: str
    window: str
    count: int


@event("application.returned", shown="application before after")
class ApplicationReturned(ApplicationEvent, frozen=True, kw_only=True):
    """Handed back with a reason code (退件)."""

    reason: str
