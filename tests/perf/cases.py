"""`act_1m`, `search_1m`, `inbox_1m`, `sweep_20k`: a million applications in SQLite and in PostgreSQL.

Opening an application, acting on it, looking for some and for what there is to do go over HTTP to the
`hallctl run` that users start; the sweep of deadlines runs in a hall whose clock the bench moves to the next
midnight.
"""

from __future__ import annotations

import asyncio
import gc
import itertools
import random
import sys
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path
from typing import Final, Protocol, Self
from urllib.parse import urlencode

import msgspec
from daemon import Daemon
from figures import MS, Figure, p50, p99
from halls import Clock
from million import fill, hall_of, journal_of, name_of, open_of, person_of
from queue_load import BIG, CLIENTS
from stall import LONGEST_MS, Ticks
from swift_http import Connection, Reply, head_of, keyed
from temporary_postgres import data_directory, made_database, running_postgres

from hallctl.cli.running import keep_pauses_short
from hallctl.deadlines_sweep import Sweep

APPLICATIONS: Final = 1_000_000
KINDS: Final = ("sqlite", "postgresql")
ACTS: Final = 120
"""Applications that each client opens and acts on."""

PIECE: Final = 1 << 24
DRAWN_WITHIN_S: Final = 120.0
WARM_S: Final = 6.0
"""So long requests are not timed: a hall that has just started still loads what it loads once."""

SEARCHES: Final = 100
"""Of each kind, for each client: of a thousand of a kind, one pause of the machine is not the percentile."""

INBOXES: Final = 50
"""For each client."""

ACT_MS: Final = 25.0
SEARCH_MS: Final = 50.0
INBOX_MS: Final = 250.0
SWEEP_S: Final = 1.0

_keys = itertools.count()


@dataclass
class Million:
    """The halls with a million applications, each made when it is first asked for."""

    count: int = APPLICATIONS
    halls: dict[str, Daemon] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    stack: ExitStack = field(default_factory=ExitStack)

    async def daemon(self, kind: str, place: Path) -> Daemon:
        """The daemon of that database, not started. The machine has the database in memory."""
        if kind not in self.halls:
            sets: tuple[str, ...] = ()
            self.files[kind] = place / "million" / kind
            if kind == "postgresql":
                server = self.stack.enter_context(running_postgres())
                url = made_database(server, "million")
                self.files[kind] = data_directory(server) / "base"
                sets = (f"database.url={url}", f"personal.master_key_file={place / 'million' / kind / 'key'}")
            daemon = Daemon.in_folder(place / "million" / kind, BIG.toml(), sets=sets)
            began = time.monotonic()
            await fill(daemon.configuration, datetime.now(UTC), self.count)
            took_s = time.monotonic() - began
            sys.stderr.write(f"bench: {self.count} applications in {kind}: {took_s:.0f} s\n")
            self.halls[kind] = daemon
        await asyncio.to_thread(_bring_into_memory, self.files[kind])
        return self.halls[kind]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *what: object) -> None:
        self.stack.close()


