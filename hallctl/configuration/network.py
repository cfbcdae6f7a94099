"""Which lines (网络链路) the level of a hall asks for (S0:L48, HAL-09)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from hallctl.configuration.document import Document
from hallctl.configuration.findings import Finding, Severity
from hallctl.configuration.sections import DeviceSection
from hallctl.domain.entries import FULL_LEVELS, HallLevel
from hallctl.domain.equipment import DeviceKind
from hallctl.domain.network import LinkRole, Side

Place = tuple[LinkRole, Side]

_FULL: Final = (LinkRole.INTERNET, LinkRole.EXTRANET, LinkRole.BACKUP)


def required(level: HallLevel) -> tuple[Place, ...]:
    """Lines that a hall has: internet, extranet and backup at windows and back offices from county level up.

    Townships and villages need the internet only, at their windows. A department's own network (部门专网)
    exists where it was approved to be kept, so no level asks for it.
    """
    if level in FULL_LEVELS:
        return tuple((role, side) for role in _FULL for side in Side)
    if level in {HallLevel.TOWNSHIP, HallLevel.VILLAGE}:
        return ((LinkRole.INTERNET, Side.FRONT),)
    return ()


def missing(level: HallLevel, devices: Iterable[DeviceSection]) -> tuple[str, ...]:
    """Required lines that no device watches, as `internet front`."""
    watched = {(device.link, side) for device in devices for side in device.sides if device.link is not None}
    return tuple(f"{role} {side}" for role, side in required(level) if (role, side) not in watched)


def check_lines(devices: tuple[DeviceSection, ...], document: Document) -> Iterator[Finding]:
    """A line says where it leads; other devices have no such keys."""
    for index, device in enumerate(devices):
        if device.kind is DeviceKind.NETWORK_LINK and device.link is None:
            yield document.finding("LINK_ROLE", ("device", index), allowed=", ".join(LinkRole))
        if device.kind is not DeviceKind.NETWORK_LINK and device.link is not None:
            yield document.finding(
                "LINK_ONLY", ("device", index, "link"), found=device.kind.value, allowed="network_link"
            )


def level_lines(
    level: HallLevel, devices: tuple[DeviceSection, ...], document: Document
) -> Iterator[Finding]:
    """What the level asks for and nobody watches: an error from county level up, else a warning."""
    lacking = missing(level, devices)
    if lacking:
        severity = Severity.ERROR if level in FULL_LEVELS else Severity.WARNING
        yield document.finding("LINK_MISSING", ("hall", "level"), severity, found=", ".join(lacking))
