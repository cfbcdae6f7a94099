"""Booked visits (预约): a precise slot, checked in for a ticket (QUE-13)."""

from __future__ import annotations

from datetime import datetime, timedelta

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.commands import IssueTicket
from hallctl.domain.decide.issuing import Wish, check_open, ticket_issued, wish_for_items
from hallctl.domain.decide.rota import check_day
from hallctl.domain.decide.scene import Scene
from hallctl.domain.hours import minute_of_day
from hallctl.domain.moments import local, microseconds
from hallctl.domain.planning import today
from hallctl.domain.planning.slots import taken
from hallctl.domain.refusals import Refused
from hallctl.domain.state import Appointment, AppointmentState
from hallctl.domain.tickets import TicketClass, place_at


def book(scene: Scene, command: c.BookAppointment) -> list[e.Event]:
    """Take a slot; slots begin at whole multiples of their length and hold a few people per item's zone."""
    wish = wish_for_items(scene, (command.item,))
    slot = _slot(scene, command.slot, wish.zone.id)
    check_day(scene, wish.codes, slot.date())
    if taken(scene.day, wish.zone.id, slot) >= scene.setup.rules.slot_capacity:
        raise Refused("SLOT_FULL", slot.isoformat())
    return [
        e.AppointmentBooked(
            appointment=f"ap{scene.day.seq + 1}",
            before="NONE",
            after=AppointmentState.BOOKED.value,
            item=command.item,
            zone=wish.zone.id,
            slot=slot,
            token=scene.token,
            holder=command.holder,
            holder_digest=command.holder_digest,
            identity=scene.identity(command.card),
        ),
    ]


def _slot(scene: Scene, wanted: datetime, zone: str) -> datetime:
    if wanted.tzinfo is None:
        raise Refused("SLOT_INVALID", "the slot needs a time offset")
    rules = scene.setup.rules
    earliest = scene.now - timedelta(seconds=rules.late_s)
    if not earliest <= wanted <= scene.now + timedelta(days=rules.book_ahead_days):
        raise Refused("SLOT_INVALID", wanted.isoformat())
    slot = local(wanted, scene.setup.timezone)
    aligned = slot.second == slot.microsecond == 0 and (minute_of_day(slot) * 60) % rules.slot_s == 0
    hours = today.hours(scene.day, scene.setup, zone, slot.date())
    if not aligned or hours is None or not hours.open.holds(slot) or hours.lunch_break(slot):
        raise Refused("SLOT_INVALID", slot.isoformat())
    return slot


def _booked(scene: Scene, appointment: str) -> Appointment:
    found = scene.day.state.appointments.get(appointment)
    if found is None:
        raise Refused("APPOINTMENT_UNKNOWN", appointment)
    if found.state is not AppointmentState.BOOKED:
        raise Refused("APPOINTMENT_STATE", found.state.value)
    return found


def check_in(scene: Scene, command: c.CheckInAppointment) -> list[e.Event]:
    """The visitor has come: a BOOKED ticket, ready from the slot or the arrival, whichever is later."""
    booking = _booked(scene, command.appointment)
    rules = scene.setup.rules
    slot = local(booking.slot, scene.setup.timezone)
    if slot - scene.now > timedelta(seconds=rules.check_in_early_s):
        raise Refused("CHECK_IN_EARLY", slot.isoformat())
    if scene.now - slot > timedelta(seconds=rules.slot_s + rules.late_s):
        raise Refused("CHECK_IN_LATE", slot.isoformat())
    wish = Wish(scene.setup.zones[booking.zone], items=(booking.item,))
    check_open(scene, wish, booked=True)
    place = place_at(microseconds(max(scene.now, slot)), scene.day.seq)
    issued = ticket_issued(
        scene,
        wish,
        IssueTicket(items=(booking.item,), holder=booking.holder),
        TicketClass.BOOKED,
        place,
        booking=booking,
    )
    arrived = e.AppointmentCheckedIn(
        appointment=booking.id,
        before=booking.state.value,
        after=AppointmentState.CHECKED_IN.value,
        ticket=issued.ticket,
    )
    return [issued, arrived]


def cancel(scene: Scene, command: c.CancelAppointment) -> list[e.Event]:
    """Give the slot back."""
    return [ended(_booked(scene, command.appointment), AppointmentState.CANCELLED, command.reason)]


def ended(booking: Appointment, state: AppointmentState, reason: str) -> e.AppointmentCancelled:
    """The event that ends a booking without a visit."""
    return e.AppointmentCancelled(
        appointment=booking.id, before=booking.state.value, after=state.value, reason=reason
    )
