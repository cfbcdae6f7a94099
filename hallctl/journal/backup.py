"""A copy of a SQLite database while its daemon runs. PostgreSQL has `pg_dump`.

The subjects' keys never lie in the copy. They go to a file of their own, to be kept in its newest form only:
so a subject that is erased today cannot be read from the copies of last year.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from hallctl.journal.errors import JournalError

_KEYS: Final = (
    "CREATE TABLE IF NOT EXISTS subject_keys (subject TEXT NOT NULL PRIMARY KEY, wrapped BLOB NOT NULL)"
)


def backup(database: Path, target: Path, keys: Path) -> None:
    """Copy `database` to `target` and its subjects' keys to `keys`; both are replaced only when complete."""
    if not database.exists():
        raise JournalError(f"there is no database {database}")
    copied, kept = (path.with_name(f"{path.name}.part") for path in (target, keys))
    for unfinished in (copied, kept):
        unfinished.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copied)) as copy:
            source.backup(copy)
            _move_keys(copy, kept)
            _settle(copy)
    except sqlite3.Error as error:
        raise JournalError(f"{database} cannot be copied: {error}") from error
    kept.chmod(0o600)
    copied.rename(target)
    kept.rename(keys)


def restore_keys(database: Path, keys: Path) -> int:
    """Give a restored copy, before its daemon starts, the keys that still exist; returns how many."""
    with closing(sqlite3.connect(keys)) as source:
        rows = source.execute("SELECT subject, wrapped FROM subject_keys").fetchall()
    with closing(sqlite3.connect(database)) as target, target:
        target.executemany("INSERT OR REPLACE INTO subject_keys VALUES (?, ?)", rows)
    return len(rows)


def _move_keys(copy: sqlite3.Connection, keys: Path) -> None:
    rows = copy.execute("SELECT subject, wrapped FROM subject_keys").fetchall()
    with closing(sqlite3.connect(keys)) as target, target:
        target.execute(_KEYS)
        target.executemany("INSERT INTO subject_keys VALUES (?, ?)", rows)
    with copy:
        copy.execute("DELETE FROM subject_keys")


def _settle(copy: sqlite3.Connection) -> None:
    """One file without a log, without deleted pages, and sound."""
    copy.execute("PRAGMA journal_mode=DELETE").fetchone()
    copy.execute("VACUUM")
    (found,) = copy.execute("PRAGMA quick_check").fetchone()
    if found != "ok":
        raise JournalError(f"the copy is damaged: {found}")
