"""The paper of a ticket (号票): everything that it says, in words, before any printer's language. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final, NamedTuple

import msgspec

from hallctl.contracts.looks import printed_view
from hallctl.contracts.views import TicketView
from hallctl.domain.day import HallDay
from hallctl.domain.moments import local
from hallctl.domain.papers import PaperStyle
from hallctl.domain.setup import HallSetup
from hallctl.domain.tickets import Ticket, TicketClass


class Name(NamedTuple):
    """A name in both languages; `en` may be empty."""

    zh: str
    en: str = ""


CLASSES: Final[Mapping[TicketClass, Name]] = {
    TicketClass.SPECIAL_CHANNEL: Name("特别通道", "Special channel"),
    TicketClass.GREEN_CHANNEL: Name("绿色通道", "Green channel"),
    TicketClass.CARE: Name("特殊群体优先", "Priority"),
    TicketClass.BOOKED: Name("预约", "Booked"),
}
"""Classes that a ticket names; the others go without saying."""


class TicketPaper(msgspec.Struct, frozen=True, kw_only=True):
    """What is printed. `ticket` is what machines read; `copy`: which reprint it is, 0 for the first paper."""

    ticket: TicketView
    hall: str
    zone: Name
    services: tuple[Name, ...]
    klass: Name | None
    taken_at: datetime
    slot: datetime | None
    style: PaperStyle
    copy: int = 0


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


def _services(setup: HallSetup, ticket: Ticket) -> tuple[Name, ...]:
    kind = setup.types.get(ticket.type or "")
    if kind is not None:
        return (Name(kind.name, kind.name_en),)
    items = (setup.items[code] for code in ticket.items if code in setup.items)
    return tuple(Name(item.name, item.name_en) for item in items)
