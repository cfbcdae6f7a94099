"""Taking a number (取号), looking at it, giving it back, queueing again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from hallctl.contracts import looks
from hallctl.contracts.views import TicketView
from hallctl.domain.commands import (
    CancelTicket,
    CheckInTicket,
    Command,
    IssueTicket,
    ReissueTicket,
    ReprintTicket,
)
from hallctl.domain.day import HallDay
from hallctl.domain.events import TicketEvent, TicketIssued
from hallctl.domain.records import Record
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.domain.tickets import Ticket
from hallctl.hall import Done, Hall, Seen
from hallctl.journal.rows import Sealed, TicketRow
from web.api.answers import PublicTicketAnswer, TicketAnswer
from web.api.bodies import IssueBody, ReasonBody, ReprintBody
from web.callers import ANYBODY, KNOWN, STAFF, CallerKind
from web.personal import seal
from web.routing import Answer, Call, Nothing, Routes

routes: Final = Routes("Tickets")
TAKERS: Final = frozenset(
    {CallerKind.STAFF, CallerKind.KIOSK, CallerKind.DEVICE, CallerKind.INTEGRATOR},
)


@routes.add(
    "POST",
    "/tickets",
    body=IssueBody,
    answers={201: TicketAnswer},
    who=TAKERS,
    scope="tickets",
    refusals=(
        "ITEM_UNKNOWN", "ZONE_UNKNOWN", "TYPE_UNKNOWN", "CHOICE_NEEDED", "ITEMS_NOT_TOGETHER",
        "NO_WINDOW_SERVES", "CLASS_NOT_CHOSEN", "REASON_NEEDED", "REASON_UNKNOWN", "OPERATOR_NEEDED",
        "HALL_CLOSED", "LAST_TICKET_PASSED", "LUNCH_BREAK", "APPOINTMENT_ONLY", "INTAKE_STOPPED",
        "ROTA_ABSENT", "CARD_UNKNOWN", "ITEM_CANCELLED", "ITEM_NOT_OPEN", "ITEM_EXCLUDED",
        "SITUATION_UNKNOWN",
    ),
)  # fmt: skip
async def issue(call: Call[IssueBody]) -> Answer:
    """Take a number for items, a zone or a business type."""
    body = call.body
    sealed: tuple[Sealed, ...] = ()
    holder = digest = None
    if body.phone is not None:
        row, digest = seal(call.hall, "phone", body.phone, f"phone:{body.phone}")
        sealed, holder = (row,), row.id
    done, view = await call.hall.do_and_look(
        IssueTicket(
            items=body.items,
            zone=body.zone,
            type=body.type,
            klass=body.klass,
            reason=body.reason,
            holder=holder,
            holder_digest=digest,
            card=body.card,
            situation=body.situation,
        ),
        call.caller.actor,
        issued_view,
        key=call.key,
        sealed=sealed,
    )
    return issued(done, view)


def issued(done: Done, view: TicketView) -> Answer:
    """201 with the ticket that a command gave."""
    return Answer(TicketAnswer(ticket=view, seq=done.seq), 201, {"Location": f"/api/v1/tickets/{view.id}"})


def issued_view(day: HallDay, setup: HallSetup, _now: datetime, records: tuple[Record, ...]) -> TicketView:
    """The ticket that a command gave, with the wait that it promises."""
    event = next(record.event for record in records if isinstance(record.event, TicketIssued))
    ticket = day.tickets.get(event.ticket)
    if ticket is not None:
        return looks.printed_view(day, setup, ticket)
    # The key was sent again on a later day: the number is what it was, the waiting is over.
    return _past(
        setup, id=event.ticket, number=event.number, zone=event.zone, items=event.items, type=event.business,
        klass=event.klass.value, state="EXPIRED", taken_at=event.taken_at, token=event.token,
        holder=event.holder, valid_on=event.valid_on,
    )  # fmt: skip


def _past(setup: HallSetup, *, token: str, holder: str | None, **facts: object) -> TicketView:
    return TicketView(
        **facts,  # type: ignore[arg-type]
        ahead=None,
        wait_s=None,
        hall=setup.id,
        url=f"{setup.public_url}/t/{token}",
        holder=looks.MASK if holder else None,
    )


@routes.add("GET", "/tickets/{id}", answers={200: TicketAnswer}, who=KNOWN, refusals=("TICKET_UNKNOWN",))
async def ticket(call: Call[Nothing]) -> Answer:
    """A ticket, its place and wait; one of an earlier day as it ended."""
    wanted = call.path("id")

    def look(day: HallDay, setup: HallSetup, _: datetime) -> TicketView | None:
        found = _find(day, wanted)
        return looks.ticket_view(day, setup, found) if found else None

    seen = await call.hall.read(look)
    view = seen.value
    if view is None:
        row = await call.hall.reads.do(call.hall.journal.ticket, wanted)
        if row is None:
            raise Refused("TICKET_UNKNOWN", wanted)
        view = _row_view(call.hall.setup, row)
    return Answer(TicketAnswer(ticket=view, seq=seen.seq))


def _row_view(setup: HallSetup, row: TicketRow) -> TicketView:
    return _past(
        setup, id=row.id, number=row.number, zone=row.zone, items=row.items, type=row.type, klass=row.klass,
        state=row.state, taken_at=row.taken_at, valid_on=row.valid_on, token=row.token, holder=row.holder,
        window=row.window, appointment=row.appointment, outcome=row.outcome, applications=row.applications,
    )  # fmt: skip


@routes.add("GET", "/t/{token}", answers={200: PublicTicketAnswer}, refusals=("TICKET_UNKNOWN",))
async def public_ticket(call: Call[Nothing]) -> Answer:
    """What the holder of the QR code sees: number, place, wait; nobody's name."""
    seen = await look_up(call.hall, call.path("token"))
    return Answer(seen)


