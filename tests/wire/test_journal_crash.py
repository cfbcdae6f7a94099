"""SIGKILL at any instant loses nothing that was acknowledged, and leaves no half of anything."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from journal_samples import journal_at

from hallctl.journal.errors import DatabaseInUse
from hallctl.journal.journal import Journal
from hallctl.journal.verify import verify

PLUGINS = Path(__file__).parents[1] / "plugins"
WRITER = """
import asyncio, sys
from hallctl.journal.rows import Batch
from journal_samples import Heard, called, issued, journal_at

async def main(url):
    journal, heard = journal_at(url), Heard()
    journal.open()
    acknowledge = heard.on_committed
    def on_committed(last):
        acknowledge(last)
        print(last, flush=True)
    journal.start(asyncio.get_running_loop(), on_committed, heard.on_failed)
    seq = journal.durable_seq()
    while True:
        for _ in range(10):
            journal.submit(Batch((issued(seq + 1, f"t{seq + 1}"), called(seq + 2, f"t{seq + 1}"))))
            seq += 2
        await heard.durable(seq)

asyncio.run(main(sys.argv[1]))
"""


def write_until_killed(url: str, seconds: float) -> int:
    """Kill a writing process without warning; returns the last seq that it acknowledged."""
    environment = os.environ | {"PYTHONPATH": str(PLUGINS)}
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, env=environment, text=True
    ) as writer:
        assert writer.stdout is not None
        acknowledged = int(writer.stdout.readline())
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            acknowledged = int(writer.stdout.readline())
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.read().split("\n")[:-1]
    return int(rest[-1]) if rest else acknowledged


@pytest.mark.parametrize("seconds", [0.0, 0.11, 0.29])
def test_a_killed_writer_loses_nothing_that_was_acknowledged(database_url: str, seconds: float) -> None:
    for _ in range(2):
        acknowledged = write_until_killed(database_url, seconds)
        journal = journal_at(database_url)
        _open_when_the_server_has_noticed(journal)
        try:
            durable = journal.durable_seq()
            assert durable >= acknowledged > 0
            assert durable % 2 == 0
            assert verify(journal).whole
            ticket = journal.ticket(f"t{durable - 1}")
            assert ticket is not None
            assert (ticket.state, ticket.seq) == ("CALLED", durable)
        finally:
            journal.close()


def _open_when_the_server_has_noticed(journal: Journal) -> None:
    """PostgreSQL ends the session of a killed client, and frees its lock, a moment later."""
    deadline = time.monotonic() + 10
    while True:
        try:
            journal.open()
        except DatabaseInUse:
            assert time.monotonic() < deadline
            time.sleep(0.02)
        else:
            return
