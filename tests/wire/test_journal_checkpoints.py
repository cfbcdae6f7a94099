"""In a rush the log of SQLite is moved into the file beside the commits, and nothing is lost by it."""

import threading
from pathlib import Path

import pytest
from journal_samples import Heard, issued, journal_at
from polling import until

from hallctl.journal import writer
from hallctl.journal.rows import Batch
from hallctl.journal.verify import verify

COMMITS = 40


@pytest.fixture(autouse=True)
def _no_quiet_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "QUIET_S", 3600.0)
    monkeypatch.setattr(writer, "IDLE_S", 3600.0)
    monkeypatch.setattr(writer, "RUSH_COMMITS", 4)


async def test_the_log_is_moved_into_the_file_while_commits_follow_each_other(tmp_path: Path) -> None:
    file = tmp_path / "hall.db"
    journal, heard = journal_at(f"sqlite:///{file}"), Heard()
    journal.open()
    heard.start(journal)
    try:
        before = file.read_bytes()
        for seq in range(1, COMMITS + 1):
            journal.submit(Batch((issued(seq),)))
            await heard.durable(seq)
        await until(lambda: file.read_bytes() != before)
        assert heard.failed == []
        assert len(journal.records(0)) == COMMITS
        assert verify(journal).whole
    finally:
        journal.close()


async def test_nothing_is_under_way_any_more_when_the_journal_is_closed(tmp_path: Path) -> None:
    journal, heard = journal_at(f"sqlite:///{tmp_path / 'hall.db'}"), Heard()
    journal.open()
    heard.start(journal)
    for seq in range(1, COMMITS + 1):
        journal.submit(Batch((issued(seq),)))
    await heard.durable(COMMITS)
    journal.close()
    await until(lambda: "checkpoint" not in [thread.name for thread in threading.enumerate()])


async def test_a_machine_without_room_for_another_thread_goes_on_writing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, heard = journal_at(f"sqlite:///{tmp_path / 'hall.db'}"), Heard()
    journal.open()
    heard.start(journal)

    def refused(_thread: threading.Thread) -> None:
        message = "can't start new thread"
        raise RuntimeError(message)

    with monkeypatch.context() as patched:
        patched.setattr("hallctl.journal.checkpoints.threading.Thread.start", refused)
        for seq in range(1, COMMITS + 1):
            journal.submit(Batch((issued(seq),)))
            await heard.durable(seq)
    assert heard.failed == []
    journal.close()
