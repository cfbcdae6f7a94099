"""The tables of the journal, for SQLite and PostgreSQL alike. Alembic revisions make them; see `migrations`.

`events` is the truth. The other tables are projections of it, except `keys`, `cursors`, `sealed`,
`subject_keys` and `facts`. Times are microseconds (`moments`), dates ISO text, lists JSON text.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, Table, Text, text

from hallctl.journal import clip_rows, indicator_rows, result_rows, rows
from hallctl.journal.shapes import columns

METADATA: Final = MetaData()

# A SQLite INTEGER PRIMARY KEY is the rowid itself: no second tree, and rows lie in order of seq.
Sequence = BigInteger().with_variant(Integer, "sqlite")


def _text(name: str, *, optional: bool = False) -> Column[str]:
    return Column(name, Text, nullable=optional)


def _time(name: str, *, optional: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=optional)


def _seq(name: str = "seq") -> Column[int]:
    return Column(name, BigInteger, nullable=False)


def _kept(name: str, row: type, key: str = "seq", **options: Any) -> Table:
    """The table of a projection: a column for each field of `row`, and `seq` of the last event behind it.

    `key`: the primary key; where it is no field, the seq of the event that began it.
    """
    own = {column.name: column for column in columns(row)}
    primary = Column(key, Text if key == "id" else Sequence, primary_key=True, autoincrement=False)
    last = [] if key == "seq" else [_seq()]
    rest = [column for label, column in own.items() if label not in {key, "seq"}]
    return Table(name, METADATA, primary, *last, *rest, info={"projected": True}, **options)


EVENTS: Final = Table(
    "events",
    METADATA,
    Column("seq", Sequence, primary_key=True, autoincrement=False),
    _text("day"),
    _text("type"),
    _text("entity"),
    _text("entity_id"),
    _time("at"),
    _time("recorded_at"),
    _text("actor_kind"),
    _text("actor_person"),
    _text("actor_post"),
    _text("actor_window"),
    _text("actor_workstation"),
    Column("raw", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
)
Index("events_of_entity", EVENTS.c.entity_id, EVENTS.c.seq)
SUPERVISED: Final = text("entity = 'supervision'")
Index("events_for_supervision", EVENTS.c.seq, sqlite_where=SUPERVISED, postgresql_where=SUPERVISED)

DAYS: Final = Table(
    "days",
    METADATA,
    Column("seq", Sequence, primary_key=True, autoincrement=False),
    _text("date"),
)
Index("days_by_date", DAYS.c.date)

TICKETS: Final = _kept("tickets", rows.TicketRow, "id", sqlite_with_rowid=False)  # ids grow with the day
# Tokens are random: behind the day, only the pages of one day are touched, however many days there were.
Index("tickets_by_token", TICKETS.c.valid_on, TICKETS.c.token, unique=True)

APPOINTMENTS: Final = _kept("appointments", rows.AppointmentRow, "booked_seq")
Index("appointments_by_id", APPOINTMENTS.c.id, unique=True)
Index("appointments_by_token", APPOINTMENTS.c.token, unique=True)
Index("appointments_by_slot", APPOINTMENTS.c.slot)

APPLICATIONS: Final = _kept("applications", rows.ApplicationRow, "received_seq")
Index("applications_by_id", APPLICATIONS.c.id, unique=True)
# Searches give a page of the newest: the index is read from its end.
Index("applications_of_person", APPLICATIONS.c.person, APPLICATIONS.c.received_seq)
Index("applications_of_item", APPLICATIONS.c.item, APPLICATIONS.c.state, APPLICATIONS.c.received_seq)
Index("applications_by_state", APPLICATIONS.c.state, APPLICATIONS.c.received_seq)
Index(
    "applications_of_department",
    *(APPLICATIONS.c[name] for name in ("department", "state", "received_seq")),
)
Index("applications_of_owner", APPLICATIONS.c.owner, APPLICATIONS.c.state, APPLICATIONS.c.received_seq)
_DUE: Final = text("due_at IS NOT NULL")
Index("applications_due", APPLICATIONS.c.due_at, sqlite_where=_DUE, postgresql_where=_DUE)

_BESIDE: Final = text("beside <> ''")
Index("applications_beside", APPLICATIONS.c.beside, sqlite_where=_BESIDE, postgresql_where=_BESIDE)

PARTS: Final = Table(
    "application_parts",
    METADATA,
    Column("application", Text, primary_key=True),
    Column("department", Text, primary_key=True),
    _seq(),
    _text("part"),
    _text("state"),
    _time("submitted_at"),
    sqlite_with_rowid=False,
    info={"projected": True},
)
"""Who has parts of a joint matter (联办): how the part stands, and the whole."""
Index("parts_of_department", *(PARTS.c[name] for name in ("department", "state", "submitted_at")))
Index("parts_by_part", PARTS.c.department, PARTS.c.part)

CASES: Final = Table(
    "cases",
    METADATA,
    Column("id", Text, primary_key=True),
    _seq(),
    Column("revision", BigInteger, nullable=False),
    _text("state"),
    Column("raw", LargeBinary, nullable=False),
    info={"projected": True},
)
"""The whole application as the next act will find it (`encode_application`)."""

CLOCKS: Final = Table(
    "clocks",
    METADATA,
    Column("application", Text, primary_key=True),
    Column("clock", Text, primary_key=True),
    *(column for column in columns(rows.ClockRow) if column.name not in {"application", "clock"}),
    sqlite_with_rowid=False,
    info={"projected": True},
)
_RUNNING: Final = text("next_at IS NOT NULL")
Index("clocks_of_kind", CLOCKS.c.kind, CLOCKS.c.state)
Index("clocks_next", CLOCKS.c.next_at, sqlite_where=_RUNNING, postgresql_where=_RUNNING)

DOCUMENTS: Final = Table(
    "application_documents",
    METADATA,
    Column("id", Text, primary_key=True),
    *(column for column in columns(rows.DocumentRow) if column.name != "id"),
    info={"projected": True},
)
Index("documents_of_application", DOCUMENTS.c.application)
Index("documents_by_number", DOCUMENTS.c.number, unique=True)
Index("documents_by_kind", DOCUMENTS.c.kind, DOCUMENTS.c.made_seq)
Index("documents_by_code", DOCUMENTS.c.code, unique=True)
_UNSEALED: Final = text("seal IS NULL")
Index(
    "documents_unsealed",
    *(DOCUMENTS.c[name] for name in ("kind", "made_seq")),
    sqlite_where=_UNSEALED,
    postgresql_where=_UNSEALED,
)

RESULTS: Final = _kept("results", result_rows.ResultRow, "id")
_PUBLIC: Final = text("published_at IS NOT NULL")
Index("results_public", RESULTS.c.decided_at, RESULTS.c.id, sqlite_where=_PUBLIC, postgresql_where=_PUBLIC)
Index("results_of_item", RESULTS.c.item, RESULTS.c.decided_at)
Index("results_by_certificate", RESULTS.c.certificate_number)

CLOCK_ENDS: Final = Table(
    "clock_ends",
    METADATA,
    Column("application", Text, primary_key=True),
    Column("clock", Text, primary_key=True),
    *(
        column
        for column in columns(indicator_rows.ClockEndRow)
        if column.name not in {"application", "clock"}
    ),
    sqlite_with_rowid=False,
    info={"projected": True},
)
# Indicators of a stretch of time are counted on the index alone.
Index("clock_ends_by_time", CLOCK_ENDS.c.ended_at, CLOCK_ENDS.c.kind, CLOCK_ENDS.c.late)

BY_TIME: Final = _kept("by_time", indicator_rows.ByTimeRow)
Index("by_time_by_time", BY_TIME.c.at, BY_TIME.c.act)
Index("by_time_of_application", BY_TIME.c.application)

SEAL_USES: Final = _kept("seal_uses", rows.SealUseRow)
Index("seal_uses_of_application", SEAL_USES.c.application)

MATERIALS: Final = _kept("materials", rows.MaterialRow)
Index("materials_of_application", MATERIALS.c.application)

CONSULTATIONS: Final = _kept("consultations", rows.ConsultationRow)
Index("consultations_by_call", CONSULTATIONS.c.call)
Index("consultations_by_time", CONSULTATIONS.c.began_at)

RATINGS: Final = _kept("ratings", rows.RatingRow)
Index("ratings_of_ticket", RATINGS.c.ticket)
Index("ratings_of_applications", RATINGS.c.applications)

NOTICES: Final = _kept("notices", rows.NoticeRow, "requested_seq")
Index("notices_by_id", NOTICES.c.id, unique=True)
Index("notices_of_application", NOTICES.c.application)

MESSAGES: Final = _kept("messages", rows.MessageRow, "queued_seq")
Index("messages_by_id", MESSAGES.c.id, unique=True)
Index("messages_of_application", MESSAGES.c.application)
Index("messages_by_state", MESSAGES.c.state, MESSAGES.c.queued_seq)

CLIPS: Final = _kept("clips", clip_rows.ClipRow, "opened_seq")
Index("clips_by_id", CLIPS.c.id, unique=True)
Index("clips_of_ticket", CLIPS.c.ticket)
Index("clips_by_time", CLIPS.c.begun_at)
Index("clips_by_end", CLIPS.c.state, CLIPS.c.ended_at)

CLIP_FILES: Final = _kept("clip_files", clip_rows.ClipFileRow)
Index("clip_files_of_clip", CLIP_FILES.c.clip)

CLIP_ACCESSES: Final = _kept("clip_accesses", clip_rows.ClipAccessRow)
Index("clip_accesses_of_clip", CLIP_ACCESSES.c.clip)

VIDEOS: Final = _kept("videos", clip_rows.VideoRow, "started_seq")
Index("videos_by_id", VIDEOS.c.id, unique=True)
Index("videos_of_application", VIDEOS.c.application)

PROJECTED: Final = (DAYS, *(table for table in METADATA.sorted_tables if table.info.get("projected")))
"""Every table whose rows follow from events; the `seq` of a row is that of an event."""

KEYS: Final = Table(
    "keys",
    METADATA,
    Column("id", Sequence, primary_key=True, autoincrement=True),
    Column("scope", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    _seq("first_seq"),
    _seq("last_seq"),
    _time("at"),
)

CURSORS: Final = Table(
    "cursors",
    METADATA,
    Column("subscriber", Text, primary_key=True),
    _seq(),
)

SEALED: Final = Table(
    "sealed",
    METADATA,
    Column("id", Text, primary_key=True),
    _text("subject"),
    _text("kind"),
    Column("nonce", LargeBinary, nullable=False),
    Column("cipher", LargeBinary, nullable=False),
)
Index("sealed_of_subject", SEALED.c.subject)

SUBJECT_KEYS: Final = Table(
    "subject_keys",
    METADATA,
    Column("subject", Text, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
)

FACTS: Final = Table(
    "facts",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", LargeBinary, nullable=False),
)
