"""Public tokens of tickets and bookings: what a QR code carries."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from typing import Final

RANDOM_BYTES: Final = 11
POOL_BYTES: Final = RANDOM_BYTES * 256


class Tokens:
    """Makes tokens of 88 random bits behind the time, so that those of a day lie together in an index.

    Random bytes are drawn from the system in stock: a call for each ticket would cost more than the ticket.
    """

    def __init__(self) -> None:
        self._pool = b""

    def fresh(self, now: datetime) -> str:
        """A token that nobody has had."""
        if not self._pool:
            self._pool = secrets.token_bytes(POOL_BYTES)
        drawn, self._pool = self._pool[:RANDOM_BYTES], self._pool[RANDOM_BYTES:]
        seconds = int(now.timestamp()).to_bytes(4, "big")
        return base64.urlsafe_b64encode(seconds + drawn).decode()
