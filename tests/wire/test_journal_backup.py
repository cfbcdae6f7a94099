"""A copy made beside a running daemon is whole, opens again, and holds no key."""

import asyncio
from pathlib import Path

import pytest
from journal_samples import Heard, batches, issued, journal_at

from hallctl.journal.backup import backup, restore_keys
from hallctl.journal.errors import JournalError
from hallctl.journal.rows import Batch, Sealed
from hallctl.journal.verify import verify


def unfinished(folder: Path) -> list[Path]:
    return list(folder.glob("*.part"))


async def test_a_backup_is_whole_and_cannot_be_read_without_the_keys(tmp_path: Path) -> None:
    database, target, keys = (tmp_path / name for name in ("hall.db", "copy.db", "hall.keys"))
    journal, heard = journal_at(f"sqlite:///{database}"), Heard()
    journal.open()
    heard.start(journal)
    sealed = [Sealed(f"p{n}", f"s_{n}", "text", b"somebody") for n in (1, 2)]
    journal.submit(Batch((issued(1),), sealed=tuple(sealed)))
    await heard.durable(1)
    with journal._database.connect_reader() as connection:
        wrapped = connection.exec_driver_sql("SELECT wrapped FROM subject_keys").scalars().all()

    await asyncio.to_thread(backup, database, target, keys)
    for batch in batches(2, 20):
        journal.submit(batch)
    await heard.durable(21)
    assert all(key not in target.read_bytes() for key in wrapped)
    assert keys.stat().st_mode & 0o077 == 0

    await asyncio.to_thread(journal.erase, "s_1")
    await asyncio.to_thread(backup, database, tmp_path / "newer.db", keys)
    await asyncio.to_thread(journal.close)
    assert not unfinished(tmp_path)

    copy = journal_at(f"sqlite:///{target}")
    copy.open()
    assert verify(copy).count == 1
    assert verify(copy).whole
    assert copy.unseal("p2") is None
    copy.close()
    assert restore_keys(target, keys) == 1
    copy.open()
    assert copy.unseal("p1") is None
    assert copy.unseal("p2") == sealed[1]
    copy.close()


def test_there_is_nothing_to_copy(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="no database"):
        backup(tmp_path / "hall.db", tmp_path / "copy.db", tmp_path / "keys")
    assert list(tmp_path.iterdir()) == []
