"""Notices on paper: who printed which, with which template, under which seal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; no earlier event has rows in it."""
    op.create_table(
        "notices",
        sa.Column(
            "requested_seq",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("state", "device", "template", "version")),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("application", "ticket", "window", "operator")
        ),
        sa.Column("copies", sa.SmallInteger, nullable=False),
        sa.Column("seal", sa.Text),
        sa.Column("fault", sa.Text),
        sa.Column("requested_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
    )
    op.create_index("notices_by_id", "notices", ["id"], unique=True)
    op.create_index("notices_of_application", "notices", ["application"])


def downgrade() -> None:
    """Old releases are served by the backup copy, not by a way back."""
    raise RuntimeError("restore the backup copy instead")
