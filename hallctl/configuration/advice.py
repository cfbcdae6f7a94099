"""What may be wrong with a hall that can start: posts nobody holds, equipment that its level asks for."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Final

from hallctl.configuration.build import WILDCARDS, items_named
from hallctl.configuration.document import Document
from hallctl.configuration.explain import shown
from hallctl.configuration.fields import split_address
from hallctl.configuration.findings import Finding, Severity
from hallctl.configuration.hallfile import HallFile
from hallctl.configuration.network import level_lines
from hallctl.configuration.network import missing as lines_missing
from hallctl.configuration.validating import Broken
from hallctl.domain.equipment import MANDATORY, TITLES, DeviceKind
from hallctl.domain.learning.learned import LONGEST_S, SHORTEST_S, sane
from hallctl.domain.posts import POWERS, Grant, Post, Power
from hallctl.domain.setup import DEPARTMENT_KINDS, FULL_LEVELS, WindowKind

_SUPERVISORS: Final = (1, 2)
_WARNING: Final = Severity.WARNING


def check_advice(file: HallFile, document: Document, broken: Broken) -> Iterator[Finding]:
    """Warnings about people and network, and what the level of the hall asks for."""
    if "item" not in broken:
        yield from _letters(file, document)
        yield from _handling("item", [entry.handling_s for entry in file.item], document)
    if "type" not in broken:
        yield from _handling("type", [entry.handling_s for entry in file.type], document)
    if "staff" not in broken:
        yield from _posts(file, document)
        yield from _leaders(file, document)
    yield from _network(file, document)
    if "device" not in broken and "hall" not in broken:
        yield from level_findings(file, document)


def level_findings(file: HallFile, document: Document) -> Iterator[Finding]:
    """The mandatory kinds of device that a hall of county level or above lacks (DEV-02, HAL-01, HAL-14).

    Each is an error; a hall that says `equipment = "partial"` gets one warning. Townships, villages,
    sub-halls and self-service points have devices as needed (S0:L46).
    """
    if file.hall.level not in FULL_LEVELS:
        yield from level_lines(file.hall.level, file.device, document)
        return
    present = {device.kind for device in file.device}
    missing = [kind for kind in MANDATORY if kind not in present]
    place = ("hall", "equipment")
    if file.hall.equipment == "partial":
        if lines_missing(file.hall.level, file.device):
            missing.append(DeviceKind.NETWORK_LINK)
        if missing:
            yield document.finding("EQUIPMENT_PARTIAL", place, _WARNING, found=", ".join(missing))
        return
    yield from level_lines(file.hall.level, file.device, document)
    for kind in missing:
        named = f'{kind.name} {TITLES[kind]} (kind = "{kind}")'
        yield document.finding("EQUIPMENT_MISSING", place, found=named)


def _letters(file: HallFile, document: Document) -> Iterator[Finding]:
    """People whose post receives by letter and who have none, and patterns that fit no item."""
    codes = [entry.code for entry in file.item]
    for index, person in enumerate(file.staff):
        by_letter = POWERS[person.post].get(Power.RECEIVE) is Grant.BY_LETTER
        if by_letter and not person.items and person.post is Post.COMPREHENSIVE_ACCEPTANCE:
            yield document.finding("LETTERS_NEEDED", ("staff", index), _WARNING, found=person.post.value)
        for pattern in sorted(person.items):
            if set(pattern) & WILDCARDS and not items_named([pattern], codes):
                place = ("staff", index, "items")
                yield document.finding("PATTERN_EMPTY", place, _WARNING, found=shown(pattern))


def _handling(section: str, times: list[int], document: Document) -> Iterator[Finding]:
    """Handling times that nobody's can be; the hall goes on with one that it can reckon with."""
    for index, handling_s in enumerate(times):
        if sane(handling_s) != handling_s:
            yield document.finding(
                "HANDLING_ABSURD",
                (section, index, "handling_s"),
                _WARNING,
                found=str(handling_s),
                allowed=f"{SHORTEST_S:.0f}-{LONGEST_S:.0f}",
            )


def _posts(file: HallFile, document: Document) -> Iterator[Finding]:
    if len(file.window) == 1:
        return  # one person does everything there (S0:L46)
    supervisors = sum(person.post is Post.HALL_SUPERVISOR for person in file.staff)
    comprehensive = any(window.kind is WindowKind.COMPREHENSIVE for window in file.window)
    low, high = _SUPERVISORS
    if comprehensive and not low <= supervisors <= high:
        yield document.finding(
            "SUPERVISORS", ("staff",), _WARNING, found=str(supervisors), allowed=f"{low}-{high}"
        )
    if not any(person.post is Post.DISPATCHER for person in file.staff):
        yield document.finding("NO_DISPATCHER", ("staff",), _WARNING)


def _leaders(file: HallFile, document: Document) -> Iterator[Finding]:
    """Departments with windows of their own that name no window leader (ROLE-13)."""
    led = {person.department for person in file.staff if person.leader}
    for index, window in enumerate(file.window):
        if window.department and window.kind in DEPARTMENT_KINDS and window.department not in led:
            led.add(window.department)
            yield document.finding("NO_LEADER", ("window", index), _WARNING, found=shown(window.department))


def _network(file: HallFile, document: Document) -> Iterator[Finding]:
    for section, bind in (("web", file.web.bind), ("mqtt", file.mqtt.bind)):
        served = section == "web" or file.mqtt.broker == "embedded"
        if served and not _loopback(split_address(bind)[0]):
            yield document.finding("OPEN_TO_NETWORK", (section, "bind"), _WARNING, found=shown(bind))


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
