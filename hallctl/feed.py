"""The feed: what has become durable, in order, to whoever listens.

Each subscription has its own cursor and takes what it wants when it can; nobody waits for a slow one.
The feed keeps the latest records only; who is further behind reads the journal.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import TracebackType
from typing import Final, Self

from hallctl.domain.records import Record

KEPT: Final = 4000
"""Records kept for those who come back."""


class BehindFeed(LookupError):
    """The cursor is older than what is kept; `oldest` is the first sequence number still here."""

    def __init__(self, oldest: int) -> None:
        super().__init__(f"the feed begins at {oldest}")
        self.oldest = oldest


class Feed:
    """Durable records in order of `seq`, without gaps."""

    def __init__(self, keep: int = KEPT) -> None:
        self._keep = keep
        self._recent: list[Record] = []
        self._subscriptions: set[Subscription] = set()
        self.last_seq = 0

    def begin(self, seq: int) -> None:
        """The journal ends at `seq`; what comes is published after it."""
        self.last_seq = seq
        self._recent.clear()

    def publish(self, records: Sequence[Record]) -> None:
        """Take records that have just become durable. Only the hall calls this."""
        if not records:
            return
        self._recent.extend(records)
        self.last_seq = records[-1].seq
        if len(self._recent) >= 2 * self._keep:
            del self._recent[: -self._keep]
        for subscription in self._subscriptions:
            subscription.wake.set()

    def after(self, seq: int, limit: int = KEPT) -> list[Record]:
        """Records that follow `seq`, at most `limit`. Raises `BehindFeed`."""
        if seq >= self.last_seq:
            return []
        oldest = self._recent[0].seq if self._recent else self.last_seq + 1
        if seq + 1 < oldest:
            raise BehindFeed(oldest)
        start = seq + 1 - oldest
        return self._recent[start : start + limit]

    def subscribe(self, name: str, after: int | None = None) -> Subscription:
        """Listen from the record after `after`, or from now."""
        subscription = Subscription(self, name, self.last_seq if after is None else after)
        self._subscriptions.add(subscription)
        return subscription

    def leave(self, subscription: Subscription) -> None:
        """Stop listening."""
        self._subscriptions.discard(subscription)

    def lags(self) -> dict[str, int]:
        """How many records each subscriber is behind, the slowest of a name."""
        lags: dict[str, int] = {}
        for subscription in self._subscriptions:
            lag = self.last_seq - subscription.seq
            lags[subscription.name] = max(lag, lags.get(subscription.name, 0))
        return lags


class Subscription:
    """One listener's place in the feed; `seq` is the last record it took."""

    def __init__(self, feed: Feed, name: str, seq: int) -> None:
        self.name = name
        self.seq = seq
        self.wake = asyncio.Event()
        self._feed = feed

    async def next_batch(self, limit: int = 500) -> list[Record]:
        """The next records, at least one. Raises `BehindFeed`; then set `seq` and go on."""
        while True:
            self.wake.clear()
            records = self._feed.after(self.seq, limit)
            if records:
                self.seq = records[-1].seq
                return records
            await self.wake.wait()

    def close(self) -> None:
        """Leave the feed."""
        self._feed.leave(self)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
