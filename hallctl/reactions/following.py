"""Following the feed from now on, for reactions that need what is current and not what was missed."""

from __future__ import annotations

from collections.abc import AsyncIterator

from hallctl.domain.records import Record
from hallctl.feed import BehindFeed
from hallctl.hall import Hall


async def follow(hall: Hall, name: str) -> AsyncIterator[list[Record]]:
    """Batches of durable records from now on; an empty batch first, and wherever records were passed over."""
    async with hall.feed.subscribe(name) as subscription:
        yield []
        while True:
            try:
                records = await subscription.next_batch()
            except BehindFeed:
                subscription.seq = hall.feed.last_seq
                records = []
            yield records
