"""What happens to a ticket (号票)."""

from __future__ import annotations

from datetime import date, datetime

from hallctl.domain.events.base import Event, event
from hallctl.domain.identity import Identity
from hallctl.domain.learning.learned import Observation
from hallctl.domain.learning.promises import Promise
from hallctl.domain.routing.reasons import CallReason
from hallctl.domain.tickets import Place, TicketClass


class TicketEvent(Event, frozen=True, kw_only=True):
    """What all ticket events say."""

    ticket: str
    number: str
    before: str
    after: str


@event(
    "ticket.issued",
    shown="ticket number zone items business klass",
    private="token holder holder_digest identity",
    public=True,
)
class TicketIssued(TicketEvent, frozen=True, kw_only=True):
    """A number was given (取号). `promised`: the wait as it was told; None where nobody could serve it.

    `near`: it had so few ahead that its holder needs no reminder (QUE-10).
    `replaces`: the void ticket whose place it takes. `offline`: a dispenser gave it on its own (QUE-29).
    """

    zone: str
    items: tuple[str, ...] = ()
    business: str | None = None
    klass: TicketClass
    reason: str | None = None
    taken_at: datetime
    valid_on: date
    count: int  # running count of its prefix on this day
    prefix: str
    place: Place
    token: str
    channel: str
    slot: datetime | None = None
    appointment: str | None = None
    holder: str | None = None
    holder_digest: str | None = None
    identity: Identity | None = None
    promised: Promise | None = None
    near: bool = False
    replaces: str | None = None
    button: str | None = None
    offline: bool = False
    situation: str | None = None


@event("ticket.called", shown="ticket number window zone", public=True)
class TicketCalled(TicketEvent, frozen=True, kw_only=True):
    """Called (叫号) to a window. `run`: priority calls in a row in the zone, this one included."""

    window: str
    zone: str
    staff: str
    run: int
    why: str  # rule and rank that chose this ticket
    by_name: str | None = None  # reason when a dispatcher named the ticket
    because: CallReason | None = None  # the figures behind `why`, where the rule has some


@event("ticket.recalled", shown="ticket number window zone", public=True)
class TicketRecalled(TicketEvent, frozen=True, kw_only=True):
    """Called again."""

    window: str
    zone: str
    calls: int


@event("ticket.started", shown="ticket number window zone")
class TicketStarted(TicketEvent, frozen=True, kw_only=True):
    """The person is at the window."""

    window: str
    zone: str


@event("ticket.held", shown="ticket number window zone")
class TicketHeld(TicketEvent, frozen=True, kw_only=True):
    """Set aside (挂起); the window may call another."""

    window: str
    zone: str


@event("ticket.resumed", shown="ticket number window zone")
class TicketResumed(TicketEvent, frozen=True, kw_only=True):
    """Taken up again after a hold."""

    window: str
    zone: str


@event("ticket.transferred", shown="ticket number window zone to_zone to_window", public=True)
class TicketTransferred(TicketEvent, frozen=True, kw_only=True):
    """Sent on (转办) with the time it was taken kept (QUE-26)."""

    window: str
    zone: str
    to_zone: str
    to_window: str | None = None
    items: tuple[str, ...] = ()
    business: str | None = None
    klass: TicketClass
    place: Place
    reason: str


@event("ticket.completed", shown="ticket number window zone outcome")
class TicketCompleted(TicketEvent, frozen=True, kw_only=True):
    """Service ended (办结). `prompt` is what the rating pad answers to, `observed` what the hall learns.

    `rate_by`: until when the pad of the window waits for an answer; None where there is no pad.
    """

    window: str
    zone: str
    outcome: str
    prompt: str
    applications: tuple[str, ...] = ()
    rate_by: datetime | None = None
    observed: tuple[Observation, ...] = ()


@event("ticket.no_show", shown="ticket number window zone", public=True)
class TicketNoShow(TicketEvent, frozen=True, kw_only=True):
    """Called and not come (过号)."""

    window: str
    zone: str
    no_shows: int


@event("ticket.requeued", shown="ticket number zone", public=True)
class TicketRequeued(TicketEvent, frozen=True, kw_only=True):
    """Back in the line after a no-show, once (QUE-25)."""

    zone: str
    place: Place


@event("ticket.returned", shown="ticket number window zone", public=True)
class TicketReturned(TicketEvent, frozen=True, kw_only=True):
    """Back to waiting with its seniority because its window was lost or paused (QUE-27)."""

    window: str
    zone: str
    cause: str


@event("ticket.cancelled", shown="ticket number zone", public=True)
class TicketCancelled(TicketEvent, frozen=True, kw_only=True):
    """Given up, by the holder or after a second no-show."""

    zone: str
    reason: str


@event("ticket.diverted", shown="ticket number zone to", public=True)
class TicketDiverted(TicketEvent, frozen=True, kw_only=True):
    """Its holder takes another way (分流): a terminal, or a later slot booked as `appointment`."""

    zone: str
    to: str
    appointment: str | None = None


@event("ticket.expired", shown="ticket number zone", public=True)
class TicketExpired(TicketEvent, frozen=True, kw_only=True):
    """Its day is over."""

    zone: str
