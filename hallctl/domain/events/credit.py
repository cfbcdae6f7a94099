"""Changes of the table of credit tiers (信用分级)."""

from __future__ import annotations

from hallctl.domain.credit import Offer
from hallctl.domain.events.base import Event, event


@event("rule.changed", shown="rule before after")
class CreditRuleChanged(Event, frozen=True, kw_only=True):
    """A row of the table, such as `LICENCE:GOOD`, offers something else from now on."""

    rule: str
    before: str
    after: str
    offers: tuple[Offer, ...]
    reason: str
