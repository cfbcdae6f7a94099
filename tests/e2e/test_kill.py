"""The daemon may be killed at any moment: what was acknowledged has happened, once, and is still there."""

from __future__ import annotations

import asyncio
import os
import random
import resource
import time
from collections.abc import Callable
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest
from busy_hall import BusyHall
from daemon import Answer, Daemon, bearer
from persistent_clients import (
    Clients,
    assert_no_number_twice,
    assert_nothing_lost,
    assert_one_window_each,
)

KILLS = int(os.environ.get("HALLCTL_KILLS", "20"))
SIXTEEN_WINDOWS = BusyHall(zones=2, windows=8, items=3)
STOPS_WITHIN_S = 5.0
RESUMES_WITHIN_S = 15.0
ROOM = 6_000
"""Bytes that the log may still grow by: the disk becomes full in the middle of a batch."""
STAYS_FULL = 40_000
"""Less than every file has already."""

MakeDaemon = Callable[..., Daemon]

pytestmark = pytest.mark.timeout(120 + 30 * KILLS)


def assert_journal_is_right(daemon: Daemon, clients: Clients) -> None:
    journal = daemon.journal()
    assert_nothing_lost(clients.acknowledged, journal)
    assert_no_number_twice(journal)
    assert_one_window_each(journal)
    verified = daemon.command("verify")
    assert verified.returncode == 0, verified.stderr
    assert "chain whole, restart equals replay" in verified.stdout


