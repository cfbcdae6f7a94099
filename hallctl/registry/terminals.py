"""What a touch terminal (智能触摸查询终端) asks: where a number stands, what an item needs (DEV-11)."""

from __future__ import annotations

from typing import Any, cast

import msgspec

from hallctl.contracts.guide_looks import guide_view
from hallctl.contracts.looks import wait_view
from hallctl.contracts.views import WaitView
from hallctl.domain.day import HallDay
from hallctl.domain.forecast import ahead, wait
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.hall import Hall
from hallctl.registry.arguments import FindArgs, GuideArgs
from hallctl.registry.asked import Asked
from hallctl.registry.watch import DeviceWatch


class QueueView(msgspec.Struct, frozen=True, kw_only=True):
    """A number in the queue, for whoever can read it off a ticket; nothing that lets anybody act on it."""

    number: str
    state: str
    zone: str
    window: str | None
    ahead: int | None
    wait_s: WaitView | None


async def find(hall: Hall, _watch: DeviceWatch, asked: Asked) -> Any:
    """`ticket.find`: position, expected wait, and the window that called; the latest of that number today."""
    wanted = cast("FindArgs", asked.args).number.strip().upper()
    seen = await hall.read(lambda day, setup, _now: _found(day, setup, wanted))
    if seen.value is None:
        raise Refused("TICKET_UNKNOWN", wanted)
    return seen.value


async def guide(hall: Hall, _watch: DeviceWatch, asked: Asked) -> Any:
    """`item.guide`: the guide to an item, the same that the portal has (ITEM-24)."""
    item = cast("GuideArgs", asked.args).item.strip()
    seen = await hall.read(lambda day, setup, now: guide_view(day, setup, now, item))
    if seen.value is None:
        raise Refused("ITEM_UNKNOWN", item)
    return seen.value


def _found(day: HallDay, setup: HallSetup, wanted: str) -> QueueView | None:
    numbered = [ticket for ticket in day.tickets.values() if ticket.number == wanted]
    if not numbered:
        return None
    ticket = max(numbered, key=lambda each: each.taken_at)
    before = ahead(day, setup, ticket)
    return QueueView(
        number=ticket.number,
        state=ticket.state.value,
        zone=ticket.zone,
        window=ticket.window,
        ahead=before,
        wait_s=None if before is None else wait_view(wait(day, setup, ticket, before)),
    )
