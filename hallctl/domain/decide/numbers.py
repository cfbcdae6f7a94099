"""Numbers that a dispenser gives on its own while the hall cannot be reached (离线取号, QUE-29)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import msgspec

from hallctl.domain import commands as c
from hallctl.domain import events as e
from hallctl.domain.decide.issuing import Wish, ticket_issued, wish_of
from hallctl.domain.decide.scene import Scene
from hallctl.domain.moments import local, microseconds
from hallctl.domain.numbers import (
    Given,
    NumberBlock,
    Verdict,
    block_of,
    free_from,
    offline_token,
    split_number,
    ticket_id,
)
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import DeviceEntry, Zone
from hallctl.domain.tickets import TicketClass, place_at

NOT_RESERVED: Final = "NOT_RESERVED"
"""The number is not one that the device may give."""

DAY_OVER: Final = "DAY_OVER"
"""It was given on an earlier day: nobody waits with it any more."""

NUMBERS_REJECTED: Final = "NUMBERS_REJECTED"
"""Alarm: people may hold paper with numbers that the hall does not have."""


def reserve(scene: Scene, command: c.ReserveNumbers) -> list[e.Event]:
    """Blocks of at least `size` numbers for each prefix of the device's zone, or of the hall."""
    entry = _asking(scene)
    zones = [scene.setup.zones[entry.zone]] if entry.zone else list(scene.setup.zones.values())
    found = [_reserved(scene, entry.id, zone.prefix, command.size) for zone in zones]
    return [event for event in found if event is not None]


def _asking(scene: Scene) -> DeviceEntry:
    found = scene.setup.devices.get(scene.actor.person)
    if found is None:
        raise Refused("DEVICE_UNKNOWN", scene.actor.person)
    return found


def _reserved(scene: Scene, device: str, prefix: str, size: int) -> e.NumbersReserved | None:
    blocks = scene.day.state.blocks
    missing = size - sum(b.size for b in blocks if (b.device, b.prefix) == (device, prefix))
    if missing <= 0:
        return None
    given = scene.day.state.counters.get(prefix, 0)
    first = free_from(blocks, prefix, max(scene.setup.rules.offline_from, given + 1))
    return e.NumbersReserved(
        device=device, prefix=prefix, first=first, last=first + missing - 1, secret=scene.token
    )


def reconcile(scene: Scene, command: c.ReconcileNumbers) -> list[e.Event]:
    """Take in what was given without the hall, each number once, in the order in which people came."""
    device = _asking(scene).id
    issued: dict[str, e.TicketIssued] = {}
    known: list[str] = []
    rejected: list[Verdict] = []
    for given in sorted(command.given, key=lambda given: microseconds(given.taken_at)):
        block = block_of(scene.day.state.blocks, device, given.number)
        taken_at = min(local(given.taken_at, scene.setup.timezone), scene.now)
        if block is None:
            rejected.append(Verdict(given.number, NOT_RESERVED))
        elif taken_at.date() < scene.day.date:
            rejected.append(Verdict(given.number, DAY_OVER))
        elif given.number in issued or ticket_id(scene.day.date, given.number) in scene.day.tickets:
            known.append(given.number)
        else:
            issued[given.number] = _issued(scene, block, given, taken_at, len(issued))
    if not command.given:
        return []
    told = e.NumbersReconciled(
        device=device, taken=tuple(issued), known=tuple(known), rejected=tuple(rejected)
    )
    return [*issued.values(), told, *_alarm(scene, device, rejected)]


def _alarm(scene: Scene, device: str, rejected: list[Verdict]) -> list[e.Event]:
    if not rejected or scene.day.state.has_alarm(NUMBERS_REJECTED, device):
        return []
    detail = " ".join(verdict.number for verdict in rejected)[:200]
    return [e.AlarmRaised(code=NUMBERS_REJECTED, subject=device, detail=detail)]


def _issued(scene: Scene, block: NumberBlock, given: Given, taken_at: datetime, rank: int) -> e.TicketIssued:
    parts = split_number(given.number)
    count = parts[1] if parts else 0
    zone = next(zone for zone in scene.setup.zones.values() if zone.prefix == block.prefix)
    wish = _wish(scene, zone, given)
    klass = TicketClass(given.klass) if given.klass in scene.setup.rules.self_declared else TicketClass.NORMAL
    issued = ticket_issued(
        scene,
        wish,
        c.IssueTicket(reason=given.reason if klass is not TicketClass.NORMAL else None),
        klass,
        place_at(microseconds(taken_at), scene.day.seq + rank),
    )
    return msgspec.structs.replace(
        issued,
        ticket=ticket_id(scene.day.date, given.number),
        number=given.number,
        count=count,
        taken_at=taken_at,
        token=offline_token(block.secret, scene.day.date, given.number),
        promised=None,
        offline=True,
    )


def _wish(scene: Scene, zone: Zone, given: Given) -> Wish:
    """What the holder came for; where that makes no sense any more, the general line of the number's zone."""
    try:
        wish = wish_of(scene, c.IssueTicket(items=given.items, zone=given.zone, type=given.type))
    except Refused:
        wish = None
    if wish is not None and wish.zone.prefix == zone.prefix:
        return wish
    business, _ = scene.setup.general_line(zone.id)
    return Wish(zone, business=business)
