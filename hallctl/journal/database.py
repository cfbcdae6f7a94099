"""Connections: how each of the two databases is opened, for the one writer and for the many readers.

Every connection is in autocommit: the writer says BEGIN and COMMIT itself, a reader's statement is a
transaction of its own, so that no reader stands in the way of a checkpoint.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from hallctl.journal.errors import JournalError

BUSY_S: Final = 5.0
READERS: Final = 4
TRUSTED_S: Final = 1.0
"""So long a connection to PostgreSQL that has just worked is taken for sound."""
WAL_PAGES: Final = 32000

_WRITER_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    # The writer checkpoints when it is idle, in a rush somebody does beside it, and seldom SQLite, of which
    # everybody feels the pause: only then the log begins anew. It keeps its size after that: writing over old
    # frames takes a third of the time of making the file longer.
    f"PRAGMA wal_autocheckpoint={WAL_PAGES}",
    "PRAGMA recursive_triggers=ON",  # INSERT OR REPLACE counts as a DELETE
    "PRAGMA secure_delete=ON",  # an erased key leaves no bytes behind
    "PRAGMA cache_size=-32000",
)
_READERS: Final[dict[str, Any]] = {"pool_size": READERS, "pool_use_lifo": True}
"""The connection that was used last knows the statements and has their pages at hand."""
_READER_PRAGMAS: Final = ("PRAGMA query_only=ON", "PRAGMA cache_size=-8000")


class Database:
    """One database URL and the engines on it."""

    def __init__(self, url: str, application: str) -> None:
        self.url: URL = make_url(url)
        self.sqlite = self.url.get_backend_name() == "sqlite"
        self.path = self._path()
        self._application = application
        self._writing = self._engine(writes=True)
        self._reading = self._engine(writes=False)
        self.dialect = self._writing.dialect

    def connect_writer(self) -> Connection:
        """A new connection that may write; its caller closes it."""
        return self._writing.connect()

    def connect_reader(self) -> Connection:
        """A pooled connection that cannot write."""
        return self._reading.connect()

    def close(self) -> None:
        """Close the readers' connections."""
        self._reading.dispose()
        self._writing.dispose()

    def wal_bytes(self) -> int:
        """Size of the write-ahead log of SQLite; 0 on PostgreSQL, whose server looks after its own."""
        if self.path is None:
            return 0
        try:
            return os.stat(f"{self.path}-wal").st_size  # noqa: PTH116 - a suffix of the name, not of a path
        except FileNotFoundError:
            return 0

    def _path(self) -> Path | None:
        if not self.sqlite:
            return None
        if not self.url.database or self.url.database == ":memory:":
            raise JournalError("a journal in memory is no journal: name a file, sqlite:///var/hall.db")
        return Path(self.url.database).absolute()

    def _engine(self, *, writes: bool) -> Engine:
        if self.sqlite:
            return self._sqlite_engine(_WRITER_PRAGMAS if writes else _READER_PRAGMAS, writes=writes)
        arguments: dict[str, str | int] = {
            "application_name": f"{self._application} pid {os.getpid()}",
            "connect_timeout": 5,
            # A dead server is noticed within seconds, also while a COMMIT is on its way.
            "keepalives_idle": 5,
            "keepalives_interval": 2,
            "keepalives_count": 3,
            "tcp_user_timeout": 10_000,
        }
        # A commit that is reported is on the server's disk, whatever the server's default says.
        writer = "-c synchronous_commit=on -c lock_timeout=5s"
        arguments["options"] = writer if writes else "-c default_transaction_read_only=on"
        pool = {"poolclass": NullPool} if writes else _READERS
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT", connect_args=arguments, **pool)
        if not writes:
            _look_after(engine)
        return engine

    def _sqlite_engine(self, pragmas: tuple[str, ...], *, writes: bool) -> Engine:
        arguments = {"check_same_thread": False, "timeout": BUSY_S, "cached_statements": 512}
        pool = {"poolclass": NullPool} if writes else _READERS
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT", connect_args=arguments, **pool)

        @event.listens_for(engine, "connect")
        def _set(connection: object, _record: object) -> None:
            cursor = connection.cursor()  # type: ignore[attr-defined]
            for pragma in pragmas:
                cursor.execute(pragma)
            cursor.close()

        return engine


def _look_after(engine: Engine) -> None:
    """A reader's connection that has lain idle is tried before it is used: the server may have gone."""

    @event.listens_for(engine, "checkin")
    def _note(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["idle_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def _try(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:
        idle_since = record.info.get("idle_since")
        if idle_since is None or time.monotonic() - idle_since < TRUSTED_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError(str(error)) from error
