"""Credit tiers (信用分级): what an applicant of good, ordinary or bad credit is offered (INT-32).

A table by type of item and tier; the hall changes its rows while it runs, and every change is journaled.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from hallctl.domain.applications.states import Credit
from hallctl.domain.catalogue.kinds import ItemType


class Offer(StrEnum):
    """How a case may be handled."""

    TOLERANCE = "TOLERANCE"  # 容缺受理
    PROMISE = "PROMISE"  # 承诺办理
    FULL_CHECK = "FULL_CHECK"  # 从严审查: nobody but people decides


DEFAULTS: Final[Mapping[Credit, frozenset[Offer]]] = {
    Credit.GOOD: frozenset({Offer.TOLERANCE, Offer.PROMISE}),
    Credit.ORDINARY: frozenset(),
    Credit.BAD: frozenset({Offer.FULL_CHECK}),
    Credit.UNKNOWN: frozenset(),
}
"""What holds for every type of item as long as the hall says nothing else."""


def row_of(kind: ItemType, tier: Credit) -> str:
    """The name of a row of the table."""
    return f"{kind.value}:{tier.value}"


def offered(changed: Mapping[str, tuple[Offer, ...]], kind: ItemType, tier: Credit) -> frozenset[Offer]:
    """What is offered; `changed`: the rows that the hall has changed."""
    own = changed.get(row_of(kind, tier))
    return DEFAULTS[tier] if own is None else frozenset(own)
