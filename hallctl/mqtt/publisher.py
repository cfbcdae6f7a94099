"""Every event to MQTT: in order, at least once, from where the broker's acknowledgements ended.

The cursor is the last event up to which all are acknowledged. It is kept in the journal, so that neither the
broker's absence nor the hall's restart loses or reorders anything.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Final

import structlog

from hallctl.contracts.topics import Topics
from hallctl.domain.records import Record
from hallctl.feed import BehindFeed, Subscription
from hallctl.hall import Hall
from hallctl.links.mqtt import MqttLink
from hallctl.mqtt.pace import Pace
from hallctl.mqtt.payloads import event_payload, event_topic

SUBSCRIBER: Final = "mqtt"
IN_FLIGHT: Final = 20
PAGE: Final = 200
RETRY_S: Final = 0.05


@dataclass(slots=True)
class PublisherStats:
    """Counts for metrics."""

    published: int = 0
    interrupted: int = 0
    from_journal: int = 0


@dataclass(slots=True)
class _Sent:
    seq: int
    acknowledged: asyncio.Future[None] | None
    """None: the event shows nothing and was passed over."""


class EventPublisher:
    """Runs beside the hall. `backlog` is what the broker has not yet acknowledged."""

    def __init__(self, hall: Hall, link: MqttLink, topics: Topics, *, pace: Pace | None = None) -> None:
        self.stats = PublisherStats()
        self.cursor = 0
        """Everything up to here is acknowledged by the broker."""
        self._hall = hall
        self._link = link
        self._topics = topics
        self._pace = pace or Pace(lambda: hall.busy, lambda: hall.durable_seq)
        self._sent: deque[_Sent] = deque()
        self._room = asyncio.Event()
        self._log = structlog.get_logger(__name__)

    @property
    def backlog(self) -> int:
        """Events that are durable and not yet acknowledged."""
        return max(0, self._hall.durable_seq - self.cursor)

    @property
    def rests(self) -> int:
        """How often publishing stepped back for people being served."""
        return self._pace.rests

    async def run(self) -> None:
        """Publish until cancelled."""
        self.cursor = await self._beginning()
        while True:
            await self._link.wait_online()
            async with self._hall.feed.subscribe(SUBSCRIBER, self.cursor) as subscription:
                await self._stream(subscription)
            self.stats.interrupted += 1
            await asyncio.sleep(RETRY_S)

    async def _beginning(self) -> int:
        """The stored cursor; a hall that never published begins with what happens from now on."""
        stored = await asyncio.to_thread(self._hall.journal.cursor, SUBSCRIBER)
        if stored is not None:
            return max(stored, self.cursor)
        self._hall.journal.note_cursor(SUBSCRIBER, self._hall.durable_seq)
        return self._hall.durable_seq

    async def _stream(self, subscription: Subscription) -> None:
        """Send until a message is not acknowledged; what was under way then counts as not sent."""
        lost = asyncio.Event()
        sending = asyncio.create_task(self._send_all(subscription, lost))
        watching = asyncio.create_task(lost.wait())
        try:
            await asyncio.wait({sending, watching}, return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        finally:
            self._sent.clear()
            for task in (sending, watching):
                task.cancel()
            await asyncio.gather(sending, watching, return_exceptions=True)

    async def _send_all(self, subscription: Subscription, lost: asyncio.Event) -> None:
        while True:
            for record in await self._next(subscription):
                await self._pace.breathe()
                while len(self._sent) >= IN_FLIGHT:
                    self._room.clear()
                    await self._room.wait()
                self._send(record, lost)

    def _send(self, record: Record, lost: asyncio.Event) -> None:
        if not record.event.SHOWN:
            self._sent.append(_Sent(record.seq, None))
            self._settle()
            return
        acknowledged = self._link.send(event_topic(self._topics, record.type), event_payload(record))
        self._sent.append(_Sent(record.seq, acknowledged))

        def answered(future: asyncio.Future[None]) -> None:
            if future.cancelled() or future.exception() is not None:
                lost.set()
            else:
                self._settle()

        acknowledged.add_done_callback(answered)

    def _settle(self) -> None:
        """Move the cursor over everything acknowledged without a gap."""
        before = self.cursor
        while self._sent and _is_acknowledged(self._sent[0]):
            sent = self._sent.popleft()
            self.cursor = sent.seq
            self.stats.published += sent.acknowledged is not None
        if self.cursor != before:
            self._hall.journal.note_cursor(SUBSCRIBER, self.cursor)
            self._room.set()

    async def _next(self, subscription: Subscription) -> list[Record]:
        try:
            return await subscription.next_batch(PAGE)
        except BehindFeed as behind:
            records = await self._hall.records_after(subscription.seq, PAGE)
            if not records:
                self._log.error("mqtt.gap", after=subscription.seq, oldest=behind.oldest)
                await asyncio.sleep(1)
                return []
            subscription.seq = records[-1].seq
            self.stats.from_journal += len(records)
            return records


def _is_acknowledged(sent: _Sent) -> bool:
    future = sent.acknowledged
    return future is None or (future.done() and not future.cancelled() and future.exception() is None)
