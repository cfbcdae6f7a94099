"""One daemon per database: a lock file beside a SQLite file, an advisory lock on a PostgreSQL connection."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text

from hallctl.journal.errors import DatabaseInUse

ADVISORY_KEY: Final = 0x68616C6C63746C  # "hallctl" in ASCII; locks of PostgreSQL are per database
_HOLDER: Final = text(
    "SELECT activity.application_name, activity.pid FROM pg_locks AS held JOIN pg_stat_activity AS activity "
    "USING (pid) WHERE held.locktype = 'advisory' AND held.granted "
    "AND ((held.classid::bigint << 32) | held.objid::bigint) = :key",
)


class FileLock:
    """`<database>.lock`, held by flock as long as the process lives; the file itself stays."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.lock")
        self._file: int | None = None

    def acquire(self) -> None:
        """Raises `DatabaseInUse` with the holder's process id."""
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(file, 32).decode(errors="replace").strip() or "unknown"
            os.close(file)
            raise DatabaseInUse(f"process {holder} holds {self._path}") from None
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        self._file = file

    def release(self) -> None:
        """Let another daemon have it."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def take_advisory_lock(connection: Connection) -> None:
    """Held until this connection ends. Raises `DatabaseInUse` and names the holder."""
    if connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": ADVISORY_KEY}):
        return
    holder = connection.execute(_HOLDER, {"key": ADVISORY_KEY}).first()
    name = f"{holder.application_name}, server process {holder.pid}" if holder else "somebody who just left"
    raise DatabaseInUse(f"{name} holds this database")
