"""The journal: events that nothing changes any more, what is projected from them, keys and sealed text."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _columns(
    names: str, kind: type[sa.types.TypeEngine[Any]], *, optional: bool = False
) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=optional) for name in names.split()]


def _texts(names: str) -> list[sa.Column[Any]]:
    return _columns(names, sa.Text)


def _perhaps(names: str) -> list[sa.Column[Any]]:
    return _columns(names, sa.Text, optional=True)


def _numbers(names: str) -> list[sa.Column[Any]]:
    return _columns(names, sa.BigInteger)


def _moments(names: str) -> list[sa.Column[Any]]:
    return _columns(names, sa.BigInteger, optional=True)


def _blobs(names: str) -> list[sa.Column[Any]]:
    return _columns(names, sa.LargeBinary)


def _key(name: str) -> sa.Column[Any]:
    return sa.Column(name, SEQUENCE, primary_key=True, autoincrement=False)


def upgrade() -> None:
    """Make the tables of the first release."""
    _journal()
    _projections()
    _beside()
    _refuse_changes()


def _journal() -> None:
    op.create_table(
        "events",
        _key("seq"),
        *_texts("day type entity entity_id"),
        *_numbers("at recorded_at"),
        *_texts("actor_kind actor_person actor_post actor_window actor_workstation"),
        *_blobs("raw hash"),
    )
    op.create_index("events_of_entity", "events", ["entity_id", "seq"])


def _projections() -> None:
    op.create_table("days", _key("seq"), *_texts("date"))
    op.create_index("days_by_date", "days", ["date"])
    op.create_table(
        "tickets",
        sa.Column("id", sa.Text, primary_key=True),
        *_numbers("seq"),
        *_texts("number zone items"),
        *_perhaps("type"),
        *_texts("klass state"),
        *_numbers("taken_at"),
        *_texts("valid_on token channel"),
        *_perhaps("reason"),
        *_moments("slot"),
        *_perhaps("appointment holder window target_window staff"),
        sa.Column("no_shows", sa.Integer, nullable=False, server_default="0"),
        *_moments("called_at started_at ended_at"),
        *_perhaps("outcome"),
        sa.Column("applications", sa.Text, nullable=False, server_default="[]"),
        *_perhaps("printed"),
        *_columns("rated", sa.SmallInteger, optional=True),
        sqlite_with_rowid=False,
    )
    op.create_index("tickets_by_token", "tickets", ["valid_on", "token"], unique=True)
    op.create_table(
        "appointments",
        _key("booked_seq"),
        *_texts("id"),
        *_numbers("seq"),
        *_texts("state item zone"),
        *_numbers("slot"),
        *_texts("token"),
        *_perhaps("holder ticket reason"),
    )
    op.create_index("appointments_by_id", "appointments", ["id"], unique=True)
    op.create_index("appointments_by_token", "appointments", ["token"], unique=True)
    op.create_index("appointments_by_slot", "appointments", ["slot"])
    op.create_table(
        "applications",
        _key("received_seq"),
        *_texts("id"),
        *_numbers("seq"),
        *_texts("state"),
        *_columns("revision", sa.Integer),
        *_texts("item ticket window"),
        *_columns("copies", sa.Integer),
        *_numbers("received_at"),
        *_perhaps("reason"),
    )
    op.create_index("applications_by_id", "applications", ["id"], unique=True)
    op.create_table(
        "ratings",
        _key("seq"),
        *_texts("ticket window staff items"),
        *_columns("level bad", sa.SmallInteger),
        *_texts("channel reasons"),
        *_perhaps("text"),
        *_numbers("at"),
    )
    op.create_index("ratings_of_ticket", "ratings", ["ticket"])


def _beside() -> None:
    op.create_table(
        "keys",
        sa.Column("id", SEQUENCE, primary_key=True, autoincrement=True),
        *_blobs("scope body"),
        *_numbers("first_seq last_seq at"),
    )
    op.create_table("cursors", sa.Column("subscriber", sa.Text, primary_key=True), *_numbers("seq"))
    op.create_table(
        "sealed",
        sa.Column("id", sa.Text, primary_key=True),
        *_texts("subject kind"),
        *_blobs("nonce cipher"),
    )
    op.create_index("sealed_of_subject", "sealed", ["subject"])
    op.create_table("subject_keys", sa.Column("subject", sa.Text, primary_key=True), *_blobs("wrapped"))
    op.create_table("facts", sa.Column("name", sa.Text, primary_key=True), *_blobs("value"))


SQLITE_TRIGGERS = (
    """CREATE TRIGGER events_refuse_update BEFORE UPDATE ON events
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER events_refuse_delete BEFORE DELETE ON events
    BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END""",
)
POSTGRES_TRIGGERS = (
    """CREATE FUNCTION events_refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$""",
    """CREATE TRIGGER events_refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON events
    FOR EACH STATEMENT EXECUTE FUNCTION events_refuse_change()""",
)


def _refuse_changes() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for trigger in SQLITE_TRIGGERS if sqlite else POSTGRES_TRIGGERS:
        op.execute(trigger)


def downgrade() -> None:
    """Old releases are served by the backup copy, not by a way back."""
    raise RuntimeError("restore the backup copy instead")
