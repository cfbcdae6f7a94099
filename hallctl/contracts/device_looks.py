"""What the daemon knows of a device beyond the journal: driver, links, faults, counters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from hallctl.contracts.views import LinkView

RESTING: Final = "MAINTENANCE"
"""State of a device under maintenance (检修), whatever its link does."""

FOREIGN_FIRMWARE: Final = "固件版本与型号文件不符"
"""Fault of a device whose firmware its profile does not cover."""


class DeviceLook(msgspec.Struct, frozen=True, kw_only=True):
    """One device as its driver and the watch know it; all of it since the daemon started.

    `commands`: outcome → how many ended so. `outages`: times that it went away. `firmware_range`: what its
    profile covers, None where any firmware will do.
    """

    driven: bool = False
    vendor: str | None = None
    model: str | None = None
    last_seen: datetime | None = None
    faults: tuple[str, ...] = ()
    firmware_range: str | None = None
    links: tuple[LinkView, ...] = ()
    commands: Mapping[str, int] = {}
    outages: int = 0


NOTHING_KNOWN: Final = DeviceLook()
