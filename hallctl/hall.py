"""`Hall.do`: the one door. Every change of the hall is a command that comes through here.

Deciding and applying happen in one step without an `await` between them. What is applied is handed to the
journal at once; nobody outside learns of it before it is durable.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, TypeVar

import structlog

from hallctl.answers import Done, Intake, Key, Seen
from hallctl.casework import Casework
from hallctl.command_time import CommandTime
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.applications import Application
from hallctl.domain.authorised import CHANGING, authorised
from hallctl.domain.commands import Command, ExpireClock, NoteTimeJump, OpenDay
from hallctl.domain.day import HallDay
from hallctl.domain.decide import Scene, by_rule, decide
from hallctl.domain.decide.expiry import first_due
from hallctl.domain.events import Event
from hallctl.domain.outlook import Outlook
from hallctl.domain.records import Record, make
from hallctl.domain.refusals import Refused
from hallctl.domain.routing.router import Router
from hallctl.domain.setup import HallSetup
from hallctl.durability import Durability
from hallctl.feed import BehindFeed, Feed
from hallctl.hearsay import Hearsay
from hallctl.journal.journal import Journal
from hallctl.journal.rows import Batch, KeyRow, Sealed
from hallctl.past import from_journal
from hallctl.reads import Reads
from hallctl.tokens import Tokens

__all__ = ["Done", "Hall", "Intake", "Key", "Look", "Seen"]

log = structlog.get_logger(__name__)

T = TypeVar("T")
Cases = dict[str, Application]
Seals = tuple[Sealed, ...]

KEYS_KEPT: Final = timedelta(hours=48)
RETRY_S: Final = 1.0
BUSY: Final = 8
"""Commands under way from which background work should step back."""


Look = Callable[[HallDay, HallSetup, datetime, tuple[Record, ...]], T]
"""Sees the state right after a command, with the command's records."""


