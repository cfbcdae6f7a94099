"""What visitors ask for: numbers (号票) and bookings (预约)."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.commands.base import Command
from hallctl.domain.tickets import TicketClass


class IssueTicket(Command, frozen=True, kw_only=True):
    """Take a number (取号) for items, for a zone, or for a business type. `situation`: of a single item."""

    items: tuple[str, ...] = ()
    zone: str | None = None
    type: str | None = None
    klass: TicketClass = TicketClass.NORMAL
    reason: str | None = None
    holder: str | None = None
    holder_digest: str | None = None
    card: str | None = None  # id of a card reading: whose number it is
    button: str | None = None  # that was pressed, of a device without a screen
    situation: str | None = None


class CancelTicket(Command, frozen=True, kw_only=True):
    """Give a waiting number back."""

    ticket: str
    reason: str = "visitor"


class DivertTicket(Command, frozen=True, kw_only=True):
    """The holder of a waiting number takes another way (分流), `to`; `slot` books a later visit."""

    ticket: str
    to: str
    slot: datetime | None = None


class CheckInTicket(Command, frozen=True, kw_only=True):
    """Queue again after a no-show, once."""

    ticket: str


class BookAppointment(Command, frozen=True, kw_only=True):
    """Book a precise slot for an item (QUE-13)."""

    item: str
    slot: datetime
    holder: str | None = None
    holder_digest: str | None = None
    card: str | None = None  # id of a card reading: whose booking it is


class CheckInAppointment(Command, frozen=True, kw_only=True):
    """The booked visitor has come: gives a BOOKED ticket."""

    appointment: str


class CancelAppointment(Command, frozen=True, kw_only=True):
    """Give the slot back."""

    appointment: str
    reason: str = "visitor"