def _bring_into_memory(folder: Path) -> None:
    """As in a hall that has run for days; while others were measured the machine may have let go of it."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                while file.read(PIECE):
                    pass


MILLION: Final = Million()


class Clients:
    """Ten clerks at their windows, each with a connection of its own."""

    def __init__(self, connections: list[Connection], headers: list[dict[str, str]]) -> None:
        self.connections, self.headers = connections, headers
        self.chance = random.Random(7)

    async def get(self, place: int, path: str) -> tuple[Reply, float]:
        head = head_of("GET", path, self.headers[place])
        return await _timed(self.connections[place], head)

    async def post(self, place: int, path: str, body: object) -> tuple[Reply, float]:
        head = keyed(head_of("POST", path, self.headers[place]), f"case-{next(_keys)}")
        return await _timed(self.connections[place], head, msgspec.json.encode(body))


async def _timed(connection: Connection, head: bytes, body: bytes = b"") -> tuple[Reply, float]:
    began = time.perf_counter()
    reply = await connection.request(head, body)
    took = time.perf_counter() - began
    if reply.status >= 400:
        message = f"{reply.status}: {reply.content[:300]!r}"
        raise AssertionError(message)
    return reply, took


@asynccontextmanager
async def _clients(daemon: Daemon) -> AsyncIterator[Clients]:
    seats: dict[str, str | None] = {f"clerk-{place + 1}": str(place + 1) for place in range(CLIENTS)}
    sessions = await asyncio.to_thread(daemon.sessions, seats)
    with daemon:
        await _at_rest(daemon)
        connections = [await Connection.open(daemon.port) for _ in range(CLIENTS)]
        try:
            yield Clients(connections, [sessions[person] for person in seats])
        finally:
            for connection in connections:
                connection.close()


async def _at_rest(daemon: Daemon) -> None:
    """Until the documents of what was handled while the hall was filled are drawn."""

    def look() -> None:
        deadline = time.monotonic() + DRAWN_WITHIN_S
        while b"\nhall_documents_to_draw 0.0\n" not in daemon.get("/metrics").content:
            if time.monotonic() > deadline:
                message = f"documents are not drawn within {DRAWN_WITHIN_S} s"
                raise AssertionError(message)
            time.sleep(0.5)

    await asyncio.to_thread(look)


class _Turn(Protocol):
    """What a clerk does again and again; whether it counts."""

    async def __call__(self, who: int, *, timed: bool) -> None: ...


async def _by_all(turn: _Turn, times: int) -> float:
    """All clerks at once, each so many times after a while that does not count: how many seconds it took."""

    async def warm(who: int) -> None:
        until = time.perf_counter() + WARM_S
        while time.perf_counter() < until:
            await turn(who, timed=False)

    async def clerk(who: int) -> None:
        for _ in range(times):
            await turn(who, timed=True)

    await asyncio.gather(*(warm(who) for who in range(CLIENTS)))
    began = time.perf_counter()
    await asyncio.gather(*(clerk(who) for who in range(CLIENTS)))
    return time.perf_counter() - began


# --- acting -------------------------------------------------------------------------------------------------


async def act_1m(place: Path) -> list[Figure]:
    """Opening a case and acting on it, by ten clerks at once."""
    return [await _act(kind, await MILLION.daemon(kind, place)) for kind in KINDS]


async def _act(kind: str, daemon: Daemon) -> Figure:
    opened: list[float] = []
    acted: list[float] = []
    count = MILLION.count
    cases = iter(random.Random(3).sample(range(count - open_of(count), count), open_of(count)))
    async with _clients(daemon) as clients:

        async def turn(who: int, *, timed: bool) -> None:
            into = (opened, acted) if timed else ([], [])
            await _handle(clients, who, name_of(next(cases)), *into)

        busy_s = await _by_all(turn, ACTS)
    late = p99(acted) * MS
    return Figure(
        name=f"act_1m_{kind}",
        value=len(acted) / busy_s,
        unit="acts/s",
        p50=p50(acted) * MS,
        p99=late,
        target=f"p99 < {ACT_MS:.0f} ms",
        ok=late < ACT_MS,
        note=(
            f"{CLIENTS} clerks, each opens a case ({p50(opened) * MS:.1f} ms, p99 {p99(opened) * MS:.1f}), "
            f"writes a note and withdraws it; {len(acted)} acts, {count} applications in the file"
        ),
    )


async def _handle(clients: Clients, who: int, name: str, opened: list[float], acted: list[float]) -> None:
    path = f"/api/v1/applications/{name}"
    reply, took = await clients.get(who, path)
    opened.append(took)
    revision = reply.json["application"]["revision"]
    for act in ({"act": "note", "text": "材料已核对"}, {"act": "withdraw"}):
        reply, took = await clients.post(who, f"{path}/acts", {"act": act, "revision": revision})
        acted.append(took)
        revision = reply.json["application"]["revision"]


# --- looking for some ---------------------------------------------------------------------------------------


async def search_1m(place: Path) -> list[Figure]:
    """Looking for applications, by ten clerks at once."""
    return [await _search(kind, await MILLION.daemon(kind, place)) for kind in KINDS]


def _queries(chance: random.Random) -> dict[str, dict[str, str]]:
    number = chance.randrange(MILLION.count)
    item = f"IT-{1 + chance.randrange(24):03d}"
    return {
        "number": {"number": name_of(number)},
        "beginning": {"number": name_of(number)[:-2]},
        "applicant": {"applicant": person_of(number)},
        "item": {"item": item},
        "state": {"state": "ACCEPTED"},
        "states": {"state": "ARCHIVED,WITHDRAWN"},
        "item, state": {"item": item, "state": "ACCEPTED"},
        "department, states": {"department": "人社局", "state": "ACCEPTED,UNDER_REVIEW,PENDING_DECISION"},
        "owner, state": {"owner": "clerk-1", "state": "ACCEPTED"},
    }


async def _search(kind: str, daemon: Daemon) -> Figure:
    found: dict[str, list[float]] = {}
    async with _clients(daemon) as clients:

        async def turn(who: int, *, timed: bool) -> None:
            for what, query in _queries(clients.chance).items():
                reply, took = await clients.get(who, f"/api/v1/applications?{urlencode(query)}&limit=50")
                if not reply.json["applications"]:
                    message = f"nothing by {what}"
                    raise AssertionError(message)
                if timed:
                    found.setdefault(what, []).append(took)

        await _by_all(turn, SEARCHES)
    worst = max(found, key=lambda what: p99(found[what]))
    every = [took for some in found.values() for took in some]
    late = p99(found[worst]) * MS
    told = ", ".join(f"{what} {p99(some) * MS:.0f}" for what, some in found.items())
    return Figure(
        name=f"search_1m_{kind}",
        value=late,
        unit="ms",
        p50=p50(every) * MS,
        p99=late,
        target=f"p99 < {SEARCH_MS:.0f} ms",
        ok=late < SEARCH_MS,
        note=f"{CLIENTS} clerks at once, pages of 50; p99 by what is looked for, the worst counts: {told} ms",
    )


# --- what there is to do ------------------------------------------------------------------------------------


async def inbox_1m(place: Path) -> list[Figure]:
    """The inbox of people of one department, to whom all open cases belong, ten at once."""
    return [await _inbox(kind, await MILLION.daemon(kind, place)) for kind in KINDS]


async def _inbox(kind: str, daemon: Daemon) -> Figure:
    asked: list[float] = []
    waits: list[int] = []
    async with _clients(daemon) as clients:

        async def turn(who: int, *, timed: bool) -> None:
            reply, took = await clients.get(who, "/api/v1/inbox")
            waits.append(sum(group["count"] for group in reply.json["groups"]))
            if timed:
                asked.append(took)

        await _by_all(turn, INBOXES)
    if not min(waits):
        message = "nothing waits for a clerk"
        raise AssertionError(message)
    late = p99(asked) * MS
    return Figure(
        name=f"inbox_1m_{kind}",
        value=late,
        unit="ms",
        p50=p50(asked) * MS,
        p99=late,
        target=f"p99 < {INBOX_MS:.0f} ms",
        ok=late < INBOX_MS,
        note=(
            f"{CLIENTS} clerks at once, for each {min(waits)} things wait in a file of {MILLION.count} "
            "applications; the target is our own"
        ),
    )


# --- deadlines ----------------------------------------------------------------------------------------------


async def sweep_20k(place: Path) -> list[Figure]:
    """What the night's deadlines take, and how long the loop stands still at most meanwhile."""
    return [await _sweep(kind, await MILLION.daemon(kind, place)) for kind in KINDS]


