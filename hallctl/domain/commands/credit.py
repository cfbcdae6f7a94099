"""The table of credit tiers (信用分级)."""

from __future__ import annotations

from hallctl.domain.applications.states import Credit
from hallctl.domain.catalogue.kinds import ItemType
from hallctl.domain.commands.base import Command
from hallctl.domain.credit import Offer


class ChangeCreditRule(Command, frozen=True, kw_only=True):
    """What applicants of a tier are offered with items of a type."""

    kind: ItemType
    tier: Credit
    offers: tuple[Offer, ...]
    reason: str
