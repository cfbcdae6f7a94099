"""Credit tiers (信用分级): what is offered to whom, and changing it (INT-32)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

import msgspec
from pydantic import Field

from hallctl.domain.applications.states import Credit
from hallctl.domain.catalogue.kinds import ItemType
from hallctl.domain.commands import ChangeCreditRule
from hallctl.domain.credit import Offer, offered
from hallctl.domain.day import HallDay
from hallctl.domain.records import Record
from hallctl.domain.setup import HallSetup
from web.api.answers import Seen
from web.api.bodies import Reason
from web.callers import STAFF
from web.routing import Answer, Body, Call, Nothing, Routes

routes: Final = Routes("Credit")


class CreditRuleBody(Body):
    """What applicants of a tier are offered with items of a type."""

    kind: ItemType
    tier: Credit
    offers: Annotated[tuple[Offer, ...], Field(max_length=len(Offer))]
    reason: Reason


class CreditRuleView(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the table."""

    kind: ItemType
    tier: Credit
    offers: tuple[Offer, ...]


class CreditRulesAnswer(Seen, frozen=True, kw_only=True):
    """The whole table."""

    rules: tuple[CreditRuleView, ...]


@routes.add("GET", "/credit-rules", answers={200: CreditRulesAnswer}, who=STAFF)
async def credit_rules(call: Call[Nothing]) -> Answer:
    """What each tier is offered, by type of item."""
    seen = await call.hall.read(_table)
    return Answer(CreditRulesAnswer(rules=seen.value, seq=seen.seq))


@routes.add(
    "POST",
    "/credit-rules",
    body=CreditRuleBody,
    answers={200: CreditRulesAnswer},
    who=STAFF,
    refusals=("POWER_NOT_HELD", "REASON_NEEDED", "NOTHING_TO_DO"),
)
async def change(call: Call[CreditRuleBody]) -> Answer:
    """Change a row; it holds from the next credit check on, and the journal says who changed it and why."""
    body = call.body
    command = ChangeCreditRule(kind=body.kind, tier=body.tier, offers=body.offers, reason=body.reason)
    done, rules = await call.hall.do_and_look(command, call.caller.actor, _after, key=call.key)
    return Answer(CreditRulesAnswer(rules=rules, seq=done.seq))


def _after(
    day: HallDay, setup: HallSetup, now: datetime, _records: tuple[Record, ...]
) -> tuple[CreditRuleView, ...]:
    return _table(day, setup, now)


def _table(day: HallDay, _setup: HallSetup, _now: datetime) -> tuple[CreditRuleView, ...]:
    rules = day.state.credit_rules
    return tuple(
        CreditRuleView(kind=kind, tier=tier, offers=tuple(sorted(offered(rules, kind, tier))))
        for kind in ItemType
        for tier in Credit
    )
