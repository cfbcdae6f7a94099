"""What the hall does for each request of a device."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, cast

from hallctl.contracts.advice_looks import diversion_view
from hallctl.contracts.devices import DeviceNews, LinkState
from hallctl.domain.advice.diversion import diversion
from hallctl.domain.commands import GiveRating, IssueTicket, ReportInput
from hallctl.domain.decide import Scene
from hallctl.domain.events import TicketIssued
from hallctl.domain.refusals import Refused
from hallctl.hall import Hall
from hallctl.registry import keys, mail, papers, terminals
from hallctl.registry.arguments import AdviseArgs, InputArgs, IssueArgs, RatingArgs, TelemetryArgs
from hallctl.registry.asked import Asked
from hallctl.registry.watch import DeviceWatch

Act = Callable[[Hall, DeviceWatch, Asked], Awaitable[Any]]
"""Carries a request out and returns the data of its answer. Raises `Refused`."""


async def issue(hall: Hall, _watch: DeviceWatch, asked: Asked) -> Any:
    """`ticket.issue`: the ticket."""
    args = cast("IssueArgs", asked.args)
    command = IssueTicket(
        items=args.items,
        zone=args.zone,
        type=args.type,
        klass=args.klass,
        reason=args.reason,
        card=args.card,
        button=args.button,
    )
    done = await hall.do(command, asked.actor, key=asked.key)
    issued = done.first(TicketIssued)
    if issued is None:
        raise Refused("TICKET_UNKNOWN")
    return await papers.paper_view(hall, issued.ticket)


async def advise(hall: Hall, _watch: DeviceWatch, asked: Asked) -> Any:
    """`ticket.advise`: the wait for a wish, and other ways where it is long; nothing changes (QUE-23)."""
    args = cast("AdviseArgs", asked.args)
    wish = IssueTicket(items=args.items, zone=args.zone, type=args.type)
    router, actor = hall.router, asked.actor
    seen = await hall.read(
        lambda day, setup, now: diversion_view(diversion(Scene(day, setup, router, actor, now, ""), wish))
    )
    return seen.value


async def rated(hall: Hall, _watch: DeviceWatch, asked: Asked) -> Any:
    """`rating.given`: the answer to a prompt."""
    args = cast("RatingArgs", asked.args)
    rating = GiveRating(ticket=args.prompt, level=args.level, reasons=args.reasons)
    await hall.do(rating, asked.actor, key=asked.key)
    return {}


async def pressed(hall: Hall, _watch: DeviceWatch, asked: Asked) -> Any:
    """`key.pressed`: an act of whoever is signed on at the window."""
    return await keys.pressed(hall, asked)


async def input_changed(hall: Hall, _watch: DeviceWatch, asked: Asked) -> Any:
    """`input.changed`: the alarm that the input stands for."""
    args = cast("InputArgs", asked.args)
    report = ReportInput(device=asked.entry.id, input=args.input, on=args.on)
    await hall.do(report, asked.actor, key=asked.key)
    return {}


async def measured(_hall: Hall, watch: DeviceWatch, asked: Asked) -> Any:
    """`telemetry`: a sign of life, with the device's own word on its health."""
    args = cast("TelemetryArgs", asked.args)
    watch.tell(DeviceNews(asked.entry.id, LinkState.ONLINE, health=args.health))
    return {}


ACTS: Final[dict[str, Act]] = {
    "ticket.issue": issue,
    "ticket.advise": advise,
    "ticket.find": terminals.find,
    "item.guide": terminals.guide,
    "ticket.printed": papers.printed,
    "ticket.reissue": papers.reissue,
    "ticket.reprint": papers.reprint,
    "ticket.block": papers.reserve,
    "ticket.reconcile": papers.reconcile,
    "rating.given": rated,
    "key.pressed": pressed,
    "input.changed": input_changed,
    "parcel.status": mail.status,
    "telemetry": measured,
}
