"""Clip marks, their files, who looked at them, and video sessions: projections of new events."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

SEQUENCE = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, SEQUENCE, primary_key=True, autoincrement=False)


def _texts(names: str, *, optional: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=optional) for name in names.split()]


def _numbers(names: str, *, optional: bool = False) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.BigInteger, nullable=optional) for name in names.split()]


def upgrade() -> None:
    """Make the tables; no earlier event has rows in them."""
    _clips()
    _videos()


def _clips() -> None:
    op.create_table(
        "clips",
        _key("opened_seq"),
        *_texts("id"),
        *_numbers("seq"),
        *_texts("state camera window purpose"),
        *_texts("ticket session", optional=True),
        *_numbers("begun_at"),
        *_numbers("ended_at", optional=True),
        *_texts("held_for evidence_of", optional=True),
    )
    op.create_index("clips_by_id", "clips", ["id"], unique=True)
    op.create_index("clips_of_ticket", "clips", ["ticket"])
    op.create_index("clips_by_time", "clips", ["begun_at"])
    op.create_index("clips_by_end", "clips", ["state", "ended_at"])
    op.create_table("clip_files", _key("seq"), *_texts("clip file key content sha256"), *_numbers("size"))
    op.create_index("clip_files_of_clip", "clip_files", ["clip"])
    op.create_table(
        "clip_accesses",
        _key("seq"),
        *_texts("clip"),
        *_numbers("at"),
        *_texts("person post workstation use case"),
        sa.Column("granted", sa.SmallInteger, nullable=False),
        *_texts("because", optional=True),
    )
    op.create_index("clip_accesses_of_clip", "clip_accesses", ["clip"])


def _videos() -> None:
    op.create_table(
        "videos",
        _key("started_seq"),
        *_texts("id"),
        *_numbers("seq"),
        *_texts("state window peer recording notice"),
        *_texts("ticket application", optional=True),
        *_numbers("begun_at"),
        *_numbers("ended_at", optional=True),
        *_texts("outcome", optional=True),
        sa.Column("clips", sa.Text, nullable=False, server_default="[]"),
    )
    op.create_index("videos_by_id", "videos", ["id"], unique=True)
    op.create_index("videos_of_application", "videos", ["application"])


def downgrade() -> None:
    """Old releases are served by the backup copy, not by a way back."""
    raise RuntimeError("restore the backup copy instead")
