"""Bookings (预约) and applications (办件)."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.applications.states import Channel
from hallctl.domain.events.base import Event, event
from hallctl.domain.identity import Identity


class AppointmentEvent(Event, frozen=True, kw_only=True):
    """What all appointment (预约) events say."""

    appointment: str
    before: str
    after: str


@event("appointment.booked", private="token holder holder_digest identity")
class AppointmentBooked(AppointmentEvent, frozen=True, kw_only=True):
    """A slot is taken."""

    item: str
    zone: str
    slot: datetime
    token: str
    holder: str | None = None
    holder_digest: str | None = None
    identity: Identity | None = None


@event("appointment.checked_in")
class AppointmentCheckedIn(AppointmentEvent, frozen=True, kw_only=True):
    """The visitor has come; the ticket is issued in the same act."""

    ticket: str


@event("appointment.cancelled")
class AppointmentCancelled(AppointmentEvent, frozen=True, kw_only=True):
    """Given up, or not kept."""

    reason: str


class ApplicationEvent(Event, frozen=True, kw_only=True):
    """What all application (办件) events say. `revision` counts the acts on the application."""

    application: str
    before: str
    after: str
    revision: int


@event("application.received", shown="application before after", private="identity code")
class ApplicationReceived(ApplicationEvent, frozen=True, kw_only=True):
    """Materials registered (收件): on the ticket being served at a window, or at a kiosk by the applicant.

    At a kiosk there are no ticket and no window; `device`: which one, `identity`: whose card it has read,
    `code`: by which the applicant asks how it stands, `rate_by`: until when the kiosk asks for a rating.
    """

    item: str
    count: int
    channel: Channel = Channel.ONSITE
    ticket: str | None = None
    window: str | None = None
    device: str | None = None
    identity: Identity | None = None
    code: str | None = None
    rate_by: datetime | None = None

    @property
    def applicant(self) -> str | None:
        """Sealed record of the card that a kiosk has read."""
        return None if self.identity is None else self.identity.sealed

    @property
    def person(self) -> str | None:
        """Keyed hash of the same."""
        return None if self.identity is None else self.identity.person


@event("application.rated", shown="application before after")
class ApplicationRated(ApplicationEvent, frozen=True, kw_only=True):
    """The applicant has rated it, once (EVA-03). The `rating.given` before it says what, and of whom."""

    level: int


@event("application.returned", shown="application before after")
class ApplicationReturned(ApplicationEvent, frozen=True, kw_only=True):
    """Handed back with a reason code (退件)."""

    reason: str
