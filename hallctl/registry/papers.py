"""What the hall does for what a dispenser asks about paper, and about numbers that it gives on its own."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

import msgspec

from hallctl.contracts.guide_looks import not_open
from hallctl.contracts.looks import printed_view
from hallctl.contracts.views import BlockView, ReservedView, TicketView
from hallctl.domain.catalogue.showing import Audience, is_shown
from hallctl.domain.commands import (
    ReconcileNumbers,
    ReissueTicket,
    ReportPrint,
    ReprintTicket,
    ReserveNumbers,
)
from hallctl.domain.day import HallDay
from hallctl.domain.events import NumbersReconciled, TicketIssued, TicketVoided
from hallctl.domain.numbers import Given
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.hall import Hall
from hallctl.registry.arguments import BlockArgs, PaperArgs, PrintedArgs, ReconcileArgs
from hallctl.registry.asked import Asked
from hallctl.registry.watch import DeviceWatch


async def printed(hall: Hall, _watch: DeviceWatch, asked: Asked) -> Any:
    """`ticket.printed`: what became of the paper; `offer` names the void ticket to ask a new number for."""
    args = cast("PrintedArgs", asked.args)
    result = ("printed" if args.ok else "failed") if args.sure else "unknown"
    report = ReportPrint(ticket=args.ticket, device=asked.entry.id, result=result, fault=args.fault)
    done = await hall.do(report, asked.actor, key=asked.key)
    voided = done.first(TicketVoided)
    return {} if voided is None else {"offer": voided.ticket}


async def reissue(hall: Hall, _watch: DeviceWatch, asked: Asked) -> Any:
    """`ticket.reissue`: the new ticket in the place of a void one."""
    args = cast("PaperArgs", asked.args)
    done = await hall.do(ReissueTicket(ticket=args.ticket), asked.actor, key=asked.key)
    issued = done.first(TicketIssued)
    return await paper_view(hall, issued.ticket if issued else args.ticket)


async def reprint(hall: Hall, _watch: DeviceWatch, asked: Asked) -> Any:
    """`ticket.reprint`: the ticket, which the device prints again as a copy."""
    args = cast("PaperArgs", asked.args)
    await hall.do(ReprintTicket(ticket=args.ticket), asked.actor, key=asked.key)
    return await paper_view(hall, args.ticket)


async def paper_view(hall: Hall, ticket: str) -> TicketView:
    """A ticket as its paper says it. Raises TICKET_UNKNOWN."""

    def look(day: HallDay, setup: HallSetup, _now: datetime) -> TicketView:
        found = day.tickets.get(ticket)
        if found is None:
            raise Refused("TICKET_UNKNOWN", ticket)
        return printed_view(day, setup, found)

    return (await hall.read(look)).value


async def reserve(hall: Hall, _watch: DeviceWatch, asked: Asked) -> Any:
    """`ticket.block`: all blocks of the device, and how the codes on its papers are made (QUE-29)."""
    args = cast("BlockArgs", asked.args)
    await hall.do(ReserveNumbers(size=args.size), asked.actor, key=asked.key)

    return (await hall.read(lambda day, setup, now: _reserved(day, setup, now, asked.entry.id))).value


def _reserved(day: HallDay, setup: HallSetup, now: datetime, device: str) -> ReservedView:
    closed = not_open(day, setup, now)
    zones = {zone.prefix: zone.id for zone in setup.zones.values()}
    blocks = [block for block in day.state.blocks if block.device == device and block.prefix in zones]
    return ReservedView(
        blocks=tuple(
            BlockView(zone, block.prefix, block.first, block.last, block.secret, _codes(setup, zone, closed))
            for block in blocks
            if (zone := zones[block.prefix])
        ),
        hall=setup.id,
        url=f"{setup.public_url}/t/",
    )


def _codes(setup: HallSetup, zone: str, closed: Collection[str]) -> tuple[str, ...]:
    versions = setup.catalogue.versions
    return tuple(
        code
        for code, item in setup.items.items()
        if item.zone == zone and code not in closed and is_shown(versions[code][-1], Audience.DISPENSER)
    )


async def reconcile(hall: Hall, _watch: DeviceWatch, asked: Asked) -> Any:
    """`ticket.reconcile`: which of the numbers the hall has now, and which it does not take and why."""
    args = cast("ReconcileArgs", asked.args)
    given = tuple(Given(**msgspec.structs.asdict(ticket)) for ticket in args.tickets)
    done = await hall.do(ReconcileNumbers(given=given), asked.actor, key=asked.key)
    told = done.first(NumbersReconciled)
    if told is None:
        return {"taken": (), "rejected": ()}
    return {"taken": (*told.taken, *told.known), "rejected": told.rejected}