async def test_nothing_acknowledged_is_lost_when_the_daemon_is_killed(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon(SIXTEEN_WINDOWS.toml())
    clients = Clients(daemon, SIXTEEN_WINDOWS)
    chance = random.Random(7)
    daemon.start()
    async with clients.working():
        for _ in range(KILLS):
            await clients.until(len(clients.acknowledged) + chance.randint(20, 120))
            await asyncio.to_thread(daemon.kill)
            await asyncio.to_thread(daemon.start)
        await clients.until(len(clients.acknowledged) + 100)
    assert clients.retried

    # What was acknowledged can be seen through the API as it ended.
    ended = [done for done in clients.acknowledged if done.action == "complete"]
    headers = bearer(daemon.token("integrator", "board"))
    for done in chance.sample(ended, 20):
        seen = (await asyncio.to_thread(daemon.get, f"/api/v1/tickets/{done.ticket}", headers)).json
        assert (seen["ticket"]["number"], seen["ticket"]["state"]) == (done.number, "COMPLETED")

    # A key that is sent again, also one from before the kills, acts once: the same ticket, no new event.
    before = daemon.journal()
    taken = [done for done in clients.acknowledged if done.action in {"take", "next"}]
    for done in [taken[0], taken[-1], *chance.sample(taken, 20)]:
        reply = await clients.again(done)
        assert reply.status in {200, 201}, reply.content
        assert reply.json["ticket"]["id"] == done.ticket
    assert len(daemon.journal()) == len(before)

    await asyncio.to_thread(daemon.stop)
    assert_journal_is_right(daemon, clients)


async def test_a_polite_stop_under_load_is_quick_and_loses_nothing(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon(SIXTEEN_WINDOWS.toml())
    clients = Clients(daemon, SIXTEEN_WINDOWS)
    daemon.start()
    async with clients.working():
        for _ in range(2):
            await clients.until(len(clients.acknowledged) + 200)
            assert await asyncio.to_thread(daemon.stop) < STOPS_WITHIN_S
            await asyncio.to_thread(daemon.start)
        await clients.until(len(clients.acknowledged) + 100)
    await asyncio.to_thread(daemon.stop)
    assert_journal_is_right(daemon, clients)


def test_a_stop_right_after_the_start_is_quick(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon()
    for _ in range(3):
        assert daemon.start().stop() < STOPS_WITHIN_S


def test_a_second_daemon_on_the_same_database_is_refused(make_daemon: MakeDaemon) -> None:
    first = make_daemon()
    second = Daemon(first.file, sets=first.sets)
    with first:
        refused = second.command("run")
        assert refused.returncode == 1
        assert "hallctl: " in refused.stderr
        assert f"process {first.pid} holds" in refused.stderr
        assert first.get("/readyz").status == 200
    with second:
        assert second.get("/readyz").status == 200


async def test_a_full_disk_pauses_intake_says_so_and_resumes(make_daemon: MakeDaemon) -> None:
    daemon = make_daemon(SIXTEEN_WINDOWS.toml())
    clients = Clients(daemon, SIXTEEN_WINDOWS)
    watcher = bearer(daemon.token("integrator", "board"))
    daemon.start()
    with closing(HTTPConnection("127.0.0.1", daemon.port, timeout=RESUMES_WITHIN_S)) as connection:
        connection.request("GET", "/api/v1/feed?topics=hall", headers=watcher)
        await _fill_the_disk_and_make_room(daemon, clients, connection.getresponse())
    assert clients.paused
    await asyncio.to_thread(daemon.stop)
    assert_journal_is_right(daemon, clients)


# --- a full disk --------------------


async def _fill_the_disk_and_make_room(daemon: Daemon, clients: Clients, feed: HTTPResponse) -> None:
    async with clients.working():
        await clients.until(200)
        _limit_files(daemon, _log_bytes(daemon) + ROOM)
        await asyncio.to_thread(_hear_intake, feed, "paused")
        # SQLite has begun its log anew meanwhile; on a disk that stays full there is no room for that either.
        _limit_files(daemon, STAYS_FULL)
        await _until_readiness(daemon, 503)
        assert (await asyncio.to_thread(daemon.get, "/healthz")).status == 200
        refused = await _refused_for_the_disk(daemon, clients.at("1"))
        assert int(refused.headers["Retry-After"]) > 0
        _limit_files(daemon, resource.RLIM_INFINITY)
        await asyncio.to_thread(_hear_intake, feed, "running")
        await _until_readiness(daemon, 200)
        await clients.until(len(clients.acknowledged) + 200)


async def _refused_for_the_disk(daemon: Daemon, headers: dict[str, str]) -> Answer:
    """What a press gets. SQLite may find room at the front of its log for a moment, and lose it again."""
    deadline = time.monotonic() + RESUMES_WITHIN_S
    while True:
        answer = await asyncio.to_thread(daemon.post, "windows/1/pause", {"reason": "x"}, headers)
        if (answer.status, answer.json.get("code")) == (503, "INTAKE_PAUSED"):
            return answer
        assert time.monotonic() < deadline, answer.json
        await asyncio.sleep(0.02)


def _limit_files(daemon: Daemon, size: int) -> None:
    """No file of the daemon may grow beyond `size`: writing fails in the kernel, as on a full disk."""
    resource.prlimit(daemon.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def _log_bytes(daemon: Daemon) -> int:
    log = daemon.database.with_name(f"{daemon.database.name}-wal")
    return max(log.stat().st_size, daemon.database.stat().st_size)


def _hear_intake(feed: HTTPResponse, state: str) -> None:
    """Read the live feed until an `intake` frame says so."""
    deadline = time.monotonic() + RESUMES_WITHIN_S
    heard = False
    while time.monotonic() < deadline:
        line = feed.readline().decode()
        if heard and line.startswith("data:") and f'"{state}"' in line:
            return
        heard = line.startswith("event: intake") or (heard and not line.startswith("data:"))
    raise AssertionError(f"the feed did not say that intake is {state}")


async def _until_readiness(daemon: Daemon, status: int) -> None:
    deadline = time.monotonic() + RESUMES_WITHIN_S
    while (await asyncio.to_thread(daemon.get, "/readyz")).status != status:
        assert time.monotonic() < deadline, daemon.log
        await asyncio.sleep(0.05)


@pytest.mark.needs("postgres")
async def test_on_postgresql_nothing_acknowledged_is_lost_either(
    make_daemon: MakeDaemon, postgres_url: str, tmp_path: Path
) -> None:
    key = f"personal.master_key_file={tmp_path / 'master.key'}"
    daemon = make_daemon(SIXTEEN_WINDOWS.toml(), sets=(f"database.url={postgres_url}", key))
    clients = Clients(daemon, SIXTEEN_WINDOWS)
    daemon.start()
    with daemon.spawn() as second:
        assert await asyncio.to_thread(second.wait, 20) == 1  # one daemon for a database
    async with clients.working():
        for _ in range(3):
            await clients.until(len(clients.acknowledged) + 60)
            await asyncio.to_thread(daemon.kill)
            await asyncio.to_thread(daemon.start)
        await clients.until(len(clients.acknowledged) + 60)
    await asyncio.to_thread(daemon.stop)
    assert_journal_is_right(daemon, clients)
