"""Booking a visit (预约) and coming for it."""

from __future__ import annotations

from typing import Final

from hallctl.contracts import looks
from hallctl.contracts.views import AppointmentView
from hallctl.domain.commands import BookAppointment, CancelAppointment, CheckInAppointment
from hallctl.domain.day import HallDay
from hallctl.domain.events import AppointmentEvent
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.hall import Done
from hallctl.journal.rows import Sealed
from web.api.answers import AppointmentAnswer, TicketAnswer
from web.api.bodies import BookBody, ReasonBody
from web.api.tickets import TAKERS, issued, issued_view
from web.personal import seal
from web.routing import Answer, Call, Nothing, Routes

routes: Final = Routes("Appointments")


@routes.add(
    "POST",
    "/appointments",
    body=BookBody,
    answers={201: AppointmentAnswer},
    who=TAKERS,
    scope="appointments",
    refusals=("ITEM_UNKNOWN", "NO_WINDOW_SERVES", "SLOT_FULL", "SLOT_INVALID", "CARD_UNKNOWN"),
)
async def book(call: Call[BookBody]) -> Answer:
    """Book a precise slot for an item."""
    body = call.body
    sealed: tuple[Sealed, ...] = ()
    holder = digest = None
    if body.phone is not None:
        row, digest = seal(call.hall, "phone", body.phone, f"phone:{body.phone}")
        sealed, holder = (row,), row.id
    done = await call.hall.do(
        BookAppointment(item=body.item, slot=body.slot, holder=holder, holder_digest=digest, card=body.card),
        call.caller.actor,
        key=call.key,
        sealed=sealed,
    )
    return await _answer(call, done, 201)


@routes.add(
    "GET",
    "/appointments/{id}",
    answers={200: AppointmentAnswer},
    who=TAKERS,
    scope="appointments",
    refusals=("APPOINTMENT_UNKNOWN",),
)
async def appointment(call: Call[Nothing]) -> Answer:
    """A booking that has not passed."""
    seen = await call.hall.read(lambda day, setup, _: _view(day, setup, call.path("id")))
    return Answer(AppointmentAnswer(appointment=seen.value, seq=seen.seq))


@routes.add(
    "POST",
    "/appointments/{id}/check-in",
    body=ReasonBody,
    answers={201: TicketAnswer},
    who=TAKERS,
    scope="appointments",
    refusals=(
        "APPOINTMENT_UNKNOWN", "APPOINTMENT_STATE", "CHECK_IN_EARLY", "CHECK_IN_LATE", "HALL_CLOSED",
    ),
)  # fmt: skip
async def check_in(call: Call[ReasonBody]) -> Answer:
    """The visitor has come: gives a ticket of class BOOKED."""
    command = CheckInAppointment(appointment=call.path("id"))
    return issued(*await call.hall.do_and_look(command, call.caller.actor, issued_view, key=call.key))


@routes.add(
    "POST",
    "/appointments/{id}/cancel",
    body=ReasonBody,
    answers={200: AppointmentAnswer},
    who=TAKERS,
    scope="appointments",
    refusals=("APPOINTMENT_UNKNOWN", "APPOINTMENT_STATE"),
)
async def cancel(call: Call[ReasonBody]) -> Answer:
    """Give the slot back."""
    command = CancelAppointment(appointment=call.path("id"), reason=call.body.reason or "visitor")
    return await _answer(call, await call.hall.do(command, call.caller.actor, key=call.key), 200)


async def _answer(call: Call[BookBody] | Call[ReasonBody], done: Done, status: int) -> Answer:
    event = done.first(AppointmentEvent)
    wanted = event.appointment if event else call.path("id")
    seen = await call.hall.read(lambda day, setup, _: _view(day, setup, wanted))
    return Answer(AppointmentAnswer(appointment=seen.value, seq=done.seq), status)


def _view(day: HallDay, setup: HallSetup, wanted: str) -> AppointmentView:
    found = day.state.appointments.get(wanted)
    if found is None:
        raise Refused("APPOINTMENT_UNKNOWN", wanted)
    return looks.appointment_view(setup, found)