class Hall(Hearsay):
    """The hall: its state, its journal, its feed. One event loop owns it."""

    def __init__(
        self,
        *,
        setup: HallSetup,
        journal: Journal,
        feed: Feed,
        router: Router,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self.feed = feed
        self.journal = journal
        self.router = router
        self.day = HallDay()
        self.configured = self._setup = setup
        self.intake = Intake.STARTING
        self.intake_reason: str | None = None
        self._time = CommandTime(clock, monotonic)
        self._sound = False
        self._durability = Durability()
        self._tokens = Tokens()
        self._keys: dict[bytes, KeyRow] = {}
        self.reads = Reads()
        self.cases = Casework(journal, self.reads)
        self._recovery: asyncio.Task[None] | None = None

    # --- life ----------------------------------------------------------------------------------------------

    async def start(self) -> None:
        """Take up the state from the journal and begin to accept commands. The journal is open already."""
        await self._rebuild()
        self.feed.begin(self.durable_seq)
        loop = asyncio.get_running_loop()
        self.journal.start(loop, self._on_committed, self._on_failed)
        self._set_intake(Intake.RUNNING, None)

    async def stop(self) -> None:
        """Accept nothing more and wait until everything accepted is durable."""
        self._set_intake(Intake.STOPPED, "the hall is shutting down")
        if self._recovery is not None:
            self._recovery.cancel()
            await asyncio.gather(self._recovery, return_exceptions=True)
        try:
            await self._durability.until(self._durability.submitted)
        except Refused:
            log.exception("hall.stopped_with_unwritten_events")
        await self.reads.close()
        await asyncio.to_thread(self.journal.close)

    @property
    def setup(self) -> HallSetup:
        """The hall as letters and tests let it work today; what is set is how it is `configured`."""
        return self._setup

    @setup.setter
    def setup(self, configured: HallSetup) -> None:
        self.configured = configured
        self._setup = authorised(configured, self.day.state)

    # --- the door ------------------------------------------------------------------------------------------

    async def do(
        self,
        command: Command,
        actor: Actor,
        *,
        key: Key | None = None,
        sealed: tuple[Sealed, ...] = (),
    ) -> Done:
        """Carry `command` out and return once it is durable.

        With a `key` that was accepted before, nothing is done and the first outcome is returned. Raises
        `Refused`, after everything that the refusal rests on is durable.
        """
        done, _ = await self.do_and_look(command, actor, lambda *_: None, key=key, sealed=sealed)
        return done

    async def do_and_look(
        self,
        command: Command,
        actor: Actor,
        look: Look[T],
        *,
        key: Key | None = None,
        sealed: tuple[Sealed, ...] = (),
    ) -> tuple[Done, T]:
        """As `do`, and what `look` sees right after it, in the same step: one wait for both."""
        if key is not None and key.scope in self._keys:
            return await self._done_before(key, look)
        ids = command.applications
        if not ids:
            return await self._carry_out(command, actor, key, sealed, {}, look)
        async with self.cases.held(ids) as cases:
            if key is not None and key.scope in self._keys:
                return await self._done_before(key, look)
            return await self._carry_out(command, actor, key, sealed, cases, look)

    async def read(self, look: Callable[[HallDay, HallSetup, datetime], T]) -> Seen[T]:
        """Look at the state in one step; the answer comes when the state it shows is durable."""
        if not self._sound:
            raise Refused("INTAKE_PAUSED", self.intake_reason or "the hall is starting")
        seen = Seen(look(self.day, self.setup, self.now()), self.day.seq)
        await self._durability.until(seen.seq)
        return seen

    async def records_after(self, seq: int, limit: int = 500) -> list[Record]:
        """Durable records after `seq`, from the feed or, further back, from the journal."""
        try:
            return self.feed.after(seq, limit)
        except BehindFeed:
            records = await asyncio.to_thread(self.journal.records, seq, limit)
            return [record for record in records if record.seq <= self.durable_seq]

    # --- what reactions, pages and timers ask ---------------------------------------------------------------

    def now(self) -> datetime:
        """Command time: local to the hall, never going back."""
        return self._time.now(self.setup.timezone)

    @property
    def durable_seq(self) -> int:
        """The last event that is on disk."""
        return self._durability.seq

    @property
    def busy(self) -> bool:
        """Whether so many commands are under way that background work should wait."""
        return len(self._durability) >= BUSY

    def outlook(self, outlook: Outlook) -> None:
        """Take what is expected of a zone. Not journaled; watchers hear of it where minutes have changed."""
        before = self.day.outlooks.get(outlook.zone)
        self.day.outlooks[outlook.zone] = outlook
        if before is None or not before.reads_as(outlook):
            self.tell(f"outlook:{outlook.zone}")

    def no_outlook(self, zone: str) -> None:
        """Expect nothing of a zone any more: its waits are rough ones until the next outlook."""
        if self.day.outlooks.pop(zone, None) is not None:
            self.tell(f"outlook:{zone}")

    async def check_clock(self) -> None:
        """Flag a machine clock that moved by more than a minute against what has passed."""
        jumped_s = self._time.jumped_s()
        if jumped_s:
            log.warning("hall.clock_jumped", seconds=round(jumped_s, 1))
            await self.do(NoteTimeJump(seconds=round(jumped_s, 3)), SYSTEM)

    def forget_old_keys(self) -> None:
        """Drop idempotency keys that are older than 48 hours."""
        limit = self.now() - KEYS_KEPT
        old = [scope for scope, row in self._keys.items() if row.at < limit]
        for scope in old:
            del self._keys[scope]

    # --- inside --------------------------------------------------------------------------------------------

    async def _carry_out(
        self, command: Command, actor: Actor, key: Key | None, sealed: Seals, cases: Cases, look: Look[T]
    ) -> tuple[Done, T]:
        if self.intake is not Intake.RUNNING:
            raise Refused("INTAKE_PAUSED", self.intake_reason or self.intake.value)
        try:
            done = self._act(command, actor, key, sealed, cases)
        except Refused:
            await self._durability.until(self.day.seq)
            raise
        seen = look(self.day, self.setup, self.now(), done.records)
        await self._durability.until(done.seq)
        return done, seen

    def _act(self, command: Command, actor: Actor, key: Key | None, sealed: Seals, cases: Cases) -> Done:
        """Decide, apply, hand to the journal: one step."""
        now = self.now()
        if command.takes_effect(now).date() > self.day.date and not isinstance(command, OpenDay):
            self._write(self._decided(OpenDay(day=now.date()), SYSTEM, now, {}), None, ())
        if not isinstance(command, ExpireClock):
            self._let_clocks_end(cases, now)
        try:
            records = self._decided(command, actor, now, cases)
        except Refused as refused:
            if refused.leaves is not None:
                self._write(self._taken([refused.leaves], actor, now, now, {}), None, ())
            raise
        records += self._followed(records, now)
        changed: tuple[Application, ...] = ()
        if records:
            row = None
            if key is not None:
                row = KeyRow(key.scope, key.body, records[0].seq, records[-1].seq, now)
                self._keys[key.scope] = row
            changed = self._write(records, row, sealed)
        return Done(tuple(records), self.day.seq, cases=changed)

    def _let_clocks_end(self, cases: Cases, now: datetime) -> None:
        """What the law makes of a missed deadline goes before whatever somebody does after it."""
        while (ends := first_due(cases.values(), now)) is not None:
            records = self._decided(ends, SYSTEM, now, cases)
            if not records:
                return
            records += self._followed(records, now)
            cases.update((case.id, case) for case in self._write(records, None, ()))

    def _followed(self, records: list[Record], now: datetime) -> list[Record]:
        """What the hall itself does right after that, in the same batch."""
        followed: list[Record] = []
        while records:
            cases = {case.id: case for case in self.cases.newest(records)}
            records = [
                record
                for command in by_rule.due(self._setup, cases.values(), by_rule.since(records))
                for record in self._decided(command, SYSTEM, now, cases)
            ]
            followed += records
        return followed

    def _decided(self, command: Command, actor: Actor, now: datetime, cases: Cases) -> list[Record]:
        token = self._tokens.fresh(now)
        events = decide(Scene(self.day, self.setup, self.router, actor, now, token, cases), command)
        return self._taken(events, actor, command.takes_effect(now), now, cases)

    def _taken(
        self, events: list[Event], actor: Actor, at: datetime, now: datetime, cases: Cases
    ) -> list[Record]:
        records = []
        try:
            for event in events:
                record = make(self.day.seq + 1, at, now, actor, event)
                self.day.apply(record)
                self.cases.note(record, cases)
                records.append(record)
                if type(event) in CHANGING:
                    self._authorise()
        except Exception as error:
            self._pause(f"an event could not be applied: {error}")
            raise
        return records

    def _authorise(self) -> None:
        """Letters have come into force, or are over: from now on, people may do what is left."""
        now = authorised(self.configured, self.day.state)
        if (now.staff, now.items) != (self._setup.staff, self._setup.items):
            self._setup = now
            self.router.follow(now)

    def _write(self, records: list[Record], row: KeyRow | None, sealed: Seals) -> tuple[Application, ...]:
        self._durability.submit(records)
        cases = self.cases.newest(records)
        self.journal.submit(Batch(tuple(records), (row,) if row else (), sealed, cases))
        return cases

    async def _done_before(self, key: Key, look: Look[T]) -> tuple[Done, T]:
        row = self._keys[key.scope]
        await self._durability.until(row.last_seq)
        if row.body != key.body:
            raise Refused("KEY_REUSED")
        records = tuple(await self.records_after(row.first_seq - 1, row.last_seq - row.first_seq + 1))
        seen = await self.read(lambda day, setup, now: look(day, setup, now, records))
        return Done(records, row.last_seq, replayed=True), seen.value

    def _on_committed(self, last: int) -> None:
        """The journal says that everything up to `last` is on disk."""
        durable = self._durability.commit(last)
        self.cases.settle(last)
        self.feed.publish(durable)

    def _on_failed(self, first: int, error: BaseException) -> None:
        """The journal could not write from `first` on: nothing of it has happened."""
        self._durability.fail(Refused("INTAKE_PAUSED", str(error)))
        self._keys = {scope: row for scope, row in self._keys.items() if row.last_seq <= self.durable_seq}
        self._pause(f"the journal cannot be written from event {first} on: {error}")

    def _pause(self, reason: str) -> None:
        """Take nothing more until the state is rebuilt from the journal."""
        self._sound = False
        if self.intake is Intake.STOPPED:
            return
        if self.intake is Intake.RUNNING:
            log.error("hall.intake_paused", reason=reason)
        self._set_intake(Intake.PAUSED, reason)
        if self._recovery is None:
            self._recovery = asyncio.get_running_loop().create_task(self._recover(), name="hall-recovery")

    async def _recover(self) -> None:
        """Rebuild the state from what is on disk, and go on as soon as the journal can be written."""
        while True:
            try:
                # The writer answers after it has told what became of everything submitted before.
                await asyncio.to_thread(self.journal.probe)
                await self._durability.until(self._durability.submitted)
                await self._rebuild()
            except Exception as error:  # noqa: BLE001 - whatever it is, intake stays paused and says why
                self._set_intake(Intake.PAUSED, f"the journal cannot be written: {error}")
                await self._rebuild_for_reading()
                await asyncio.sleep(RETRY_S)
                continue
            self.journal.resume()
            self._recovery = None
            self._set_intake(Intake.RUNNING, None)
            log.info("hall.intake_resumed", seq=self.durable_seq)
            return

    async def _rebuild_for_reading(self) -> None:
        """While nothing can be written, screens and pages still show what is on disk."""
        if not self._sound:
            try:
                await self._rebuild()
            except Exception as error:  # noqa: BLE001 - it is tried again with the next probe
                log.warning("hall.journal_unreadable", error=str(error))

    async def _rebuild(self) -> None:
        keys_since = self._time.machine() - KEYS_KEPT
        day, keys = await asyncio.to_thread(from_journal, self.journal, keys_since)
        missed = []
        if self.intake is not Intake.STARTING and day.seq > self.feed.last_seq:
            missed = await asyncio.to_thread(
                self.journal.records, self.feed.last_seq, day.seq - self.feed.last_seq
            )
        self.day, self._keys = day, keys
        self._authorise()
        self._durability.begin(day.seq)
        self._sound = True
        self._time.not_before(day.decided_at)
        self.cases.clear()
        self.feed.publish(missed)

    def _set_intake(self, intake: Intake, reason: str | None) -> None:
        if (self.intake, self.intake_reason) == (intake, reason):
            return
        self.intake, self.intake_reason = intake, reason
        self.tell("intake", reason)
