"""Casework: what time did to an application, and its rating, are found by the application.

What lies on the desks of the staff is found at once: documents without a seal, messages by state, notes for
supervision.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_UNSEALED = sa.text("seal IS NULL")
_SUPERVISED = sa.text("entity = 'supervision'")


def upgrade() -> None:
    """No row changes."""
    op.create_index("by_time_of_application", "by_time", ["application"])
    op.create_index(
        "documents_unsealed",
        "application_documents",
        ["kind", "made_seq"],
        sqlite_where=_UNSEALED,
        postgresql_where=_UNSEALED,
    )
    op.create_index("messages_by_state", "messages", ["state", "queued_seq"])
    op.create_index(
        "events_for_supervision", "events", ["seq"], sqlite_where=_SUPERVISED, postgresql_where=_SUPERVISED
    )
    op.create_index("ratings_of_applications", "ratings", ["applications"])


def downgrade() -> None:
    """Old releases are served by the backup copy, not by a way back."""
    raise RuntimeError("restore the backup copy instead")