async def _sweep(kind: str, daemon: Daemon) -> Figure:
    configuration = daemon.configuration
    clock = Clock(datetime.now(configuration.setup.timezone))
    journal = journal_of(configuration, clock)
    await asyncio.to_thread(journal.open)
    hall = hall_of(configuration, journal, clock)
    await hall.start()
    sweep = Sweep(hall)
    before = await sweep.once()
    keep_pauses_short()
    night = clock.time.date() + timedelta(days=1)
    clock.time = datetime.combine(night, time_of_day(), clock.time.tzinfo)
    while (before.next_at or clock.time) > clock.time:
        clock.time += timedelta(days=1)
    gc.collect()
    ticks = Ticks()
    task = asyncio.create_task(ticks.run())
    began = time.perf_counter()
    swept = await sweep.once()
    took_s = time.perf_counter() - began
    task.cancel()
    clock.time += timedelta(days=7)
    began = time.perf_counter()
    outage = await sweep.once()
    outage_s = time.perf_counter() - began
    await hall.stop()
    longest = max(ticks.late_s) * MS
    return Figure(
        name=f"sweep_20k_{kind}",
        value=took_s,
        unit="s",
        p99=longest,
        target=f"< {SWEEP_S:.0f} s, loop < {LONGEST_MS:.0f} ms",
        ok=took_s < SWEEP_S and longest < LONGEST_MS,
        note=(
            f"{swept.done} of {2 * open_of(MILLION.count)} open clocks have something to say on one night; "
            f"p99 is the longest stall of the loop; after a week's outage: {outage.done} in "
            f"{outage_s:.1f} s"
        ),
    )