async def look_up(hall: Hall, token: str) -> PublicTicketAnswer:
    """The public view behind a token. Raises TICKET_UNKNOWN."""

    def look(day: HallDay, setup: HallSetup, _: datetime) -> PublicTicketAnswer | None:
        found = day.tickets.get(day.by_token.get(token, ""))
        if found is None:
            return None
        return PublicTicketAnswer(ticket=looks.public_ticket_view(day, setup, found), seq=day.seq)

    seen = await hall.read(look)
    if seen.value is None:
        raise Refused("TICKET_UNKNOWN")
    return seen.value


@routes.add(
    "POST",
    "/tickets/{id}/cancel",
    body=ReasonBody,
    answers={200: TicketAnswer},
    who=ANYBODY,
    scope="tickets",
    refusals=("TICKET_UNKNOWN", "TICKET_STATE"),
)
async def cancel(call: Call[ReasonBody]) -> Answer:
    """Give the number back. Its holder uses the token of the paper instead of the id."""
    found = await resolve(call, call.path("id"))
    return await act(call, CancelTicket(ticket=found, reason=call.body.reason or "visitor"))


@routes.add(
    "POST",
    "/tickets/{id}/check-in",
    body=ReasonBody,
    answers={200: TicketAnswer},
    who=ANYBODY,
    scope="tickets",
    refusals=("TICKET_UNKNOWN", "TICKET_STATE", "GRACE_PASSED"),
)
async def check_in(call: Call[ReasonBody]) -> Answer:
    """Queue again after a no-show, once. Its holder uses the token of the paper instead of the id."""
    return await act(call, CheckInTicket(ticket=await resolve(call, call.path("id"))))


@routes.add(
    "POST",
    "/tickets/{id}/reissue",
    answers={200: TicketAnswer},
    who=TAKERS,
    scope="tickets",
    refusals=("TICKET_UNKNOWN", "TICKET_STATE", "REISSUED", "GRACE_PASSED"),
)
async def reissue(call: Call[Nothing]) -> Answer:
    """The new number that is offered for one whose paper did not come out, in its place (DEV-03)."""
    return await act(call, ReissueTicket(ticket=await resolve(call, call.path("id"))))


@routes.add(
    "POST",
    "/tickets/{id}/reprint",
    body=ReprintBody,
    answers={200: TicketAnswer},
    who=STAFF,
    scope="tickets",
    refusals=("TICKET_UNKNOWN", "TICKET_STATE", "DEVICE_UNKNOWN", "POWER_NOT_HELD"),
)
async def reprint(call: Call[ReprintBody]) -> Answer:
    """Print the paper again, marked as a copy: where the number was taken, or at `device`."""
    found = await resolve(call, call.path("id"))
    return await act(call, ReprintTicket(ticket=found, device=call.body.device))


async def act(call: Call[Any], command: Command) -> Answer:
    """Carry a command about a ticket out, and show the ticket."""
    done = await call.hall.do(command, call.caller.actor, key=call.key)
    moved = done.first(TicketEvent)
    wanted = moved.ticket if moved else getattr(command, "ticket", "")
    seen = await call.hall.read(lambda day, setup, _: _view(day, setup, wanted))
    return Answer(TicketAnswer(ticket=seen.value, seq=done.seq))


def _view(day: HallDay, setup: HallSetup, wanted: str) -> TicketView:
    found = day.tickets.get(wanted)
    if found is None:
        raise Refused("TICKET_UNKNOWN", wanted)
    return looks.ticket_view(day, setup, found)


def _find(day: HallDay, wanted: str) -> Ticket | None:
    return day.tickets.get(wanted) or day.tickets.get(day.by_token.get(wanted, ""))


async def resolve(call: Call[Any], wanted: str) -> str:
    """The id of a ticket named by id or token. The public must know the token: ids can be guessed."""
    public = call.caller.kind is CallerKind.PUBLIC
    seen: Seen[str | None] = await call.hall.read(
        lambda day, _setup, _now: day.by_token.get(wanted, None if public else wanted),
    )
    if seen.value is None:
        raise Refused("TICKET_UNKNOWN")
    return seen.value
