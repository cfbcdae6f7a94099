"""Taking a number (取号), giving it back, queueing again after a no-show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from hallctl.domain import events as e
from hallctl.domain.actors import ActorKind
from hallctl.domain.commands import CancelTicket, CheckInTicket, IssueTicket
from hallctl.domain.decide.offering import check_numbered
from hallctl.domain.decide.presses import channel_of, in_place_of, void_before
from hallctl.domain.decide.rota import check_present
from hallctl.domain.decide.scene import Scene
from hallctl.domain.forecast import for_newcomer
from hallctl.domain.hours import DayKind
from hallctl.domain.learning.promises import Promise
from hallctl.domain.moments import local, microseconds
from hallctl.domain.numbers import next_count, number_of, ticket_id
from hallctl.domain.planning import today
from hallctl.domain.planning.reminding import knows
from hallctl.domain.planning.slots import gives_numbers, next_day_slots
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import Zone
from hallctl.domain.state import Appointment
from hallctl.domain.tickets import (
    CHOSEN,
    REASONED,
    Place,
    Ticket,
    TicketClass,
    TicketState,
    line_codes,
    place_at,
)
from hallctl.domain.waiting import place_behind


@dataclass(frozen=True, slots=True)
class Wish:
    """What the visitor came for, resolved: exactly one of items, business type or the zone alone."""

    zone: Zone
    items: tuple[str, ...] = ()
    business: str | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """What a window must be able to take, all of it."""
        return line_codes(self.items, self.business, self.zone.id)


def issue(scene: Scene, command: IssueTicket) -> list[e.Event]:
    """QUE-01 to QUE-03, QUE-11, HAL-04."""
    wish = wish_of(scene, command)
    _check_class(scene, command)
    _check_situation(scene, wish, command.situation)
    check_open(scene, wish, booked=False)
    check_present(scene, wish.zone.id, wish.codes)
    void = void_before(scene, wish.codes, command)
    if void is None:
        _check_intake(scene, wish.zone)
    place = place_at(microseconds(scene.now), scene.day.seq)
    issued = ticket_issued(scene, wish, command, command.klass, place)
    return [issued if void is None else in_place_of(void, issued)]


def ticket_issued(
    scene: Scene,
    wish: Wish,
    command: IssueTicket,
    klass: TicketClass,
    place: Place,
    *,
    booking: Appointment | None = None,
) -> e.TicketIssued:
    """The event that gives the next number of the zone's prefix, for `booking` if it was booked."""
    slot = None if booking is None else local(booking.slot, scene.setup.timezone)
    prefix = wish.zone.prefix
    count = next_count(scene.day.state.blocks, prefix, scene.day.state.counters.get(prefix, 0))
    number = number_of(prefix, count)
    day = scene.day.date
    return e.TicketIssued(
        ticket=ticket_id(day, number),
        number=number,
        before="ISSUED",
        after=TicketState.WAITING.value,
        zone=wish.zone.id,
        items=wish.items,
        business=wish.business,
        klass=klass,
        reason=command.reason,
        taken_at=scene.now,
        valid_on=day,
        count=count,
        prefix=prefix,
        place=place,
        token=scene.token,
        channel=channel_of(scene),
        button=command.button,
        situation=command.situation,
        slot=slot,
        appointment=None if booking is None else booking.id,
        holder=command.holder,
        holder_digest=command.holder_digest,
        identity=scene.identity(command.card) if booking is None else booking.identity,
        promised=_promised(scene, wish, klass, slot),
        near=knows(scene.day, scene.setup, wish.zone.id, klass),
    )


def _promised(scene: Scene, wish: Wish, klass: TicketClass, slot: datetime | None) -> Promise | None:
    """The wait to print. Who comes before the slot may be called before it, when nobody else can be."""
    promise = for_newcomer(scene.day, scene.setup, wish.zone.id, wish.codes, klass)
    if promise is None or slot is None or slot <= scene.now:
        return promise
    return msgspec.structs.replace(promise, low=0)


def wish_of(scene: Scene, command: IssueTicket) -> Wish:
    """What the visitor asks for. Raises where there is no such thing, or nobody takes it."""
    chosen = [bool(command.items), command.zone is not None, command.type is not None]
    if sum(chosen) != 1:
        raise Refused("CHOICE_NEEDED")
    if command.items:
        return wish_for_items(scene, command.items)
    if command.type is not None:
        kind = scene.setup.types.get(command.type)
        if kind is None:
            raise Refused("TYPE_UNKNOWN", command.type)
        wish = Wish(scene.setup.zones[kind.zone], business=kind.id)
    else:
        zone = scene.zone(command.zone or "")
        business, possible = scene.setup.general_line(zone.id)
        if not possible:
            raise Refused("NO_WINDOW_SERVES", zone.id)
        wish = Wish(zone, business=business)
    if not today.anybody_serves(scene.day, scene.setup, wish.codes):
        raise Refused("NO_WINDOW_SERVES", ", ".join(wish.codes))
    return wish


