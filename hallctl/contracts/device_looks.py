"""What is shown of devices, and what the daemon knows of them beyond the journal: links, faults, counters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

RESTING: Final = "MAINTENANCE"
"""State of a device under maintenance (检修), whatever its link does."""

FOREIGN_FIRMWARE: Final = "固件版本与型号文件不符"
"""Fault of a device whose firmware its profile does not cover."""

TROUBLES: Final = {
    "paper_out": "缺纸",
    "paper_low": "纸将尽",
    "cover_open": "机盖打开",
    "cutter_fault": "切刀故障",
    "printer_fault": "打印机故障",
}
"""What a person must see to at a printer: word of its health → what people call it (DEV-03)."""


def complaints(health: str | None) -> tuple[str, ...]:
    """What a device's own word on its health says to people; nothing where it is well.

    `fault` stands for faults that its driver names one by one.
    """
    if health in {None, "", "ok", "fault"}:
        return ()
    known = tuple(TROUBLES[word] for word in str(health).split() if word in TROUBLES)
    return known or (str(health),)


class LinkView(msgspec.Struct, frozen=True, kw_only=True):
    """A connection that a device's driver holds, by its own name: `modbus 10.0.0.7:502`."""

    name: str
    state: str


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


class MaintenanceView(msgspec.Struct, frozen=True, kw_only=True):
    """Why and since when people work on a device, and who said so."""

    reason: str
    since: datetime
    by: str | None


class DeviceView(msgspec.Struct, frozen=True, kw_only=True):
    """A device of the register (DEV-01). `state` is MAINTENANCE while people work on it.

    `commands` (by outcome) and `outages` count since the daemon started. `driven`: a driver runs for it.
    `firmware_fits`: the firmware that it reports is one that its profile is for, as far as that is known.
    """

    id: str
    kind: str
    profile: str
    transport: str
    window: str | None
    zone: str | None
    level_required: bool
    state: str
    since: datetime | None
    last_seen: datetime | None
    health: str | None
    firmware: str | None
    faults: tuple[str, ...]
    vendor: str | None = None
    model: str | None = None
    firmware_range: str | None = None
    firmware_fits: bool = True
    driven: bool = False
    links: tuple[LinkView, ...] = ()
    commands: Mapping[str, int] = {}
    outages: int = 0
    maintenance: MaintenanceView | None = None
