"""Where an item may be seen: the exclusion matrix (排除矩阵, ITEM-17)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from hallctl.domain.catalogue.versions import ItemVersion


class Place(StrEnum):
    """Who is shown items."""

    GUIDE = "GUIDE"  # portal, terminals, handbook
    DISPENSER = "DISPENSER"  # whatever gives numbers in the hall
    ONLINE = "ONLINE"  # filing from home


HIDDEN: Final = {
    Place.GUIDE: lambda item: item.secret,
    Place.DISPENSER: lambda item: item.secret or item.site_bound or item.safety,
    Place.ONLINE: lambda item: item.secret or item.online_forbidden,
}
"""Place → whether it hides the item."""


def is_shown(item: ItemVersion, place: Place) -> bool:
    """Whether people may see the item there."""
    return not HIDDEN[place](item)
