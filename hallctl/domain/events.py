"""Events: what has happened. They hold every fact that `HallDay.apply` needs, and nothing personal.

`TYPES` maps a type name `entity.verb` to its class. A class's `VERSION` rises when a field changes its meaning;
`lift` in `records` turns older ones into the present form. `before` and `after` are the states of the entity
around the event (SEC-01). `SHOWN` lists the fields that may leave the hall (MQTT, public feed).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import ClassVar, Final, TypeVar

import msgspec

from hallctl.domain.tickets import Place, TicketClass


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of all events. Subclasses are registered with their type name by `@event`."""

    TYPE: ClassVar[str] = ""
    VERSION: ClassVar[int] = 1
    PUBLIC: ClassVar[bool] = False
    SHOWN: ClassVar[tuple[str, ...]] = ()


TYPES: Final[dict[str, type[Event]]] = {}
E = TypeVar("E", bound=Event)


def event(name: str, *, shown: str = "", public: bool = False) -> Callable[[type[E]], type[E]]:
    """Register an event class under its type name. `shown`: field names that outsiders may see."""

    def register(cls: type[E]) -> type[E]:
        cls.TYPE = name
        cls.SHOWN = tuple(shown.split())
        cls.PUBLIC = public
        TYPES[name] = cls
        return cls

    return register


# --- the day -------------------------------------------------------------------------------------------------


@event("day.opened", shown="date", public=True)
class DayOpened(Event, frozen=True, kw_only=True):
    """A new local date begins. `state` is the whole state of the hall after it, from which a restart begins."""

    date: date
    state: msgspec.Raw


@event("time.jumped", shown="seconds")
class TimeJumped(Event, frozen=True, kw_only=True):
    """The clock of the machine moved by more than a minute against what had passed."""

    seconds: float


# --- tickets -------------------------------------------------------------------------------------------------


class TicketEvent(Event, frozen=True, kw_only=True):
    """What all ticket events say."""

    ticket: str
    number: str
    before: str
    after: str


@event("ticket.issued", shown="ticket number zone items business klass", public=True)
class TicketIssued(TicketEvent, frozen=True, kw_only=True):
    """A number was given (取号)."""

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


@event("ticket.called", shown="ticket number window zone", public=True)
class TicketCalled(TicketEvent, frozen=True, kw_only=True):
    """A person is called (叫号) to a window. `run` is the new length of the row of priority calls in the zone."""

    window: str
    zone: str
    staff: str
    run: int
    why: str  # rule and rank that chose this ticket
    by_name: str | None = None  # reason when a dispatcher named the ticket


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
    """Service ended (办结). `prompt` is what the rating pad answers to."""

    window: str
    zone: str
    outcome: str
    prompt: str
    applications: tuple[str, ...] = ()


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


@event("ticket.expired", shown="ticket number zone", public=True)
class TicketExpired(TicketEvent, frozen=True, kw_only=True):
    """Its day is over."""

    zone: str


@event("ticket.printed", shown="ticket number device ok fault")
class TicketPrinted(TicketEvent, frozen=True, kw_only=True):
    """What the printer said of it: `printed`, `failed` or `unknown`."""

    device: str
    result: str
    fault: str | None = None


# --- windows and staff ---------------------------------------------------------------------------------------


class WindowEvent(Event, frozen=True, kw_only=True):
    """What all window events say."""

    window: str
    zone: str
    before: str
    after: str


@event("window.opened", shown="window zone before after", public=True)
class WindowOpened(WindowEvent, frozen=True, kw_only=True):
    """Open for calls, staffed by `staff`."""

    staff: str
    workstation: str


@event("window.closed", shown="window zone before after", public=True)
class WindowClosed(WindowEvent, frozen=True, kw_only=True):
    """Nobody is served here any more."""


@event("window.paused", shown="window zone before after reason", public=True)
class WindowPaused(WindowEvent, frozen=True, kw_only=True):
    """Paused (暂停服务) for a reason."""

    reason: str


@event("window.resumed", shown="window zone before after", public=True)
class WindowResumed(WindowEvent, frozen=True, kw_only=True):
    """Open again after a pause or a fault."""


@event("window.substituted", shown="window zone before after", public=True)
class WindowSubstituted(WindowEvent, frozen=True, kw_only=True):
    """B takes over from A (AB岗) or an assistance clerk stands in (ROLE-07, ROLE-08)."""

    staff: str
    acting_for: str


@event("window.vacated", shown="window zone before after", public=True)
class WindowVacated(WindowEvent, frozen=True, kw_only=True):
    """Nobody came to stand in within the time allowed."""


@event("window.lost", shown="window zone before after", public=True)
class WindowLost(WindowEvent, frozen=True, kw_only=True):
    """Out of order (故障); what it had goes back to waiting."""

    cause: str


@event("staff.signed_on")
class StaffSignedOn(Event, frozen=True, kw_only=True):
    """A person is present, at a workstation, perhaps at a window."""

    staff: str
    post: str
    workstation: str
    window: str | None = None


@event("staff.signed_off")
class StaffSignedOff(Event, frozen=True, kw_only=True):
    """A person has left."""

    staff: str


# --- appointments --------------------------------------------------------------------------------------------


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


# --- ratings -------------------------------------------------------------------------------------------------


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


# --- devices and alarms --------------------------------------------------------------------------------------


@event("device.changed", shown="device before after health firmware")
class DeviceChanged(Event, frozen=True, kw_only=True):
    """A device appeared, fell silent or returned (DEV-01)."""

    device: str
    kind: str
    before: str
    after: str
    health: str | None = None
    firmware: str | None = None


@event("alarm.raised", shown="code subject detail")
class AlarmRaised(Event, frozen=True, kw_only=True):
    """Something needs a person."""

    code: str
    subject: str
    detail: str = ""


@event("alarm.cleared", shown="code subject")
class AlarmCleared(Event, frozen=True, kw_only=True):
    """It no longer does."""

    code: str
    subject: str


# --- applications --------------------------------------------------------------------------------------------


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
