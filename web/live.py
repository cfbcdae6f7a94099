"""Live connections: one listener on the feed for all of them, a bounded queue for each.

A slow page holds nobody up: when its queue is full, the queue is thrown away and the page gets `reset` and a
new `snapshot` when it reads again. Views are computed only for what somebody listens to.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Final

import structlog
from aiohttp import web

from hallctl.contracts.wall import wall_view
from hallctl.domain.day import HallDay
from hallctl.domain.events import TicketCalled, TicketRecalled
from hallctl.domain.records import Record
from hallctl.domain.refusals import Refused
from hallctl.domain.setup import HallSetup
from hallctl.feed import BehindFeed
from web.api.state import hall_answer, view_of
from web.callers import Caller
from web.frames import HEARTBEAT, entity_of, event_frame, frame
from web.reader import Reader, View
from web.services import Services
from web.topics import Topics

log = structlog.get_logger("web.live")

Frames = dict[bool, bytes | None]


class Live:
    """Follows the feed while the application runs and gives each reader what it listens to."""

    def __init__(self, services: Services, observe: Callable[[Record], None]) -> None:
        self._services = services
        self._hall = services.hall
        self._observe = observe
        self._readers: set[Reader] = set()
        self._seq = 0
        self._following: asyncio.Task[None] | None = None
        self._forget: Callable[[], None] | None = None
        self._closing = False
        setup = services.hall.setup
        self._everything: frozenset[View] = frozenset(
            {("hall", ""), ("wall", ""), ("alarms", ""), ("devices", ""), ("advice", "")}
            | {("zone", zone) for zone in setup.zones}
            | {("window", window) for window in setup.windows},
        )
        self._shared: dict[tuple[str, str, bool], bytes] = {}
        self._shared_seq = -1

    async def start(self) -> None:
        """Begin to follow."""
        self._seq = self._services.feed.last_seq
        self._forget = self._hall.watch(self._tell)
        self._following = asyncio.create_task(self._follow(), name="web-live")

    async def stop(self) -> None:
        """End every connection."""
        self._closing = True
        for reader in self._readers:
            reader.wake.set()
        if self._forget is not None:
            self._forget()
        if self._following is not None:
            self._following.cancel()
            with suppress(asyncio.CancelledError):
                await self._following

    @property
    def full(self) -> bool:
        """Whether no further reader is taken."""
        return len(self._readers) >= self._services.settings.feed_clients

    # --- one reader -----------------------------------------------------------------------------------------

    async def serve(
        self, response: web.StreamResponse, topics: Topics, caller: Caller, after: int | None
    ) -> None:
        """Write to one connection until it ends, or the caller's session or token does.

        `after`: the last event that the page has, if any.
        """
        reader = Reader(topics, inside=caller.inside, room=self._services.settings.feed_queue)
        source = caller.session or caller.credential
        holds = self._services.accounts.holds
        joined_at = self._seq
        self._readers.add(reader)
        self._services.meters.readers += 1
        try:
            if after is None:
                await self._snapshot(response, reader)
            else:
                await self._catch_up(response, reader, after, joined_at)
            while not self._closing and (source is None or holds(source)):
                await self._pass_on(response, reader)
        except (ConnectionError, TimeoutError):
            log.debug("live connection ended")
        except Refused as refusal:
            # The stream has begun: it can only be ended. Readers come back by themselves.
            self._services.complaints.note(refusal.code, 503, "GET", "/api/v1/feed")
        finally:
            self._readers.discard(reader)
            self._services.meters.readers -= 1

    async def _pass_on(self, response: web.StreamResponse, reader: Reader) -> None:
        settings = self._services.settings
        reader.wake.clear()
        content = reader.take()
        if reader.lost:
            await self._reset(response, reader)
            return
        content += await self._views(reader)
        if content:
            await _write(response, b"".join(content))
            if reader.topics.views:
                await reader.rest(settings.view_every_s)
            return
        try:
            async with asyncio.timeout(settings.heartbeat_s):
                await reader.wake.wait()
        except TimeoutError:
            await _write(response, HEARTBEAT)

    async def _snapshot(self, response: web.StreamResponse, reader: Reader) -> None:
        """The whole state at one moment; queued events that it already shows are dropped."""
        seen = await self._hall.read(
            lambda day, setup, now: {
                "seq": day.seq,
                "hall": hall_answer(self._hall, day, setup, now, inside=reader.inside).hall,
                "wall": wall_view(day, setup, now),
            },
        )
        content = [
            frame("snapshot", seen.value, seen.seq),
            *await self._views(reader),
            *reader.take(seen.seq),
        ]
        await _write(response, b"".join(content))

    async def _catch_up(
        self, response: web.StreamResponse, reader: Reader, after: int, joined_at: int
    ) -> None:
        """Exactly the events between the last one that the page has and those in its queue."""
        if after > joined_at or joined_at - after > self._services.settings.feed_events:
            await self._reset(response, reader)
            return
        while after < joined_at:
            records = await self._hall.records_after(after)
            wanted = [record for record in records if record.seq <= joined_at]
            if not wanted:
                await self._reset(response, reader)
                return
            frames = [
                content
                for record in wanted
                if reader.topics.wants(record)
                and (content := event_frame(record, inside=reader.inside)) is not None
            ]
            await _write(response, b"".join(frames) or HEARTBEAT)
            after = wanted[-1].seq
        if not reader.topics.views:
            await _write(response, HEARTBEAT)

    async def _reset(self, response: web.StreamResponse, reader: Reader) -> None:
        self._services.meters.readers_reset += 1
        reader.take()
        reader.lost = False
        reader.stale = set(reader.topics.views)
        await _write(response, frame("reset", {"seq": self._seq}))
        await self._snapshot(response, reader)

    async def _views(self, reader: Reader) -> list[bytes]:
        if not reader.stale:
            return []
        wanted, reader.stale = reader.stale, set()
        try:
            return (await self._hall.read(lambda *now: self._shown(wanted, *now, inside=reader.inside))).value
        except Refused:
            # Intake is paused and the state unknown: shown again when it is back.
            reader.stale |= wanted
            return []

    def _shown(
        self, wanted: set[View], day: HallDay, setup: HallSetup, now: datetime, *, inside: bool
    ) -> list[bytes]:
        """Current views as frames; pages that look at the same moment share them."""
        if self._shared_seq != day.seq:
            self._shared.clear()
            self._shared_seq = day.seq
        frames = []
        for topic, one in sorted(wanted):
            known = self._shared.get((topic, one, inside))
            if known is None:
                view = view_of(self._services, topic, one, (day, setup, now), inside=inside)
                known = self._shared[topic, one, inside] = frame(topic, view)
            frames.append(known)
        return frames

    # --- the feed -------------------------------------------------------------------------------------------

    async def _follow(self) -> None:
        async with self._services.feed.subscribe("pages", self._seq) as subscription:
            while True:
                try:
                    records = await subscription.next_batch()
                except BehindFeed:
                    records = await self._hall.records_after(self._seq)
                    if not records:
                        await asyncio.sleep(self._services.settings.view_every_s)
                        continue
                    subscription.seq = records[-1].seq
                self._seq = records[-1].seq
                try:
                    for record in records:
                        self._observe(record)
                    self._hand_out(records)
                except Exception:
                    # One event that cannot be shown must not end the feed of all: everybody starts afresh.
                    log.exception("events could not be handed out", first=records[0].seq)
                    for reader in self._readers:
                        reader.lose()
                # One turn for the requests that these very events have finished.
                await asyncio.sleep(0)

    def _hand_out(self, records: list[Record]) -> None:
        changed: set[View] = set()
        for record in records:
            made: Frames = {}
            changed |= _touched(record, self._everything)
            for reader in self._readers:
                if not reader.topics.wants(record):
                    continue
                inside = reader.inside
                if inside not in made:
                    made[inside] = event_frame(record, inside=inside)
                content = made[inside]
                if content is not None:
                    reader.push(content, record.seq)
        called = any(isinstance(record.event, TicketCalled | TicketRecalled) for record in records)
        for reader in self._readers:
            if reader.topics.views:
                reader.mark(changed)
                if called:
                    reader.hurry()

    def _tell(self, what: str, text: str | None) -> None:
        """Something that is not journaled: intake, the output of a device, what is expected or advised."""
        name, _, one = what.partition(":")
        intake = self._hall.intake.value
        self._shared_seq = -1
        if name in ALONE:
            changed: set[View] = {(view, one if view == "zone" else "") for view in ALONE[name]}
            for reader in self._readers:
                reader.mark(changed)
            return
        for reader in self._readers:
            if name == "intake":
                # The public hears that numbers are paused; why is for staff.
                reader.push(frame("intake", {"intake": intake, "reason": text if reader.inside else None}))
            elif reader.inside:
                reader.push(frame("fault", {"device": one, "fault": text}))
            reader.mark(set(self._everything))


def _touched(record: Record, everything: frozenset[View]) -> set[View]:
    """The views that an event may change."""
    event, entity = record.event, entity_of(record.type)
    if entity in {"day", "staff"}:
        return set(everything)
    touched: set[View] = {("hall", ""), (ALSO_VIEW.get(entity, "wall"), "")}
    for field in ("zone", "to_zone", "window", "to_window"):
        one = getattr(event, field, None)
        if one:
            touched.add((field.removeprefix("to_"), one))
    return touched


ALONE: Final = {"outlook": ("zone", "wall"), "advice": ("advice",), "device": ("devices",)}
"""What is told without an event of its own → the views that change by it."""

ALSO_VIEW: Final = {"alarm": "alarms", "device": "devices"}
"""Entity → the view that follows from it; all others show on the wall."""


async def _write(response: web.StreamResponse, content: bytes) -> None:
    async with asyncio.timeout(STUCK_S):
        await response.write(content)


STUCK_S = 30.0
"""How long a connection may refuse to take anything before it is given up."""
