"""Applications as a whole, their clocks and documents, and what they are looked for by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SEARCHES = {
    "applications_of_person": ("person",),
    "applications_of_item": ("item", "state"),
    "applications_by_state": ("state",),
    "applications_of_department": ("department", "state"),
    "applications_of_owner": ("owner", "state"),
}
_SEQ = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_SEAL_USE = ("seal", "document", "application", "sha256", "certificate", "person", "post", "place")
_RUNNING = sa.text("next_at IS NOT NULL")
_PUBLIC = sa.text("published_at IS NOT NULL")
_DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    """Earlier applications have no case: the next act makes it from their events."""
    _applications()
    op.create_table(
        "cases",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("raw", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "clocks",
        sa.Column("application", sa.Text, primary_key=True),
        sa.Column("clock", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger),
        sa.Column("next_at", sa.BigInteger),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("liable", sa.Text, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("clocks_next", "clocks", ["next_at"], sqlite_where=_RUNNING, postgresql_where=_RUNNING)
    op.create_table(
        "application_documents",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("application", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("made_seq", sa.BigInteger, nullable=False, server_default="0"),
        *(sa.Column(name, sa.Text, nullable=False, server_default="") for name in ("file", "key", "sha256")),
        *(sa.Column(name, sa.BigInteger, nullable=False, server_default="0") for name in ("size", "pages")),
        *(sa.Column(name, sa.Text) for name in ("code", "seal")),
    )
    op.create_index("documents_of_application", "application_documents", ["application"])
    op.create_index("documents_by_number", "application_documents", ["number"], unique=True)
    op.create_index("documents_by_kind", "application_documents", ["kind", "made_seq"])
    op.create_index("documents_by_code", "application_documents", ["code"], unique=True)
    _results()
    _indicators()
    _messages()
    _paperwork()


def _results() -> None:
    op.create_table(
        "results",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("item", sa.Text, nullable=False),
        sa.Column("item_version", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("department", "outcome")),
        sa.Column("decided_at", sa.BigInteger, nullable=False),
        sa.Column("valid", sa.SmallInteger, nullable=False),
        sa.Column("published_at", sa.BigInteger),
        *(sa.Column(name, sa.Text) for name in ("certificate", "certificate_number", "applicant")),
    )
    op.create_index(
        "results_public",
        "results",
        ["decided_at", "id"],
        sqlite_where=_PUBLIC,
        postgresql_where=_PUBLIC,
    )
    op.create_index("results_of_item", "results", ["item", "decided_at"])
    op.create_index("results_by_certificate", "results", ["certificate_number"])


def _indicators() -> None:
    with op.batch_alter_table("ratings") as ratings:
        ratings.add_column(sa.Column("person", sa.Text))
    op.create_table(
        "clock_ends",
        sa.Column("application", sa.Text, primary_key=True),
        sa.Column("clock", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("ended_at", sa.BigInteger, nullable=False),
        sa.Column("late", sa.SmallInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("clock_ends_by_time", "clock_ends", ["ended_at", "kind", "late"])
    op.create_table(
        "by_time",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("application", "act")),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("by_time_by_time", "by_time", ["at", "act"])


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column(
            "queued_seq",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("seq", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("id", "state", "application", "kind")),
        *(sa.Column(name, sa.Text) for name in ("told_by", "fault")),
        sa.Column("queued_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
    )
    op.create_index("messages_by_id", "messages", ["id"], unique=True)
    op.create_index("messages_of_application", "messages", ["application"])


def _applications() -> None:
    with op.batch_alter_table("applications") as applications:
        applications.add_column(sa.Column("item_version", sa.BigInteger, nullable=False, server_default="1"))
        for name in ("department", "owner"):
            applications.add_column(sa.Column(name, sa.Text, nullable=False, server_default=""))
        applications.add_column(sa.Column("person", sa.Text))
        for name in ("submitted_at", "accepted_at", "decided_at", "closed_at", "due_at"):
            applications.add_column(sa.Column(name, sa.BigInteger))
    op.execute("UPDATE applications SET submitted_at = received_at")
    for name, columns in _SEARCHES.items():
        op.create_index(name, "applications", [*columns, "received_seq"])
    op.create_index("applications_due", "applications", ["due_at"], sqlite_where=_DUE, postgresql_where=_DUE)


def _paperwork() -> None:
    op.create_table(
        "seal_uses",
        sa.Column("seq", _SEQ, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in _SEAL_USE),
        sa.Column("at", sa.BigInteger, nullable=False),
    )
    op.create_index("seal_uses_of_application", "seal_uses", ["application"])
    with op.batch_alter_table("notices") as notices:
        notices.add_column(sa.Column("document", sa.Text, nullable=False, server_default=""))
        notices.add_column(sa.Column("copy", sa.SmallInteger, nullable=False, server_default="0"))


def downgrade() -> None:
    """Old releases are served by the backup copy, not by a way back."""
    raise RuntimeError("restore the backup copy instead")
