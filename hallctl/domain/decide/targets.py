"""Where a ticket may be sent: to a zone or one window, and the line in which it waits there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hallctl.domain.decide.issuing import wish_for_items
from hallctl.domain.decide.scene import Scene
from hallctl.domain.planning import today
from hallctl.domain.refusals import Refused
from hallctl.domain.routing.router import services
from hallctl.domain.setup import NO_PUBLIC_QUEUE
from hallctl.domain.tickets import Ticket, line_codes


@dataclass(frozen=True, slots=True)
class Target:
    """What was asked for: exactly one of zone and window; `items` when the matter itself changes."""

    zone: str | None
    window: str | None
    items: tuple[str, ...] = ()


def line_at(scene: Scene, wanted: Target, ticket: Ticket) -> tuple[str, tuple[str, ...], str | None]:
    """(zone, items, business type) with which the ticket waits there.

    Raises TRANSFER_TARGET, ZONE_UNKNOWN, WINDOW_UNKNOWN, and what is wrong with the items.
    """
    if (wanted.zone is None) == (wanted.window is None):
        raise Refused("TRANSFER_TARGET", "give a zone or a window")
    zone = _zone(scene, wanted)
    for items, business in _lines(scene, wanted, ticket, zone):
        if _taken(scene, wanted, zone, line_codes(items, business, zone)):
            return zone, items, business
    raise Refused("TRANSFER_TARGET", f"nobody at {wanted.window or zone} takes it")


def _zone(scene: Scene, wanted: Target) -> str:
    if wanted.window is not None:
        target = scene.window(wanted.window)
        if target.kind in NO_PUBLIC_QUEUE or not today.is_there(scene.day, target):
            raise Refused("TRANSFER_TARGET", target.id)
        return today.zone_of(scene.day, target)
    return scene.zone(wanted.zone or "").id


def _taken(scene: Scene, wanted: Target, zone: str, codes: tuple[str, ...]) -> bool:
    """Whether somebody at the target may call the line; at a window with somebody at it, that person."""
    if wanted.window is None:
        return today.anybody_serves(scene.day, scene.setup, codes)
    setup, line = scene.setup, frozenset(codes)
    duty = scene.day.windows.get(wanted.window)
    if duty is not None and duty.staff is not None:
        return line <= services(setup, duty)
    return any(line <= setup.services_at(wanted.window, person, None, zone) for person in setup.staff)


def _lines(
    scene: Scene, wanted: Target, ticket: Ticket, zone: str
) -> Iterator[tuple[tuple[str, ...], str | None]]:
    """Given items only; else what it came for, else the zone's general line, else a business type there."""
    setup = scene.setup
    if wanted.items:
        wish = wish_for_items(scene, wanted.items)
        if wish.zone.id != zone:
            raise Refused("TRANSFER_TARGET", f"{', '.join(wanted.items)} is not handled in zone {zone}")
        yield wish.items, None
        return
    here = [setup.items[code].zone == zone for code in ticket.items if code in setup.items]
    if here and len(here) == len(ticket.items) and all(here):
        yield ticket.items, None
    types = [kind.id for kind in setup.types.values() if kind.zone == zone]
    if ticket.type in types:
        yield (), ticket.type
    yield (), setup.general_line(zone)[0]
    for kind in types:
        yield (), kind
