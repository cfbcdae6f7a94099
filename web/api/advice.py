"""What the hall advises (建议), how many windows it needs, and other ways for visitors."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from hallctl.contracts.advice_looks import advice_view, diversion_view, need_view, surge_views
from hallctl.domain.advice.diversion import diversion
from hallctl.domain.advice.need import needs, yearly
from hallctl.domain.commands import DivertTicket, IssueTicket
from hallctl.domain.day import HallDay
from hallctl.domain.decide import Scene
from hallctl.domain.posts import Power
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from web.api.answers import AdviceAnswer, DiversionAnswer, NeedAnswer, TicketAnswer
from web.api.bodies import MOST_ITEMS, DivertBody
from web.api.tickets import act, resolve
from web.callers import ANYBODY, KNOWN, STAFF
from web.problems import Rejected
from web.routing import Answer, Call, Nothing, Parameter, Routes
from web.services import Services

routes: Final = Routes("Advice")


@routes.add("GET", "/advice", answers={200: AdviceAnswer}, who=KNOWN, scope="read")
async def advice(call: Call[Nothing]) -> Answer:
    """Which windows are worth opening or closing, and where far more people come than usual."""
    return await _advised(call)


async def _advised(call: Call[Nothing]) -> Answer:
    seen = await call.hall.read(lambda day, setup, _: advice_answer(call.services, day, setup))
    return Answer(seen.value)


def advice_answer(services: Services, day: HallDay, setup: HallSetup) -> AdviceAnswer:
    """What stands now."""
    adviser = services.adviser
    if adviser is None:
        return AdviceAnswer(advice=(), surges=(), seq=day.seq)
    return AdviceAnswer(
        advice=tuple(map(advice_view, adviser.opening.standing)),
        surges=surge_views(day, setup, adviser.lookout.surges),
        seq=day.seq,
    )


@routes.add(
    "POST",
    "/advice",
    answers={200: AdviceAnswer},
    who=STAFF,
    keyed=False,
)
async def look_again(call: Call[Nothing]) -> Answer:
    """A dispatcher has the daemon look now for what it looks for every few minutes; nothing is opened."""
    if Power.DISPATCH not in call.caller.powers:
        raise Refused("POWER_NOT_HELD", Power.DISPATCH.value)
    if call.services.adviser is not None:
        await call.services.adviser.opening.advise()
        await call.services.adviser.lookout.look()
    return await _advised(call)


@routes.add("GET", "/advice/need", answers={200: NeedAnswer}, who=KNOWN, scope="read")
async def need(call: Call[Nothing]) -> Answer:
    """How many windows each department's items need, from volume, handling time, opening and target load."""

    def look(day: HallDay, setup: HallSetup, now: datetime) -> NeedAnswer:
        load = setup.advice.target_load
        found = needs(day, setup, yearly(day, setup, now.date()), today=now.date(), target_load=load)
        return NeedAnswer(need=tuple(map(need_view, found)), target_load=load, seq=day.seq)

    return Answer((await call.hall.read(look)).value)


@routes.add(
    "GET",
    "/diversion",
    answers={200: DiversionAnswer},
    parameters=(
        Parameter("items", "what somebody came for, separated by commas"),
        Parameter("zone", "instead of items"),
        Parameter("type", "instead of items"),
    ),
    refusals=(
        "CHOICE_NEEDED", "ITEM_UNKNOWN", "ZONE_UNKNOWN", "TYPE_UNKNOWN", "ITEMS_NOT_TOGETHER",
        "NO_WINDOW_SERVES", "QUERY_INVALID",
    ),
)  # fmt: skip
async def other_ways(call: Call[Nothing]) -> Answer:
    """Before a number is taken: the wait, and other ways where it is long."""
    query = call.request.query
    items = tuple(code for code in query.get("items", "").split(",") if code)
    if len(items) > MOST_ITEMS:
        raise Rejected("QUERY_INVALID", f"items: at most {MOST_ITEMS}")
    wish = IssueTicket(items=items, zone=query.get("zone"), type=query.get("type"))

    def look(day: HallDay, setup: HallSetup, now: datetime) -> DiversionAnswer:
        scene = Scene(day, setup, call.hall.router, call.caller.actor, now, "")
        return DiversionAnswer(diversion=diversion_view(diversion(scene, wish)), seq=day.seq)

    return Answer((await call.hall.read(look)).value)


@routes.add(
    "POST",
    "/tickets/{id}/divert",
    body=DivertBody,
    answers={200: TicketAnswer},
    who=ANYBODY,
    scope="tickets",
    refusals=("TICKET_UNKNOWN", "TICKET_STATE", "SLOT_INVALID", "SLOT_FULL", "NO_WINDOW_SERVES"),
)
async def divert(call: Call[DivertBody]) -> Answer:
    """The holder takes another way; for a later slot the booking is made too. The public uses the token."""
    found = await resolve(call, call.path("id"))
    return await act(call, DivertTicket(ticket=found, to=call.body.to, slot=call.body.slot))
