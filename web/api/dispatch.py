"""What a dispatcher (调度岗) changes for today: tickets, numbers, hours, roster, reminders (QUE-19)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec

from hallctl.contracts import looks
from hallctl.contracts.roster_looks import lunch_groups, people_views, person_view
from hallctl.domain import commands as c
from hallctl.domain.commands import Command
from hallctl.domain.day import HallDay
from hallctl.domain.hours import Span, minutes_of, span_of
from hallctl.domain.planning import today
from hallctl.domain.posts import Power
from hallctl.domain.records import Record
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup, Zone
from hallctl.hall import Look
from web.api.answers import (
    PersonAnswer,
    PressAnswer,
    RemindingAnswer,
    RosterAnswer,
    TicketAnswer,
    ZoneAnswer,
)
from web.api.bodies import HoursBody, IntakeBody, ReassignBody, RemindingBody, RosterBody
from web.api.tickets import act
from web.api.windows import answer
from web.callers import STAFF
from web.routing import Answer, Call, Nothing, Routes

routes: Final = Routes("Dispatch")
Records = tuple[Record, ...]


@routes.add(
    "POST",
    "/tickets/{id}/reassign",
    body=ReassignBody,
    answers={200: TicketAnswer},
    who=STAFF,
    refusals=(
        "TICKET_UNKNOWN", "TICKET_STATE", "TRANSFER_TARGET", "ZONE_UNKNOWN", "WINDOW_UNKNOWN",
        "ITEM_UNKNOWN", "NO_WINDOW_SERVES", "ITEMS_NOT_TOGETHER", "NOTHING_TO_DO", "REASON_NEEDED",
    ),
)  # fmt: skip
async def reassign(call: Call[ReassignBody]) -> Answer:
    """Let a waiting ticket wait elsewhere, with its class and place."""
    body, ticket = call.body, call.path("id")
    command = c.ReassignTicket(
        ticket=ticket, zone=body.zone, window=body.window, items=body.items, reason=body.reason
    )
    return await act(call, command)


async def _do(call: Call[Any], command: Command, look: Look[msgspec.Struct]) -> Answer:
    _, content = await call.hall.do_and_look(command, call.caller.actor, look, key=call.key)
    return Answer(content)


@routes.add(
    "POST",
    "/zones/{z}/intake",
    body=IntakeBody,
    answers={200: ZoneAnswer},
    who=STAFF,
    refusals=("ZONE_UNKNOWN", "NOTHING_TO_DO"),
)
async def intake(call: Call[IntakeBody]) -> Answer:
    """Stop numbers in a zone for today, or give them again; the daemon keeps to it."""
    zone, reason = _zone(call), call.body.reason
    command: Command = (
        c.ReopenIntake(zone=zone.id, because=reason)
        if call.body.open
        else c.StopIntake(zone=zone.id, because=reason)
    )
    return await _do(call, command, _shows(zone))


@routes.add(
    "POST",
    "/zones/{z}/hours",
    body=HoursBody,
    answers={200: ZoneAnswer},
    who=STAFF,
    refusals=("ZONE_UNKNOWN", "HOURS_INVALID", "REASON_NEEDED"),
)
async def zone_hours(call: Call[HoursBody]) -> Answer:
    """Open a zone earlier or longer today, or close it earlier."""
    zone = _zone(call)
    return await _do(call, _hours(call.body, zone=zone.id), _shows(zone))


def _zone(call: Call[Any]) -> Zone:
    found = call.hall.setup.zone_named(call.path("z"))
    if found is None:
        raise Refused("ZONE_UNKNOWN", call.path("z"))
    return found


def _shows(zone: Zone) -> Look[ZoneAnswer]:
    def look(day: HallDay, setup: HallSetup, now: datetime, _records: Records) -> ZoneAnswer:
        return ZoneAnswer(zone=looks.zone_view(day, setup, zone, now), seq=day.seq)

    return look


@routes.add(
    "POST",
    "/windows/{w}/hours",
    body=HoursBody,
    answers={200: PressAnswer},
    who=STAFF,
    refusals=("WINDOW_UNKNOWN", "NO_PUBLIC_QUEUE", "HOURS_INVALID", "REASON_NEEDED"),
)
async def window_hours(call: Call[HoursBody]) -> Answer:
    """Give a window hours of its own today: numbers for what it takes are given in them too."""
    window = call.path("w")

    def look(day: HallDay, setup: HallSetup, _now: datetime, _records: Records) -> PressAnswer:
        return answer(day, setup, window, None, call.hall.faults)

    return await _do(call, _hours(call.body, window=window), look)


def _hours(body: HoursBody, *, zone: str | None = None, window: str | None = None) -> c.ChangeHours:
    last = None if body.last_ticket is None else minutes_of(body.last_ticket)
    return c.ChangeHours(
        zone=zone, window=window, open=_span(body.open), last_ticket=last, reason=body.reason
    )


def _span(text: str | None) -> Span | None:
    return None if text is None else span_of(text)


@routes.add("GET", "/roster", answers={200: RosterAnswer}, who=STAFF)
async def roster(call: Call[Nothing]) -> Answer:
    """Today's roster: who is planned when, and who is there. Why it was changed only dispatchers learn."""
    reasons = Power.DISPATCH in call.caller.powers
    seen = await call.hall.read(
        lambda day, setup, _: RosterAnswer(
            people=people_views(day, setup, reasons=reasons),
            lunch_groups=lunch_groups(day, setup),
            remind_ahead=today.remind_ahead(day, setup),
            seq=day.seq,
        ),
    )
    return Answer(seen.value)


@routes.add(
    "POST",
    "/roster/{person}",
    body=RosterBody,
    answers={200: PersonAnswer},
    who=STAFF,
    refusals=(
        "STAFF_UNKNOWN", "LUNCH_GROUP_UNKNOWN", "HOURS_INVALID", "ROSTER_UNCOVERED", "NOTHING_TO_DO",
        "REASON_NEEDED",
    ),
)  # fmt: skip
async def change_roster(call: Call[RosterBody]) -> Answer:
    """Give a person another lunch group, other shifts or breaks today."""
    body, person = call.body, call.path("person")
    command = c.ChangeRoster(
        person=person,
        lunch=body.lunch,
        shifts=None if body.shifts is None else tuple(map(span_of, body.shifts)),
        breaks=None if body.breaks is None else tuple(map(span_of, body.breaks)),
        reason=body.reason,
    )

    def look(day: HallDay, setup: HallSetup, _now: datetime, _records: Records) -> PersonAnswer:
        return PersonAnswer(person=person_view(day, setup, setup.staff[person]), seq=day.seq)

    return await _do(call, command, look)


@routes.add(
    "POST",
    "/reminding",
    body=RemindingBody,
    answers={200: RemindingAnswer},
    who=STAFF,
    refusals=("NOTHING_TO_DO", "REASON_NEEDED"),
)
async def change_reminding(call: Call[RemindingBody]) -> Answer:
    """Remind people earlier or later today."""
    command = c.ChangeReminding(ahead=call.body.ahead, reason=call.body.reason)

    def look(day: HallDay, setup: HallSetup, _now: datetime, _records: Records) -> RemindingAnswer:
        return RemindingAnswer(ahead=today.remind_ahead(day, setup), seq=day.seq)

    return await _do(call, command, look)
