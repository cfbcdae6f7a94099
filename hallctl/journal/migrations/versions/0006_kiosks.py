"""Applications that were handed in at a kiosk, and ratings of them: without a ticket or a window."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Everything so far came in at a window, on a ticket."""
    with op.batch_alter_table("applications") as applications:
        applications.alter_column("ticket", existing_type=sa.Text, nullable=True)
        applications.alter_column("window", existing_type=sa.Text, nullable=True)
        applications.add_column(sa.Column("channel", sa.Text, nullable=False, server_default="ONSITE"))
        for name in ("device", "applicant", "code"):
            applications.add_column(sa.Column(name, sa.Text, nullable=True))
    with op.batch_alter_table("ratings") as ratings:
        ratings.alter_column("ticket", existing_type=sa.Text, nullable=True)
        ratings.add_column(sa.Column("applications", sa.Text, nullable=False, server_default="[]"))


def downgrade() -> None:
    """Old releases are served by the backup copy, not by a way back."""
    raise RuntimeError("restore the backup copy instead")
