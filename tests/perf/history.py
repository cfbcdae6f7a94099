"""A hall with a past: old tickets of earlier days, served through the real `Hall` with a clock that is moved.

Making them takes a minute, so the file is kept for as long as domain and journal stay the same.
"""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from busy_hall import BusyHall
from daemon import Daemon

import hallctl
from hallctl.cli.rooms import master_key
from hallctl.domain.actors import Actor
from hallctl.domain.commands import (
    CallNext,
    CloseWindow,
    Command,
    CompleteService,
    IssueTicket,
    OpenWindow,
    StartService,
)
from hallctl.domain.posts import Post
from hallctl.domain.routing.routers import ROUTERS
from hallctl.feed import Feed
from hallctl.hall import Hall
from hallctl.journal.journal import Journal

TICKETS: Final = 100_000
DAYS: Final = 50
CLERK: Final = Post.COMPREHENSIVE_ACCEPTANCE.value
KIOSK: Final = Actor.public("kiosk")


def prepare(hall: BusyHall, kept: Path) -> Path:
    """The folder with database and key of a hall that has 100,000 old tickets; made where it is missing."""
    store = kept / f"history-{_digest(hall)}"
    if not store.exists():
        unfinished = kept / "history.part"
        shutil.rmtree(unfinished, ignore_errors=True)
        asyncio.run(_make(Daemon.in_folder(unfinished, hall.toml()), hall))
        for old in kept.glob("history-*"):
            shutil.rmtree(old)
        unfinished.rename(store)
    return store


def give_history(daemon: Daemon, store: Path) -> None:
    """Put a copy where `daemon`, not yet started, will look for its own database."""
    for name in ("hall.db", "master.key"):
        shutil.copy2(store / name, daemon.file.with_name(name))


async def _make(maker: Daemon, busy: BusyHall) -> None:
    configuration = maker.configuration
    clock = _Clock(datetime.now(UTC) - timedelta(days=DAYS + 1))
    journal = Journal(
        configuration.database_url,
        suite=configuration.suite,
        clock=clock,
        hall=configuration.setup.id,
        master_key=master_key(configuration),
    )
    journal.open()
    setup = configuration.setup
    router = ROUTERS[configuration.routing_rule](setup)
    hall = Hall(setup=setup, journal=journal, feed=Feed(), router=router, clock=clock)
    await hall.start()
    clerks = {
        window: Actor.staff(f"clerk-{window}", CLERK, window, f"window-{window}")
        for window in busy.window_ids
    }
    for _ in range(DAYS):
        await _all(hall, OpenWindow, clerks)
        for _ in range(TICKETS // DAYS // len(clerks)):
            await _round(hall, busy, clerks)
            clock.now += timedelta(minutes=5)
        await _all(hall, CloseWindow, clerks)
        clock.now = clock.now.replace(hour=1, minute=0) + timedelta(days=1)
    await hall.stop()


async def _round(hall: Hall, busy: BusyHall, clerks: dict[str, Actor]) -> None:
    """One visitor for each window comes, is called and served."""
    items = [busy.items_of(busy.zone_of(window))[0] for window in clerks]
    await asyncio.gather(*(hall.do(IssueTicket(items=(item,)), KIOSK) for item in items))
    await _all(hall, CallNext, clerks)
    await _all(hall, StartService, clerks)
    await _all(hall, partial(CompleteService, outcome="enquiry_only"), clerks)


async def _all(hall: Hall, command: Callable[..., Command], clerks: dict[str, Actor]) -> None:
    """The same at every window."""
    await asyncio.gather(*(hall.do(command(window=window), clerk) for window, clerk in clerks.items()))


class _Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def _digest(hall: BusyHall) -> str:
    """Of everything that decides what such a file looks like, the schema's revisions among it."""
    digest = hashlib.sha256(hall.toml().encode() + Path(__file__).read_bytes())
    package = Path(hallctl.__file__).parent
    for room in ("domain", "journal"):
        for source in sorted((package / room).rglob("*.py")):
            digest.update(source.read_bytes())
    return digest.hexdigest()[:16]
