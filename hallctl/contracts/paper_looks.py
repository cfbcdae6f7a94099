"""From state to what a ticket's paper says, as `looks` does for screens. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from hallctl.contracts.looks import printed_view
from hallctl.contracts.papers import Name, ReceiptPaper, TicketPaper
from hallctl.domain.day import HallDay
from hallctl.domain.filings import Filing
from hallctl.domain.moments import local
from hallctl.domain.setup import HallSetup
from hallctl.domain.tickets import Ticket, TicketClass

CLASSES: Final[Mapping[TicketClass, Name]] = {
    TicketClass.SPECIAL_CHANNEL: Name("特别通道", "Special channel"),
    TicketClass.GREEN_CHANNEL: Name("绿色通道", "Green channel"),
    TicketClass.CARE: Name("特殊群体优先", "Priority"),
    TicketClass.BOOKED: Name("预约", "Booked"),
}
"""Classes that a ticket names; the others go without saying."""


def ticket_paper(day: HallDay, setup: HallSetup, ticket: Ticket) -> TicketPaper:
    """The paper of a ticket: with the wait that was promised, whenever it is printed (QUE-02)."""
    zone = setup.zones[ticket.zone]
    return TicketPaper(
        ticket=printed_view(day, setup, ticket),
        hall=setup.name,
        zone=Name(zone.name, zone.name_en),
        services=_services(setup, ticket),
        klass=CLASSES.get(ticket.klass),
        taken_at=local(ticket.taken_at, setup.timezone),
        slot=None if ticket.slot is None else local(ticket.slot, setup.timezone),
        style=setup.paper,
        copy=ticket.copies,
    )


def receipt_paper(setup: HallSetup, filing: Filing) -> ReceiptPaper:
    """The receipt of an application that was handed in at a kiosk."""
    item = setup.items.get(filing.item)
    return ReceiptPaper(
        hall=setup.name,
        application=filing.application,
        item=Name(item.name, item.name_en) if item else Name(filing.item),
        applicant=filing.mask,
        code=filing.code,
        received_at=local(filing.filed_at, setup.timezone),
        style=setup.paper,
    )


def _services(setup: HallSetup, ticket: Ticket) -> tuple[Name, ...]:
    kind = setup.types.get(ticket.type or "")
    if kind is not None:
        return (Name(kind.name, kind.name_en),)
    items = (setup.items[code] for code in ticket.items if code in setup.items)
    return tuple(Name(item.name, item.name_en) for item in items)
