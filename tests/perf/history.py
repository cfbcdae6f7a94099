"""A hall with a past: old tickets of earlier days, served through the real `Hall` with a clock that is moved.

Making them takes a minute, so the file is kept under build/ for as long as domain and journal stay the same.
"""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from busy_hall import BusyHall
from daemon import Daemon

import hallctl
from hallctl.cli.files import ROUTERS
from hallctl.cli.rooms import master_key
from hallctl.domain.actors import Actor
from hallctl.domain.commands import CallNext, CompleteService, IssueTicket, OpenWindow, StartService
from hallctl.domain.posts import Post
from hallctl.feed import Feed
from hallctl.hall import Hall
from hallctl.journal.journal import Journal

TICKETS: Final = 100_000
DAYS: Final = 50
CLERK: Final = Post.COMPREHENSIVE_ACCEPTANCE.value
KIOSK: Final = Actor.public("kiosk")


def with_history(daemon: Daemon, hall: BusyHall, kept: Path) -> None:
    """Put a database with 100,000 old tickets where `daemon`, not yet started, will look for its own."""
    store = kept / f"history-{_digest(hall)}"
    if not store.exists():
        unfinished = kept / "history.part"
        shutil.rmtree(unfinished, ignore_errors=True)
        maker = Daemon.in_folder(unfinished, hall.toml())
        asyncio.run(_make(maker, hall))
        for old in kept.glob("history-*"):
            shutil.rmtree(old)
        unfinished.rename(store)
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
    router = ROUTERS[configuration.routing_rule](setup.rules)
    hall = Hall(setup=setup, journal=journal, feed=Feed(), router=router, clock=clock)
    await hall.start()
    clerks = {
        window: Actor.staff(f"clerk-{window}", CLERK, window, f"window-{window}")
        for window in busy.window_ids
    }
    await asyncio.gather(*(hall.do(OpenWindow(window=window), clerk) for window, clerk in clerks.items()))
    for _ in range(DAYS):
        for _ in range(TICKETS // DAYS // len(clerks)):
            await _round(hall, busy, clerks)
            clock.now += timedelta(minutes=5)
        clock.now = clock.now.replace(hour=1, minute=0) + timedelta(days=1)
    await hall.stop()


async def _round(hall: Hall, busy: BusyHall, clerks: dict[str, Actor]) -> None:
    """One visitor for each window comes, is called and served."""
    items = [busy.items_of(busy.zone_of(window))[0] for window in clerks]
    await asyncio.gather(*(hall.do(IssueTicket(items=(item,)), KIOSK) for item in items))
    for step in (CallNext, StartService):
        await asyncio.gather(*(hall.do(step(window=window), clerk) for window, clerk in clerks.items()))
    ending = (
        hall.do(CompleteService(window=window, outcome="enquiry_only"), clerk)
        for window, clerk in clerks.items()
    )
    await asyncio.gather(*ending)


class _Clock:
    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def _digest(hall: BusyHall) -> str:
    """Of everything that decides what such a file looks like, the schema's revisions among it."""
    digest = hashlib.sha256(f"{TICKETS} {DAYS} {hall.toml()}".encode())
    package = Path(hallctl.__file__).parent
    for room in ("domain", "journal"):
        for source in sorted((package / room).rglob("*.py")):
            digest.update(source.read_bytes())
    return digest.hexdigest()[:16]
