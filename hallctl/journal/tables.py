"""The tables of the journal, for SQLite and PostgreSQL alike. Alembic revisions make them; see `migrations`.

`events` is the truth. The other tables are projections of it, except `keys`, `cursors`, `sealed`,
`subject_keys` and `facts`. Times are microseconds (`moments`), dates ISO text, lists JSON text.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, MetaData, SmallInteger, Table, Text

METADATA: Final = MetaData()

# A SQLite INTEGER PRIMARY KEY is the rowid itself: no second tree, and rows lie in order of seq.
Sequence = BigInteger().with_variant(Integer, "sqlite")


def _text(name: str, *, optional: bool = False) -> Column[str]:
    return Column(name, Text, nullable=optional)


def _time(name: str, *, optional: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=optional)


def _seq(name: str = "seq") -> Column[int]:
    return Column(name, BigInteger, nullable=False)


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

DAYS: Final = Table(
    "days",
    METADATA,
    Column("seq", Sequence, primary_key=True, autoincrement=False),
    _text("date"),
)
Index("days_by_date", DAYS.c.date)

TICKETS: Final = Table(
    "tickets",
    METADATA,
    Column("id", Text, primary_key=True),
    _seq(),
    _text("number"),
    _text("zone"),
    _text("items"),
    _text("type", optional=True),
    _text("klass"),
    _text("state"),
    _time("taken_at"),
    _text("valid_on"),
    _text("token"),
    _text("channel"),
    _text("reason", optional=True),
    _time("slot", optional=True),
    _text("appointment", optional=True),
    _text("holder", optional=True),
    _text("window", optional=True),
    _text("target_window", optional=True),
    _text("staff", optional=True),
    Column("no_shows", Integer, nullable=False, server_default="0"),
    _time("called_at", optional=True),
    _time("started_at", optional=True),
    _time("ended_at", optional=True),
    _text("outcome", optional=True),
    Column("applications", Text, nullable=False, server_default="[]"),
    _text("printed", optional=True),
    Column("rated", SmallInteger),
    sqlite_with_rowid=False,  # one tree instead of two; ids grow with the day
)
# Tokens are random: behind the day, only the pages of one day are touched, however many days there were.
Index("tickets_by_token", TICKETS.c.valid_on, TICKETS.c.token, unique=True)

APPOINTMENTS: Final = Table(
    "appointments",
    METADATA,
    Column("booked_seq", Sequence, primary_key=True, autoincrement=False),
    _text("id"),
    _seq(),
    _text("state"),
    _text("item"),
    _text("zone"),
    _time("slot"),
    _text("token"),
    _text("holder", optional=True),
    _text("ticket", optional=True),
    _text("reason", optional=True),
)
Index("appointments_by_id", APPOINTMENTS.c.id, unique=True)
Index("appointments_by_token", APPOINTMENTS.c.token, unique=True)
Index("appointments_by_slot", APPOINTMENTS.c.slot)

APPLICATIONS: Final = Table(
    "applications",
    METADATA,
    Column("received_seq", Sequence, primary_key=True, autoincrement=False),
    _text("id"),
    _seq(),
    _text("state"),
    Column("revision", Integer, nullable=False),
    _text("item"),
    _text("ticket", optional=True),
    _text("window", optional=True),
    Column("copies", Integer, nullable=False),
    _time("received_at"),
    _text("reason", optional=True),
    _text("tracking", optional=True),
    _time("delivered_at", optional=True),
    Column("channel", Text, nullable=False, server_default="ONSITE"),
    _text("device", optional=True),
    _text("applicant", optional=True),
    _text("code", optional=True),
)
Index("applications_by_id", APPLICATIONS.c.id, unique=True)

MATERIALS: Final = Table(
    "materials",
    METADATA,
    Column("seq", Sequence, primary_key=True, autoincrement=False),
    _text("application"),
    _text("material"),
    _text("capture"),
    Column("pages", Integer, nullable=False),
    _text("sha256"),
    _text("device"),
    _text("operator"),
    _time("at"),
)
Index("materials_of_application", MATERIALS.c.application)

CONSULTATIONS: Final = Table(
    "consultations",
    METADATA,
    Column("seq", Sequence, primary_key=True, autoincrement=False),
    _text("id"),
    _text("channel"),
    _text("kind"),
    _text("call"),
    _text("item", optional=True),
    _text("sealed", optional=True),
    _time("began_at"),
    _time("ended_at", optional=True),
    _time("at"),
)
Index("consultations_by_call", CONSULTATIONS.c.call)
Index("consultations_by_time", CONSULTATIONS.c.began_at)

RATINGS: Final = Table(
    "ratings",
    METADATA,
    Column("seq", Sequence, primary_key=True, autoincrement=False),
    _text("ticket", optional=True),
    _text("window"),
    _text("staff"),
    _text("items"),
    Column("level", SmallInteger, nullable=False),
    Column("bad", SmallInteger, nullable=False),
    _text("channel"),
    _text("reasons"),
    _text("text", optional=True),
    _time("at"),
    Column("applications", Text, nullable=False, server_default="[]"),
)
Index("ratings_of_ticket", RATINGS.c.ticket)

NOTICES: Final = Table(
    "notices",
    METADATA,
    Column("requested_seq", Sequence, primary_key=True, autoincrement=False),
    _text("id"),
    _seq(),
    _text("state"),
    _text("device"),
    _text("template"),
    _text("version"),
    _text("application"),
    _text("ticket"),
    _text("window"),
    _text("operator"),
    Column("copies", SmallInteger, nullable=False),
    _text("seal", optional=True),
    _text("fault", optional=True),
    _time("requested_at"),
    _time("ended_at", optional=True),
)
Index("notices_by_id", NOTICES.c.id, unique=True)
Index("notices_of_application", NOTICES.c.application)

CLIPS: Final = Table(
    "clips",
    METADATA,
    Column("opened_seq", Sequence, primary_key=True, autoincrement=False),
    _text("id"),
    _seq(),
    _text("state"),
    _text("camera"),
    _text("window"),
    _text("purpose"),
    _text("ticket", optional=True),
    _text("session", optional=True),
    _time("begun_at"),
    _time("ended_at", optional=True),
    _text("held_for", optional=True),
    _text("evidence_of", optional=True),
)
Index("clips_by_id", CLIPS.c.id, unique=True)
Index("clips_of_ticket", CLIPS.c.ticket)
Index("clips_by_time", CLIPS.c.begun_at)
Index("clips_by_end", CLIPS.c.state, CLIPS.c.ended_at)

CLIP_FILES: Final = Table(
    "clip_files",
    METADATA,
    Column("seq", Sequence, primary_key=True, autoincrement=False),
    _text("clip"),
    _text("file"),
    _text("key"),
    _text("content"),
    _text("sha256"),
    Column("size", BigInteger, nullable=False),
)
Index("clip_files_of_clip", CLIP_FILES.c.clip)

CLIP_ACCESSES: Final = Table(
    "clip_accesses",
    METADATA,
    Column("seq", Sequence, primary_key=True, autoincrement=False),
    _text("clip"),
    _time("at"),
    _text("person"),
    _text("post"),
    _text("workstation"),
    _text("use"),
    _text("case"),
    Column("granted", SmallInteger, nullable=False),
    _text("because", optional=True),
)
Index("clip_accesses_of_clip", CLIP_ACCESSES.c.clip)

VIDEOS: Final = Table(
    "videos",
    METADATA,
    Column("started_seq", Sequence, primary_key=True, autoincrement=False),
    _text("id"),
    _seq(),
    _text("state"),
    _text("window"),
    _text("peer"),
    _text("recording"),
    _text("notice"),
    _text("ticket", optional=True),
    _text("application", optional=True),
    _time("begun_at"),
    _time("ended_at", optional=True),
    _text("outcome", optional=True),
    Column("clips", Text, nullable=False, server_default="[]"),
)
Index("videos_by_id", VIDEOS.c.id, unique=True)
Index("videos_of_application", VIDEOS.c.application)

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
