"""What happens to the paper of a number (号票纸), and numbers that dispensers give on their own."""

from __future__ import annotations

from hallctl.domain.events.base import Event, event
from hallctl.domain.events.tickets import TicketEvent
from hallctl.domain.numbers import Verdict


@event("ticket.printed", shown="ticket number device result fault")
class TicketPrinted(TicketEvent, frozen=True, kw_only=True):
    """What the printer said of it: `printed`, `failed` or `unknown`."""

    device: str
    result: str
    fault: str | None = None


@event("ticket.voided", shown="ticket number zone device reason", public=True)
class TicketVoided(TicketEvent, frozen=True, kw_only=True):
    """Void (作废): its paper did not come out of `device`; a new number is offered in its place (DEV-03)."""

    zone: str
    device: str
    reason: str


@event("ticket.reprinting", shown="ticket number device copy")
class TicketReprinting(TicketEvent, frozen=True, kw_only=True):
    """Its paper is printed again (补打) at `device`, as copy number `copy`."""

    device: str
    copy: int


@event("block.reserved", shown="device prefix first last", private="secret")
class NumbersReserved(Event, frozen=True, kw_only=True):
    """The numbers `first` to `last` of a prefix are for the device to give on its own."""

    device: str
    prefix: str
    first: int
    last: int
    secret: str


@event("block.reconciled", shown="device taken known rejected")
class NumbersReconciled(Event, frozen=True, kw_only=True):
    """The hall has heard of numbers that the device gave on its own.

    `taken` now, `known` before; `rejected` are not in the hall and why not.
    """

    device: str
    taken: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    rejected: tuple[Verdict, ...] = ()
