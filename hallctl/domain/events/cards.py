"""Identity cards (居民身份证) that a reader has read. What was read lies in the sealed store (DEV-09)."""

from __future__ import annotations

from hallctl.domain.events.base import Event, event
from hallctl.domain.events.tickets import TicketEvent
from hallctl.domain.identity import Identity


@event("card.read", shown="device window", private="identity")
class CardRead(Event, frozen=True, kw_only=True):
    """A card was read. `card` names the reading: a number or a booking may refer to it for a while."""

    card: str
    device: str
    identity: Identity
    window: str | None = None


@event("ticket.identified", shown="ticket number window zone", private="identity")
class TicketIdentified(TicketEvent, frozen=True, kw_only=True):
    """The person being served has shown the card (申请人身份)."""

    window: str
    zone: str
    card: str
    identity: Identity
