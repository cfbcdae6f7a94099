"""What happens to the day itself: bookings, devices, alarms, applications."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from hallctl.domain import events as e
from hallctl.domain import results
from hallctl.domain.applications.papers import counter_of
from hallctl.domain.applications.states import CLOSED, ApplicationState
from hallctl.domain.effects import documents
from hallctl.domain.effects.windows import touch
from hallctl.domain.filings import Filing
from hallctl.domain.records import Record
from hallctl.domain.state import (
    Alarm,
    Appointment,
    AppointmentState,
    DeviceStatus,
    ZoneIntake,
    alarm_key,
    decode_state,
)

if TYPE_CHECKING:
    from hallctl.domain.day import HallDay


def _day_opened(day: HallDay, event: e.DayOpened, record: Record) -> None:
    day.begin(decode_state(event.state))
    day.state.began_at = record.at


def _jumped(day: HallDay, _event: e.TimeJumped, record: Record) -> None:
    day.state.jumped_at = record.at


def _booked(day: HallDay, event: e.AppointmentBooked, record: Record) -> None:
    day.state.appointments[event.appointment] = Appointment(
        id=event.appointment,
        item=event.item,
        zone=event.zone,
        slot=event.slot,
        token=event.token,
        holder=event.holder,
        identity=event.identity,
        booked_at=record.at,
    )


def _checked_in(day: HallDay, event: e.AppointmentCheckedIn, _record: Record) -> None:
    appointment = day.state.appointments[event.appointment]
    appointment.state, appointment.ticket = AppointmentState.CHECKED_IN, event.ticket


def _appointment_cancelled(day: HallDay, event: e.AppointmentCancelled, _record: Record) -> None:
    day.state.appointments[event.appointment].state = AppointmentState(event.after)


def _device(day: HallDay, event: e.DeviceChanged, record: Record) -> None:
    day.state.devices[event.device] = DeviceStatus(
        event.device, event.after, record.at, event.health, event.firmware
    )


def _alarm(day: HallDay, event: e.AlarmRaised, record: Record) -> None:
    key = alarm_key(event.code, event.subject)
    day.state.alarms[key] = Alarm(event.code, event.subject, event.detail, record.at)


def _alarm_cleared(day: HallDay, event: e.AlarmCleared, _record: Record) -> None:
    day.state.alarms.pop(alarm_key(event.code, event.subject), None)


def _intake_stopped(day: HallDay, event: e.IntakeStopped, record: Record) -> None:
    day.state.intake[event.zone] = ZoneIntake(
        is_open=False,
        since=record.at,
        because=event.because,
        finish_at=event.finish_at,
        by_hand=event.by_hand,
    )


def _intake_reopened(day: HallDay, event: e.IntakeReopened, record: Record) -> None:
    day.state.intake[event.zone] = ZoneIntake(
        is_open=True, since=record.at, because=event.because, by_hand=event.by_hand
    )


def _received(day: HallDay, event: e.ApplicationReceived | e.ApplicationSubmitted, record: Record) -> None:
    day.state.applications_count = event.count
    if event.ticket is not None:
        ticket = day.tickets[event.ticket]
        ticket.applications = (*ticket.applications, event.application)
        ticket.applicant = event.person or ticket.applicant
    if event.window is not None:
        duty = touch(day, event.window, record)
        if duty.acting_for is not None:
            duty.session.append(event.application)
    if event.device is not None:
        _filed(day, event, event.device, record)


def _filed(
    day: HallDay, event: e.ApplicationReceived | e.ApplicationSubmitted, device: str, record: Record
) -> None:
    applicant = event.identity if isinstance(event, e.ApplicationReceived) else event.applicant
    mask = applicant.mask if applicant else ""
    day.state.filings[event.application] = Filing(
        event.application, event.item, device, event.code or "", mask, record.at, person=event.person
    )
    if event.rate_by is not None:
        day.state.unrated[event.application] = event.rate_by


_OVER: Final = CLOSED | {ApplicationState.COMPLETED_ON_SPOT, ApplicationState.DELIVERED}
"""States in which nobody has to go on with an application at its window."""


def _moved(day: HallDay, event: e.ApplicationMoved, record: Record) -> None:
    """Documents are numbered through the year (文号), and wait to be drawn; results wait to be collected."""
    counted = day.state.documents
    for document in event.documents:
        key = counter_of(document.kind, record.at.year)
        counted[key] = counted.get(key, 0) + 1
    documents.made(day, event)
    results.follow(day.state.results, event.application, event.before, event.after, record.at)
    if event.after in _OVER:
        for duty in day.state.windows.values():
            if event.application in duty.session:
                duty.session.remove(event.application)


def _credit(day: HallDay, event: e.CreditReported, _record: Record) -> None:
    """Whoever falsified is offered no tolerance any more."""
    if event.person:
        day.state.barred[event.person] = event.application


def _rule(day: HallDay, event: e.CreditRuleChanged, _record: Record) -> None:
    """A row of the table of credit tiers."""
    day.state.credit_rules[event.rule] = event.offers


def _nothing(_day: HallDay, _event: e.Event, _record: Record) -> None:
    """An event that the hall day need not remember."""


EFFECTS: Final[dict[type[e.Event], Callable[[HallDay, Any, Record], None]]] = {
    e.DayOpened: _day_opened,
    e.TimeJumped: _jumped,
    e.AppointmentBooked: _booked,
    e.AppointmentCheckedIn: _checked_in,
    e.AppointmentCancelled: _appointment_cancelled,
    e.DeviceChanged: _device,
    e.AlarmRaised: _alarm,
    e.AlarmCleared: _alarm_cleared,
    e.IntakeStopped: _intake_stopped,
    e.IntakeReopened: _intake_reopened,
    e.ApplicationReceived: _received,
    e.ApplicationReturned: _nothing,
    e.ApplicationRated: _nothing,
    e.ApplicationSubmitted: _received,
    e.ApplicationMoved: _moved,
    e.CreditReported: _credit,
    e.CreditRuleChanged: _rule,
    e.MaterialsLookedUp: _nothing,
    e.ClockWarned: _nothing,
    e.ClockCorrected: _nothing,
}
