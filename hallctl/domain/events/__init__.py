"""Events: what has happened. They hold every fact that `HallDay.apply` needs, and nothing personal.

`TYPES` maps a type name `entity.verb` to its class. A class's `VERSION` rises when a field changes its
meaning; `LIFTS` in `records` turns older ones into the present form. `before` and `after` are the states of
the entity around the event (SEC-01). `SHOWN` lists the fields that may leave the hall (MQTT, public feed).
"""

from __future__ import annotations

from hallctl.domain.events.base import TYPES, Event, event
from hallctl.domain.events.cases import (
    ApplicationEvent,
    ApplicationReceived,
    ApplicationReturned,
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentCheckedIn,
    AppointmentEvent,
    RatingGiven,
)
from hallctl.domain.events.hall import AlarmCleared, AlarmRaised, DayOpened, DeviceChanged, TimeJumped
from hallctl.domain.events.tickets import (
    TicketCalled,
    TicketCancelled,
    TicketCompleted,
    TicketEvent,
    TicketExpired,
    TicketHeld,
    TicketIssued,
    TicketNoShow,
    TicketPrinted,
    TicketRecalled,
    TicketRequeued,
    TicketResumed,
    TicketReturned,
    TicketStarted,
    TicketTransferred,
)
from hallctl.domain.events.windows import (
    StaffSignedOff,
    StaffSignedOn,
    WindowClosed,
    WindowEvent,
    WindowLost,
    WindowOpened,
    WindowPaused,
    WindowResumed,
    WindowSubstituted,
    WindowVacated,
)

__all__ = [
    "TYPES",
    "AlarmCleared",
    "AlarmRaised",
    "ApplicationEvent",
    "ApplicationReceived",
    "ApplicationReturned",
    "AppointmentBooked",
    "AppointmentCancelled",
    "AppointmentCheckedIn",
    "AppointmentEvent",
    "DayOpened",
    "DeviceChanged",
    "Event",
    "RatingGiven",
    "StaffSignedOff",
    "StaffSignedOn",
    "TicketCalled",
    "TicketCancelled",
    "TicketCompleted",
    "TicketEvent",
    "TicketExpired",
    "TicketHeld",
    "TicketIssued",
    "TicketNoShow",
    "TicketPrinted",
    "TicketRecalled",
    "TicketRequeued",
    "TicketResumed",
    "TicketReturned",
    "TicketStarted",
    "TicketTransferred",
    "TimeJumped",
    "WindowClosed",
    "WindowEvent",
    "WindowLost",
    "WindowOpened",
    "WindowPaused",
    "WindowResumed",
    "WindowSubstituted",
    "WindowVacated",
    "event",
]
