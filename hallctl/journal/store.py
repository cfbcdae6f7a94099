"""The one connection that writes. Used by the writer's thread alone, except before the writer starts.

A transaction either becomes durable as a whole or leaves nothing. After a failure the connection is gone, or,
where only the journal knew how it ended, another one; `reopen` brings one back where there is none.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing, nullcontext, suppress
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError

from hallctl.domain.applications import Application
from hallctl.domain.applications.application import forgotten
from hallctl.domain.records import Record
from hallctl.journal import identity, queries, retention, sealing
from hallctl.journal.bulk import Bulk
from hallctl.journal.chain import EVENT_COLUMNS, Chain, Tail
from hallctl.journal.checkpoints import Checkpoints
from hallctl.journal.database import Database
from hallctl.journal.errors import (
    DatabaseInUse,
    DatabaseUnwritable,
    JournalError,
    OutcomeUnknown,
)
from hallctl.journal.hashing import DIGESTS, Suite, genesis
from hallctl.journal.lock import take_advisory_lock
from hallctl.journal.migrate import copies_of, migrate
from hallctl.journal.moments import micros
from hallctl.journal.personal import Vault
from hallctl.journal.projections import WHOLE, Changes
from hallctl.journal.rows import Batch
from hallctl.journal.tables import APPLICATIONS, CURSORS, EVENTS, KEYS

SETTLE_S: Final = 10.0
"""How long a broken COMMIT may stay unknown: the server needs a moment to notice that its client has gone."""
_RETRY_S: Final = 0.1
_PROBE_BYTES: Final = 64 * 1024
_KEY_COLUMNS: Final = ("scope", "body", "first_seq", "last_seq", "at")
_PRUNED_AT_ONCE: Final = 500
_ONE_BY_ONE: Final = nullcontext()


class Store:
    """Writes piles of batches through one connection and remembers where the chain ends."""

    def __init__(
        self,
        database: Database,
        *,
        suite: Suite,
        hall: str,
        vault: Vault,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._database = database
        self._suite: Suite = suite
        self._hall = hall
        self._vault = vault
        self._wait = wait
        self._digest = DIGESTS[suite]
        self._bulk = Bulk(database.dialect)
        self._checkpoints = Checkpoints(database)
        self._forgotten_before: datetime | None = None
        self._connection: Connection | None = None
        self._cursor: Any = None
        self._begin = "BEGIN IMMEDIATE" if database.sqlite else "BEGIN"
        self._faults: tuple[type[Exception], ...] = (
            SQLAlchemyError,
            database.dialect.loaded_dbapi.Error,
            OSError,
        )
        self.tail = Tail(0, genesis(self._digest, hall), "")

    # --- the connection -------------------------------------------------------------------------------------

    def open(self) -> None:
        """Connect, migrate, check that this is the right database. Raises errors of `JournalError`."""
        self._connect(migrating=True)
        try:
            connection = self._open_connection()
            identity.claim(connection, self._hall, self._suite, self._vault)
            identity.require(connection, self._hall, self._suite, self._vault)
        except BaseException:
            self.close()
            raise

    def reopen(self) -> None:
        """A new connection if there is none, and the tail read anew. Raises `JournalError`."""
        if self._connection is None:
            self._connect(migrating=False)

    def close(self) -> None:
        """Give up the connection and, on PostgreSQL, the lock."""
        connection, self._connection, self._cursor = self._connection, None, None
        self._checkpoints.wait()
        if connection is not None:
            with suppress(*self._faults):  # a broken connection has nothing left to give back
                connection.invalidate()
                connection.close()

    def check(self) -> None:
        """Is the connection, and with it the advisory lock, still there? Raises `DatabaseUnwritable`."""
        try:
            self._cursor.execute("SELECT 1")
            self._cursor.fetchone()
        except self._faults as error:
            self.close()
            raise DatabaseUnwritable(str(error)) from error

    def probe(self) -> None:
        """Write something real and take it back. Raises `JournalError`."""
        self.reopen()
        self._alone(lambda connection: queries.set_fact(connection, "probe", bytes(_PROBE_BYTES)))
        self._alone(lambda connection: queries.set_fact(connection, "probe", b""))

    # --- writing --------------------------------------------------------------------------------------------

    def write(self, batches: Sequence[Batch], cursors: dict[str, int]) -> int:
        """Make the batches durable in one transaction; returns the last seq. Raises `JournalError`."""
        if self._connection is None:
            raise DatabaseUnwritable("there is no connection")
        chain = Chain(self.tail, self._digest)
        records = [record for batch in batches for record in batch.records]
        rows = chain.rows(records)
        self._transact(lambda: self._insert(batches, records, rows, cursors), chain.tail, self._together())
        self.tail = chain.tail
        return chain.tail.seq

    def erase(self, subject: str) -> bool:
        """Forget a subject for good: also from free pages and the log of SQLite."""
        erased = self._alone(lambda connection: sealing.erase(connection, subject))
        self._leave_nothing((subject,))
        return bool(erased)

    def forget(self, limits: retention.Limits) -> retention.Forgotten:
        """Forget a part of what is older than `limits`, for good; again until nothing was."""
        done: list[retention.Forgotten] = []
        subject_of = self._vault.subject_of
        self._forgotten_before = limits.cases or self._forgotten_before
        self._alone(lambda connection: done.append(retention.forget(connection, limits, subject_of)))
        (forgotten,) = done
        if forgotten.subjects:
            self._leave_nothing(forgotten.subjects)
        return forgotten

    def _leave_nothing(self, subjects: Sequence[str]) -> None:
        """Of erased subjects, on free pages, in the log and in copies."""
        if self._database.sqlite:
            self._checkpoints.wait()
            self._execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._erase_in_copies(subjects)
        else:
            self._execute("VACUUM subject_keys")
            self._execute("VACUUM sealed")
            self._execute("VACUUM cases")

    def _erase_in_copies(self, subjects: Sequence[str]) -> None:
        rows = [(subject,) for subject in subjects]
        for copy in copies_of(self._database.path):
            try:
                with closing(sqlite3.connect(copy)) as connection, connection:
                    connection.execute("PRAGMA secure_delete=ON")
                    connection.executemany("DELETE FROM subject_keys WHERE subject = ?", rows)
            except sqlite3.Error as error:
                raise JournalError(f"{copy} still holds the key: {error}") from error

    def prune_keys(self, before: int) -> None:
        """Drop some idempotency keys older than `before` (microseconds)."""
        oldest = select(KEYS.c.id, KEYS.c.at).order_by(KEYS.c.id).limit(_PRUNED_AT_ONCE).subquery()
        old = select(oldest.c.id).where(oldest.c.at < before)
        self._alone(lambda connection: connection.execute(KEYS.delete().where(KEYS.c.id.in_(old))))

    def checkpoint(self) -> None:
        """Move the log of SQLite into the file, as far as readers allow, without waiting for them."""
        if self._database.sqlite:
            self._execute("PRAGMA wal_checkpoint(PASSIVE)")

    def checkpoint_beside(self) -> None:
        """The same while writing goes on."""
        if self._database.sqlite:
            self._checkpoints.begin()

    def _insert(
        self,
        batches: Sequence[Batch],
        records: list[Record],
        rows: list[tuple[object, ...]],
        cursors: dict[str, int],
    ) -> None:
        cursor, bulk = self._cursor, self._bulk
        # What is asked for comes first: an answer waits for all that was sent before.
        sealed = [item for batch in batches for item in batch.sealed]
        subject_keys = sealing.keys_of(cursor, bulk, self._vault, sealed)
        changes = Changes()
        for record in records:
            changes.take(record)
        for batch in batches:
            for application in batch.cases:
                changes.case(self._known(application), batch.records[-1].seq)
        bulk.insert(cursor, EVENTS, EVENT_COLUMNS, rows)
        for table, columns, new in changes.inserts():
            bulk.insert(cursor, table, columns, new)
        for table, columns, changed in changes.updates():
            bulk.update(cursor, table, columns, changed)
        for table, columns, put in changes.puts():
            bulk.put(cursor, table, WHOLE[table], columns, put)
        for table, gone in changes.drops():
            bulk.drop(cursor, table, WHOLE[table], gone)
        keys = [
            (key.scope, key.body, key.first_seq, key.last_seq, micros(key.at))
            for each in batches
            for key in each.keys
        ]
        bulk.insert(cursor, KEYS, _KEY_COLUMNS, keys)
        sealing.write_sealed(cursor, bulk, self._vault, sealed, subject_keys)
        bulk.put(cursor, CURSORS, ("subscriber",), ("subscriber", "seq"), list(cursors.items()))

    def _known(self, application: Application) -> Application:
        """As it may be written: an act that was under way while its case was forgotten brings nobody back."""
        began, limit = application.submitted_at, self._forgotten_before
        if application.applicant is None or limit is None or began is None or began >= limit:
            return application
        named = ("id", "applicant", "person")
        rows = self._bulk.find(self._cursor, APPLICATIONS, named, [application.id])
        return forgotten(application) if [row[1:] for row in rows] == [(None, None)] else application

    # --- transactions ---------------------------------------------------------------------------------------

    def _together(self) -> AbstractContextManager[object]:
        """PostgreSQL takes statements without an answer to each; the first that failed is told at the end."""
        if self._database.sqlite:
            return _ONE_BY_ONE
        pipeline: AbstractContextManager[object] = self._cursor.connection.pipeline()
        return pipeline

    def _transact(
        self,
        act: Callable[[], object],
        after: Tail,
        together: AbstractContextManager[object] = _ONE_BY_ONE,
    ) -> object:
        """Run `act` between BEGIN and COMMIT. Anything that fails before COMMIT leaves nothing behind."""
        result: object = None
        committing = False
        try:
            with together:
                self._cursor.execute(self._begin)
                result = act()
                committing = True
                self._cursor.execute("COMMIT")
        except BaseException as error:
            self._abandon()
            if not isinstance(error, self._faults):
                raise
            if not committing:
                raise DatabaseUnwritable(str(error)) from error
            self._settle(error, after)
        return result

    def _alone(self, act: Callable[[Connection], object]) -> object:
        """A transaction that adds no records."""
        return self._transact(lambda: act(self._open_connection()), self.tail)

    def _settle(self, error: Exception, after: Tail) -> None:
        """After a broken COMMIT only the journal knows; with the lock in hand the old session is over."""
        deadline = time.monotonic() + SETTLE_S
        while True:
            try:
                self._connect(migrating=False)
                break
            except (DatabaseInUse, DatabaseUnwritable) as still:
                if time.monotonic() >= deadline:
                    raise OutcomeUnknown(f"{error}; since then {still}") from error
                self._wait(_RETRY_S)
        if (self.tail.seq, self.tail.hash) != (after.seq, after.hash):
            raise DatabaseUnwritable(str(error)) from error

    def _abandon(self) -> None:
        with suppress(*self._faults):  # closing the connection rolls back as well
            self._cursor.execute("ROLLBACK")
        self.close()

    def _execute(self, statement: str) -> None:
        try:
            self._cursor.execute(statement)
            self._cursor.fetchone() if statement.startswith("PRAGMA") else None
        except self._faults as error:
            self.close()
            raise DatabaseUnwritable(str(error)) from error

    def _open_connection(self) -> Connection:
        if self._connection is None:
            raise DatabaseUnwritable("there is no connection")
        return self._connection

    # --- opening --------------------------------------------------------------------------------------------

    def _connect(self, *, migrating: bool) -> None:
        try:
            connection = self._database.connect_writer()
        except self._faults as error:
            raise DatabaseUnwritable(str(error)) from error
        try:
            if not self._database.sqlite:
                take_advisory_lock(connection)
            if migrating:
                migrate(self._database, connection)
            driver = connection.connection.driver_connection
            self.tail = self._read_tail(connection)
        except self._faults as error:
            connection.close()
            raise DatabaseUnwritable(str(error)) from error
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        self._cursor = driver.cursor()  # type: ignore[union-attr]

    def _read_tail(self, connection: Connection) -> Tail:
        last = select(EVENTS.c.seq, EVENTS.c.hash, EVENTS.c.day).order_by(EVENTS.c.seq.desc()).limit(1)
        row = connection.execute(last).first()
        return (
            Tail(0, genesis(self._digest, self._hall), "")
            if row is None
            else Tail(row.seq, row.hash, row.day)
        )
