"""The journal (业务日志) as the hall sees it: submit batches, hear when they are durable, read what is.

Nothing in it is ever changed or deleted. One daemon holds it at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, tzinfo

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from hallctl.domain import records
from hallctl.domain.applications.application import Application, decode_application
from hallctl.domain.records import Record
from hallctl.journal import case_proof, identity, queries, sealing
from hallctl.journal.case_reading import CaseReading
from hallctl.journal.clip_reading import ClipReading
from hallctl.journal.database import Database
from hallctl.journal.desk_reading import DeskReading
from hallctl.journal.errors import JournalError
from hallctl.journal.hashing import Suite
from hallctl.journal.indicator_reading import IndicatorReading
from hallctl.journal.lock import FileLock
from hallctl.journal.migrate import require_newest
from hallctl.journal.moments import micros, moment_of
from hallctl.journal.paper_reading import PaperReading
from hallctl.journal.personal import Vault
from hallctl.journal.result_reading import ResultReading
from hallctl.journal.retention import Forgotten, Limits
from hallctl.journal.rows import (
    ApplicationRow,
    AppointmentRow,
    Batch,
    ConsultationRow,
    DocumentRow,
    KeyRow,
    MaterialRow,
    MessageRow,
    NoticeRow,
    RatingRow,
    Sealed,
    SealUseRow,
    Stats,
    StoredRow,
    TicketRow,
)
from hallctl.journal.store import Store
from hallctl.journal.writer import Listener, Writer


class Journal:
    """One database. Reads are blocking and thread-safe; call them in threads."""

    def __init__(
        self, url: str, *, suite: Suite, clock: Callable[[], datetime], hall: str = "", master_key: bytes
    ) -> None:
        records.learn()
        self.suite: Suite = suite
        self.hall = hall
        self.vault = Vault(suite, master_key)
        self._clock = clock
        self._database = Database(url, f"hallctl {hall}".strip())
        self._store = Store(self._database, suite=suite, hall=hall, vault=self.vault)
        self._writer = Writer(self._database, self._store, clock)
        self._lock = None if self._database.path is None else FileLock(self._database.path)
        self.clips = ClipReading(self._reader, self._zone)
        self.casework = CaseReading(self._reader)
        self.results = ResultReading(self._reader, self._zone)
        self.indicators = IndicatorReading(self._reader)
        self.papers = PaperReading(self._reader, self._zone)
        self.desks = DeskReading(self._reader, self._zone)

    # --- life -----------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Lock, copy an older SQLite file, migrate, connect. Blocking. Raises errors of `JournalError`."""
        if self._database.path is not None:
            self._database.path.parent.mkdir(parents=True, exist_ok=True)
        if self._lock is not None:
            self._lock.acquire()
        try:
            self._store.open()
        except BaseException:
            self.close()
            raise

    def look(self) -> None:
        """For reading only, beside a running daemon or without one: no lock, no migration."""
        if self._database.path is not None and not self._database.path.exists():
            raise JournalError(f"there is no database {self._database.path}")
        with self._reader() as connection:
            require_newest(connection)
            identity.require(connection, self.hall, self.suite, self.vault)

    def start(
        self,
        loop: asyncio.AbstractEventLoop,
        on_committed: Callable[[int], None],
        on_failed: Callable[[int, BaseException], None],
    ) -> None:
        """Start the writer; its word comes on `loop`, in order.

        `on_committed(last_seq)`: everything up to it is durable. `on_failed(first_seq, error)`: everything
        submitted from it on is not, and nothing more is written until `resume`.
        """
        self._writer.start(Listener(loop, on_committed, on_failed))

    def close(self) -> None:
        """Write what was submitted, store the cursors, let go of the lock. Blocking."""
        self._writer.stop()
        self._database.close()
        self._store.close()
        if self._lock is not None:
            self._lock.release()

    # --- writing --------------------------------------------------------------------------------------------

    def submit(self, batch: Batch) -> None:
        """From the loop, in order of seq, without gaps."""
        self._writer.submit(batch)

    def note_cursor(self, subscriber: str, seq: int) -> None:
        """How far a subscriber has come; stored with a later batch, when idle, or at the end."""
        self._writer.note_cursor(subscriber, seq)

    def probe(self) -> None:
        """Can the database be written again? Blocking; raises `JournalError` when it cannot."""
        self._writer.ask(self._store.probe)

    def resume(self) -> None:
        """After a failure, when the state is rebuilt: what is submitted from now on is written."""
        self._writer.resume()

    def erase(self, subject: str) -> bool:
        """Forget everything sealed for a subject; False where nothing was. Blocking."""
        return bool(self._writer.ask(lambda: self._store.erase(subject)))

    def forget(self, limits: Limits) -> Forgotten:
        """Forget a part of what is personal and older than `limits`; again until nothing was. Blocking."""
        found = self._writer.ask(lambda: self._store.forget(limits))
        return found if isinstance(found, Forgotten) else Forgotten()

    # --- personal data --------------------------------------------------------------------------------------

    def subject_of(self, identity: str) -> str:
        """The opaque id of a person from an identity number, the same every time."""
        return self.vault.subject_of(identity)

    def digest_of(self, sealed: Sealed) -> str:
        """What an event may say of something sealed."""
        return self.vault.digest_of(sealed)

    def unseal(self, sealed_id: str) -> Sealed | None:
        """The clear text, or None when it was erased or never was."""
        with self._reader() as connection:
            return sealing.unseal(connection, self.vault, sealed_id)

    # --- reading --------------------------------------------------------------------------------------------

    def durable_seq(self) -> int:
        """The last seq, 0 in an empty journal."""
        with self._reader() as connection:
            return queries.durable_seq(connection)

    def latest_day(self) -> Record | None:
        """The last `day.opened`."""
        with self._reader() as connection:
            return queries.latest_day(connection)

    def records(self, after: int, limit: int = queries.PAGE) -> list[Record]:
        """A page of records behind `after`, in order."""
        with self._reader() as connection:
            return queries.records(connection, after, limit)

    def raw_records(self, after: int, limit: int = queries.PAGE) -> list[StoredRow]:
        """The same as stored."""
        with self._reader() as connection:
            return queries.raw_records(connection, after, limit)

    def dates(self) -> list[date]:
        """All local dates that the hall has opened, in order."""
        with self._reader() as connection:
            return queries.dates(connection)

    def day_records(self, day: date) -> Iterator[Record]:
        """All records of a hall day, read in pages."""
        with self._reader() as connection:
            bounds = queries.day_bounds(connection, day)
        after, until = bounds or (0, 0)
        while after < until:
            with self._reader() as connection:
                page = queries.records(connection, after, queries.PAGE, until)
            yield from page
            after = page[-1].seq

    def trace(self, entity: str, entity_id: str, after: int = 0, limit: int = queries.PAGE) -> list[Record]:
        """A page of the records about one entity."""
        with self._reader() as connection:
            return queries.trace(connection, entity, entity_id, after, limit)

    def keys_since(self, at: datetime) -> Iterator[KeyRow]:
        """Idempotency keys not older than `at`, oldest first, read in pages."""
        after = 0
        while True:
            with self._reader() as connection:
                page = queries.keys_page(connection, micros(at), after, self._zone())
            if not page:
                return
            yield from (key for _, key in page)
            after = page[-1][0]

    def cursor(self, subscriber: str) -> int | None:
        """How far a subscriber had come when it was last stored."""
        with self._reader() as connection:
            return queries.cursor(connection, subscriber)

    def ticket(self, ticket_id: str) -> TicketRow | None:
        """A ticket of any day."""
        with self._reader() as connection:
            return next(queries.ticket_rows(connection, ticket_id, self._zone()), None)

    def ticket_by_token(self, token: str) -> TicketRow | None:
        """The ticket of the last month that a QR code names."""
        with self._reader() as connection:
            return next(queries.token_rows(connection, token, self._clock().date(), self._zone()), None)

    def applications(self, ids: Iterable[str]) -> dict[str, ApplicationRow]:
        """Those that exist, by id."""
        with self._reader() as connection:
            return {row.id: row for row in queries.application_rows(connection, tuple(ids), self._zone())}

    def cases(self, ids: Iterable[str]) -> dict[str, Application]:
        """The applications that exist, whole: as they are stored, else as their events came to."""
        wanted = tuple(ids)
        with self._reader() as connection:
            stored = queries.case_bytes(connection, wanted)
        found = {name: decode_application(raw) for name, raw in stored.items()}
        for name in wanted:
            if name not in found and (application := self.replayed(name)) is not None:
                found[name] = application
        return found

    def replayed(self, application_id: str) -> Application | None:
        """The application that its events came to."""
        records: list[Record] = []
        while page := self.trace("application", application_id, records[-1].seq if records else 0):
            records += page
        return case_proof.replayed(records)

    def case_difference(self) -> str | None:
        """What is wrong with the first application that is not what its events came to."""
        after = ""
        while True:
            with self._reader() as connection:
                ids = case_proof.page_of_ids(connection, after)
                wrong = case_proof.difference(connection, ids) if ids else None
            if wrong is not None or not ids:
                return wrong
            after = ids[-1]

    def due_clocks(self, until: datetime, limit: int) -> list[tuple[str, str, datetime]]:
        """(application, clock, when) of clocks that warn or end by `until`, the earliest first."""
        with self._reader() as connection:
            due, zone = queries.due_clocks(connection, micros(until), limit), self._zone()
        return [(application, clock, moment_of(at, zone)) for application, clock, at in due]

    def next_clock(self) -> datetime | None:
        """When the next clock warns or ends."""
        with self._reader() as connection:
            at = queries.next_clock(connection)
        return None if at is None else moment_of(at, self._zone())

    def clocks_running_in(self, begin: datetime, end: datetime, after: str, limit: int) -> list[str]:
        """A page of applications behind `after`, by id, of which a clock runs between these times."""
        with self._reader() as connection:
            return queries.running_in(connection, (micros(begin), micros(end)), after, limit)

    def materials(self, application_id: str) -> list[MaterialRow]:
        """The materials of an application as they were last captured, in order of their first capture."""
        with self._reader() as connection:
            rows = queries.material_rows(connection, application_id, self._zone())
            return list({row.material: row for row in rows}.values())

    def document(self, document_id: str) -> DocumentRow | None:
        """A document of an application."""
        return self._document("id", document_id)

    def document_by_code(self, code: str) -> DocumentRow | None:
        """The document on whose paper this code stands."""
        return self._document("code", code)

    def _document(self, column: str, value: str) -> DocumentRow | None:
        with self._reader() as connection:
            return next(iter(queries.document_rows(connection, column, value, self._zone())), None)

    def documents(self, application_id: str) -> list[DocumentRow]:
        """The documents of an application, in the order in which they were made."""
        with self._reader() as connection:
            return queries.document_rows(connection, "application", application_id, self._zone())

    def seal_uses(self, before: int, limit: int = queries.PAGE) -> list[SealUseRow]:
        """The newest uses of seals before the event `before`."""
        with self._reader() as connection:
            return queries.seal_use_rows(connection, before, limit, self._zone())

    def messages(self, application_id: str) -> list[MessageRow]:
        """What an applicant was told, in order."""
        with self._reader() as connection:
            return list(queries.message_rows(connection, application_id, self._zone()))

    def seal_uses_of(self, application_id: str) -> list[SealUseRow]:
        """The uses of seals for an application, in order."""
        with self._reader() as connection:
            return queries.seal_uses_of(connection, application_id, self._zone())

    def notices(self, application_id: str) -> list[NoticeRow]:
        """The notices about an application, in order."""
        with self._reader() as connection:
            return list(queries.notice_rows(connection, application_id, self._zone()))

    def consultation_of_call(self, call: str) -> ConsultationRow | None:
        """What was recorded of a call of the hotline."""
        with self._reader() as connection:
            return next(queries.call_rows(connection, call, self._zone()), None)

    def consultations(self, before: int | None, limit: int) -> list[ConsultationRow]:
        """The newest consultations, or those before the event `before`, newest first."""
        with self._reader() as connection:
            end = queries.durable_seq(connection) + 1 if before is None else before
            return queries.consultation_rows(connection, end, limit, self._zone())

    def appointment(self, appointment_id: str) -> AppointmentRow | None:
        """An appointment of any day."""
        with self._reader() as connection:
            return next(queries.appointment_rows(connection, "id", appointment_id, self._zone()), None)

    def appointment_by_token(self, token: str) -> AppointmentRow | None:
        """The appointment that a QR code names."""
        with self._reader() as connection:
            return next(queries.appointment_rows(connection, "token", token, self._zone()), None)

    def ratings(self, rated: str) -> list[RatingRow]:
        """The ratings given for a ticket, or for an application by itself."""
        with self._reader() as connection:
            return list(queries.rating_rows(connection, rated, self._zone()))

    def projected_seq(self) -> int:
        """The last seq that another table than the journal's own knows of; never behind `durable_seq`."""
        with self._reader() as connection:
            return queries.projected_seq(connection)

    # --- figures --------------------------------------------------------------------------------------------

    def wal_bytes(self) -> int:
        """Size of SQLite's write-ahead log; it grows while a long reader keeps it from being emptied."""
        return self._database.wal_bytes()

    @property
    def stats(self) -> Stats:
        """What the writer has done."""
        return self._writer.stats

    def _zone(self) -> tzinfo:
        return self._clock().tzinfo or UTC

    @contextmanager
    def _reader(self) -> Iterator[Connection]:
        try:
            with self._database.connect_reader() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise JournalError(str(error)) from error
