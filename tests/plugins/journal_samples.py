"""Records of an invented day, and a listener that tells a test what became durable."""

import asyncio
import itertools
import secrets
from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone

import msgspec

from hallctl.domain import events
from hallctl.domain.actors import SYSTEM, Actor
from hallctl.domain.records import Record, make
from hallctl.domain.tickets import TicketClass
from hallctl.journal.journal import Journal
from hallctl.journal.rows import Batch

SHANGHAI = timezone(timedelta(hours=8))
NOON = datetime(2026, 5, 6, 12, 0, 0, 123456, tzinfo=SHANGHAI)
TODAY = NOON.date()
MASTER_KEY = bytes(range(32))
KIOSK = Actor.public("kiosk")


def clock() -> datetime:
    return NOON


def journal_at(url: str, **changes: object) -> Journal:
    arguments: dict[str, object] = {"suite": "international", "hall": "demo", "master_key": MASTER_KEY}
    return Journal(url, clock=clock, **(arguments | changes))  # type: ignore[arg-type]


def record(seq: int, event: events.Event, actor: Actor = KIOSK, at: datetime = NOON) -> Record:
    return make(seq, at, at, actor, event)


def day_opened(seq: int, day: date = TODAY) -> Record:
    return record(seq, events.DayOpened(date=day, state=msgspec.Raw(b'{"windows":[]}')), SYSTEM)


def issued(seq: int, ticket: str | None = None, zone: str = "A") -> Record:
    name = ticket or f"20260506{zone}{seq:05d}"
    fields = events.TicketIssued(
        ticket=name,
        number=f"{zone}{seq % 1000:03d}",
        before="",
        after="WAITING",
        zone=zone,
        items=("SI-001",),
        klass=TicketClass.NORMAL,
        taken_at=NOON,
        valid_on=NOON.date(),
        count=seq,
        prefix=zone,
        place=(1_700_000_000_000_000 + seq, seq),
        token=secrets.token_urlsafe(12),
        channel="kiosk",
    )
    return record(seq, fields)


def called(seq: int, ticket: str, window: str = "3") -> Record:
    fields = events.TicketCalled(
        ticket=ticket,
        number="A001",
        before="WAITING",
        after="CALLED",
        window=window,
        zone="A",
        staff="u07",
        run=0,
        why="strict 6",
    )
    return record(seq, fields, Actor.staff("u07", "comprehensive_acceptance", window, "ws-3"))


def started(seq: int, ticket: str, window: str = "3") -> Record:
    fields = events.TicketStarted(
        ticket=ticket, number="A001", before="CALLED", after="SERVING", window=window, zone="A"
    )
    return record(seq, fields, Actor.staff("u07", "comprehensive_acceptance", window, "ws-3"))


def batches(first: int, count: int) -> Iterator[Batch]:
    for seq in itertools.islice(itertools.count(first), count):
        yield Batch((issued(seq),))


class Heard:
    """What the writer said, and a way to wait for it."""

    def __init__(self) -> None:
        self.committed: list[int] = []
        self.failed: list[tuple[int, BaseException]] = []
        self._something = asyncio.Event()

    def on_committed(self, last_seq: int) -> None:
        self.committed.append(last_seq)
        self._something.set()

    def on_failed(self, first_seq: int, error: BaseException) -> None:
        self.failed.append((first_seq, error))
        self._something.set()

    def start(self, journal: Journal) -> None:
        journal.start(asyncio.get_running_loop(), self.on_committed, self.on_failed)

    async def durable(self, seq: int, within: float = 10.0) -> None:
        async with asyncio.timeout(within):
            while not self.committed or self.committed[-1] < seq:
                await self._next()

    async def failure(self, within: float = 20.0) -> tuple[int, BaseException]:
        async with asyncio.timeout(within):
            while not self.failed:
                await self._next()
        return self.failed[-1]

    async def _next(self) -> None:
        self._something.clear()
        await self._something.wait()
