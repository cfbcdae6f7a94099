"""Which items should come into one-window handling first (ITEM-16)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from hallctl.domain.catalogue.versions import ItemVersion


class Candidate(NamedTuple):
    """An item and how many of the four criteria it meets."""

    item: ItemVersion
    score: int


def candidates(items: Iterable[ItemVersion]) -> list[Candidate]:
    """Who meets most criteria comes first; among equals, as they come."""
    scored = [Candidate(item, len(item.criteria)) for item in items]
    return sorted(scored, key=lambda candidate: -candidate.score)
