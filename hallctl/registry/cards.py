"""From a read identity card to the personal store: sealed with the event that tells of the reading.

Between the driver and that event the card is kept here, in memory only, for a few readings.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from typing import Any, Final, cast

import msgspec

from hallctl.contracts.cards import Card
from hallctl.contracts.looks import ticket_view
from hallctl.domain.commands import ReadCard
from hallctl.domain.events import TicketIssued
from hallctl.domain.identity import Identity, masked
from hallctl.domain.refusals import Refused
from hallctl.hall import Hall
from hallctl.journal.rows import Sealed
from hallctl.registry.arguments import CardArgs
from hallctl.registry.asked import Asked

KIND: Final = "id-card"
WAITING: Final = 32
"""Cards that are kept until their reading is told; the oldest gives way."""

_encode = msgspec.json.Encoder().encode


class Cards:
    """Seals cards. `keep` fits `contracts.cards.Keeps`."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._waiting: OrderedDict[str, tuple[Sealed, Identity]] = OrderedDict()

    def keep(self, card: Card) -> Identity:
        """What everybody else may know of the card; it is stored when its reading is asked for by this id."""
        journal = self._hall.journal
        sealed = Sealed(
            id=f"{KIND}-{secrets.token_hex(12)}",
            subject=journal.subject_of(f"id:{card.number}"),
            kind=KIND,
            clear=_encode(card),
        )
        digest = journal.digest_of(sealed)
        identity = Identity(sealed.id, sealed.subject, masked(card.number), digest)
        self._waiting[sealed.id] = (sealed, identity)
        if len(self._waiting) > WAITING:
            self._waiting.popitem(last=False)
        return identity

    async def read(self, asked: Asked) -> Any:
        """`card.read`: the mask, and the ticket of a booking that this checked in, if any."""
        wanted = cast("CardArgs", asked.args).card
        kept = self._waiting.get(wanted)
        if kept is None:
            raise Refused("CARD_UNKNOWN")
        sealed, identity = kept
        command = ReadCard(device=asked.entry.id, identity=identity)
        done = await self._hall.do(command, asked.actor, key=asked.key, sealed=(sealed,))
        self._waiting.pop(wanted, None)
        issued = done.first(TicketIssued)
        return {"card": wanted, "mask": identity.mask, "ticket": await self._ticket(issued)}

    async def _ticket(self, issued: TicketIssued | None) -> Any:
        if issued is None:
            return None
        seen = await self._hall.read(
            lambda day, setup, _now: (
                ticket_view(day, setup, day.tickets[issued.ticket]) if issued.ticket in day.tickets else None
            )
        )
        return seen.value


def holder(sealed: Sealed) -> Card:
    """The card that was sealed, for what must name its holder, a notice (通知书) say."""
    return msgspec.json.decode(sealed.clear, type=Card)
