"""Rows of the table of credit tiers (信用分级): who may change them (INT-32)."""

from __future__ import annotations

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.credit import offered, row_of
from hallctl.domain.decide.letters import check_authorises
from hallctl.domain.decide.scene import Scene, reason_of
from hallctl.domain.refusals import Refused


def change(scene: Scene, command: c.ChangeCreditRule) -> list[e.Event]:
    """Another offer for a tier, from the next check on: cases that were checked keep theirs."""
    check_authorises(scene)
    reason = reason_of(command.reason)
    rules = scene.day.state.credit_rules
    before = offered(rules, command.kind, command.tier)
    offers = tuple(sorted(set(command.offers)))
    if frozenset(offers) == before:
        raise Refused("NOTHING_TO_DO", row_of(command.kind, command.tier))
    return [
        e.CreditRuleChanged(
            rule=row_of(command.kind, command.tier),
            before=" ".join(sorted(before)),
            after=" ".join(offers),
            offers=offers,
            reason=reason,
        )
    ]
