"""Numbers that a simulated dispenser gives on its own while the hall does not answer (离线取号, QUE-29).

Built on the answer to `ticket.block` alone, as a maker would from the documentation of the request.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

TOKEN_LENGTH = 22


class Block(msgspec.Struct, frozen=True):
    """One of the blocks; `codes` are the items of its zone."""

    zone: str
    prefix: str
    first: int
    last: int
    secret: str
    codes: tuple[str, ...] = ()


class Reserved(msgspec.Struct, frozen=True):
    """The answer to `ticket.block`."""

    blocks: tuple[Block, ...]
    hall: str
    url: str


class OfflineNumbers:
    """Survives the hall and a restart of the wire; a real one keeps it in flash."""

    def __init__(self) -> None:
        self.reserved: Reserved | None = None
        self.untold: list[dict[str, Any]] = []
        """Tickets of which the hall has not heard, as `ticket.reconcile` takes them."""
        self._used: set[tuple[str, str]] = set()

    def take(self, data: object) -> None:
        """Keep what the hall has reserved."""
        self.reserved = msgspec.convert(data, Reserved)

    def give(self, args: Mapping[str, Any], now: datetime) -> dict[str, Any] | None:
        """A ticket for the wish, as far as it can be told without the hall; None when nothing is left."""
        for block in self._blocks_for(args.get("zone"), args.get("items", ())):
            for count in range(block.first, block.last + 1):
                number = f"{block.prefix}{count:03d}"
                if (now.date().isoformat(), number) not in self._used:
                    return self._given(block, number, args, now)
        return None

    def told(self, numbers: Sequence[str]) -> None:
        """The hall has answered for these."""
        self.untold = [ticket for ticket in self.untold if ticket["number"] not in numbers]

    def _blocks_for(self, zone: str | None, items: Sequence[str]) -> list[Block]:
        blocks = self.reserved.blocks if self.reserved else ()
        return [b for b in blocks if b.zone == zone or (zone is None and set(items) <= set(b.codes))]

    def _given(self, block: Block, number: str, args: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        today = now.date().isoformat()
        self._used.add((today, number))
        self.untold.append({**args, "number": number, "taken_at": now.isoformat()})
        digest = hashlib.sha256(f"{block.secret}:{today}:{number}".encode()).digest()
        token = base64.urlsafe_b64encode(digest).decode()[:TOKEN_LENGTH]
        return {
            "id": f"{today.replace('-', '')}{number}",
            "number": number,
            "zone": block.zone,
            "items": list(args.get("items", ())),
            "taken_at": now.isoformat(),
            "valid_on": today,
            "ahead": None,
            "wait_s": None,
            "url": f"{self.reserved.url if self.reserved else ''}{token}",
        }
