"""Where an item may be seen: the exclusion matrix (排除矩阵, ITEM-17)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hallctl.domain.catalogue.versions import ItemVersion


class Audience(StrEnum):
    """Who is shown items."""

    GUIDE = "GUIDE"  # portal, terminals, handbook
    DISPENSER = "DISPENSER"  # whatever gives numbers in the hall
    ONLINE = "ONLINE"  # filing from home


HIDDEN: Final = {
    Audience.GUIDE: lambda item: item.secret,
    Audience.DISPENSER: lambda item: item.secret or item.site_bound or item.safety,
    Audience.ONLINE: lambda item: item.secret or item.online_forbidden,
}
"""Audience → whether the item is hidden from it."""


def is_shown(item: ItemVersion, audience: Audience) -> bool:
    """Whether these people may see the item."""
    return not HIDDEN[audience](item)
