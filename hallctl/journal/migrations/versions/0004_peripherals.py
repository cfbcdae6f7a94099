"""Captured materials, consultations by telephone, and what became of a result that was sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
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
    op.create_table(
        "materials",
        _key("seq"),
        *_texts("application material capture"),
        sa.Column("pages", sa.Integer, nullable=False),
        *_texts("sha256 device operator"),
        *_numbers("at"),
    )
    op.create_index("materials_of_application", "materials", ["application"])
    op.create_table(
        "consultations",
        _key("seq"),
        *_texts("id channel kind call"),
        *_texts("item sealed", optional=True),
        *_numbers("began_at"),
        *_numbers("ended_at", optional=True),
        *_numbers("at"),
    )
    op.create_index("consultations_by_call", "consultations", ["call"])
    op.create_index("consultations_by_time", "consultations", ["began_at"])
    with op.batch_alter_table("applications") as applications:
        applications.add_column(sa.Column("tracking", sa.Text, nullable=True))
        applications.add_column(sa.Column("delivered_at", sa.BigInteger, nullable=True))