def wish_for_items(scene: Scene, codes: tuple[str, ...]) -> Wish:
    """All items must be known, of one zone, and taken together by some window."""
    setup = scene.setup
    for code in codes:
        if code not in setup.items:
            consultation = setup.consultation()
            offer = {"type": consultation.id, "zone": consultation.zone} if consultation else {}
            raise Refused("ITEM_UNKNOWN", code, **offer)
        check_numbered(scene, code)
    codes = tuple(dict.fromkeys(codes))
    zones = {setup.items[code].zone for code in codes}
    if len(zones) > 1 or not today.anybody_serves(scene.day, setup, codes):
        raise Refused("ITEMS_NOT_TOGETHER" if len(codes) > 1 else "NO_WINDOW_SERVES", ", ".join(codes))
    return Wish(setup.zones[zones.pop()], items=codes)


def _check_situation(scene: Scene, wish: Wish, situation: str | None) -> None:
    """A variant is one of the single item that the number is for (ITEM-21)."""
    if situation is None:
        return
    version = scene.setup.catalogue.at(wish.items[0], scene.now) if len(wish.items) == 1 else None
    if version is None or situation not in version.situations:
        raise Refused("SITUATION_UNKNOWN", situation)


def _check_class(scene: Scene, command: IssueTicket) -> None:
    if command.klass not in CHOSEN:
        raise Refused("CLASS_NOT_CHOSEN", command.klass.value)
    if command.klass not in REASONED:
        return
    rules = scene.setup.rules
    if scene.actor.kind is not ActorKind.STAFF and command.klass.value not in rules.self_declared:
        raise Refused("OPERATOR_NEEDED", command.klass.value)
    if not command.reason:
        raise Refused("REASON_NEEDED", command.klass.value)
    if command.klass is TicketClass.SPECIAL_CHANNEL and command.reason not in rules.special_reasons:
        raise Refused("REASON_UNKNOWN", command.reason)


def check_open(scene: Scene, wish: Wish, *, booked: bool) -> None:
    """Whether numbers are given for it now; booked visitors may come on days by appointment."""
    calendar = scene.setup.calendar
    zone = wish.zone
    hours = today.hours_for(scene.day, scene.setup, zone.id, wish.codes, scene.now)
    if hours is None or not hours.open.holds(scene.now):
        raise Refused("HALL_CLOSED", zone.id)
    if booked:
        return
    if calendar.kind(scene.day.date) is DayKind.APPOINTMENT_ONLY:
        raise Refused("APPOINTMENT_ONLY", zone.id)
    if hours.lunch_break(scene.now):
        raise Refused("LUNCH_BREAK", zone.id)
    if hours.past_last_ticket(scene.now):
        raise Refused("LAST_TICKET_PASSED", zone.id)


def _check_intake(scene: Scene, zone: Zone) -> None:
    """QUE-28: where numbers are stopped, the refusal offers the first free slots of the next open day."""
    if gives_numbers(scene.day, zone.id):
        return
    slots = next_day_slots(scene.day, scene.setup, zone.id, scene.now)
    offer = {"date": slots[0].date().isoformat()} if slots else {}
    raise Refused("INTAKE_STOPPED", zone.id, slots=" ".join(slot.isoformat() for slot in slots), **offer)


def cancel(scene: Scene, command: CancelTicket) -> list[e.Event]:
    """The holder gives up."""
    return [cancelled(scene.ticket_for(command.ticket, "cancel"), command.reason)]


def cancelled(ticket: Ticket, reason: str, before: TicketState | None = None) -> e.TicketCancelled:
    """The event that ends a ticket unserved."""
    return e.TicketCancelled(
        ticket=ticket.id,
        number=ticket.number,
        before=(before or ticket.state).value,
        after=TicketState.CANCELLED.value,
        zone=ticket.zone,
        reason=reason,
    )


def requeue(scene: Scene, command: CheckInTicket) -> list[e.Event]:
    """Back in the line, some places behind the head, once and within the grace time (QUE-25)."""
    ticket = scene.ticket_for(command.ticket, "requeue")
    rules = scene.setup.rules
    if ticket.no_show_at is None or scene.now - ticket.no_show_at > timedelta(seconds=rules.requeue_within_s):
        raise Refused("GRACE_PASSED", ticket.number)
    queue = scene.day.waiting.entries(ticket.zone, ticket.klass)
    end = place_at(microseconds(scene.now), scene.day.seq)
    return [
        e.TicketRequeued(
            ticket=ticket.id,
            number=ticket.number,
            before=ticket.state.value,
            after=TicketState.WAITING.value,
            zone=ticket.zone,
            place=place_behind(queue, rules.requeue_places_behind, end),
        ),
    ]
