"""Following the feed from now on, for reactions that need what is current and not what was missed.

The day knows what has happened before the disk does; a reaction that acts on it asks `on_disk`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Hashable, Iterable
from typing import Final, TypeVar

from hallctl.domain.day import HallDay
from hallctl.domain.records import Record
from hallctl.domain.refusals import Refused
from hallctl.feed import BehindFeed
from hallctl.hall import Hall

AGAIN_S: Final = 1.0
"""After which a hall that could not write is asked again."""

T = TypeVar("T", bound=Hashable)


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


async def on_disk(hall: Hall, look: Callable[[HallDay], Iterable[T]]) -> list[T]:
    """What `look` finds in the day, once it is on the disk and where it still stands then.

    A hall that cannot write now is asked again.
    """
    while True:
        try:
            seen = (await hall.read(lambda day, *_: frozenset(look(day)))).value
        except Refused:
            await asyncio.sleep(AGAIN_S)
        else:
            return [each for each in look(hall.day) if each in seen]
