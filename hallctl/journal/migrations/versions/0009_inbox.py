"""What is needed to find everybody's work: departments' parts of joint matters, what waits beside a state."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_PAGE = 1000
_MICROSECONDS = 1_000_000
_RESULTS = {"D10", "D11", "D12"}
_KEPT = {"GRANTED", "REFUSED", "RESULT_READY", "AWAITING_COLLECTION", "UNCOLLECTED"}
"""A result is there and has not left the hall."""
_STATES = {"RECEIVED", *_KEPT}
_TELLS = (b'"children"', b'"notice"', b'"declined_by"')
_BESIDE = sa.text("beside <> ''")


def upgrade() -> None:
    """Both follow from the applications that are there."""
    with op.batch_alter_table("applications") as applications:
        applications.add_column(sa.Column("beside", sa.Text, nullable=False, server_default=""))
    op.create_index(
        "applications_beside", "applications", ["beside"], sqlite_where=_BESIDE, postgresql_where=_BESIDE
    )
    parts = op.create_table(
        "application_parts",
        sa.Column("application", sa.Text, primary_key=True),
        sa.Column("department", sa.Text, primary_key=True),
        sa.Column("seq", sa.BigInteger, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("part", "state")),
        sa.Column("submitted_at", sa.BigInteger, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("parts_of_department", "application_parts", ["department", "state", "submitted_at"])
    op.create_index("parts_by_part", "application_parts", ["department", "part"])
    op.create_index("clocks_of_kind", "clocks", ["kind", "state"])
    connection = op.get_bind()
    for row in _cases(connection):
        case = json.loads(row.raw)
        beside = _beside(case, row.state)
        if beside:
            connection.execute(
                sa.text("UPDATE applications SET beside = :beside WHERE id = :id"),
                {"beside": beside, "id": row.id},
            )
        rows = _parts(case, row)
        if rows:
            connection.execute(parts.insert(), rows)


def _cases(connection: sa.Connection) -> Iterator[Any]:
    after = ""
    page = sa.text("SELECT id, seq, state, raw FROM cases WHERE id > :after ORDER BY id LIMIT :page")
    while rows := connection.execute(page, {"after": after, "page": _PAGE}).all():
        after = rows[-1].id
        yield from (
            row for row in rows if row.state in _STATES or any(each in bytes(row.raw) for each in _TELLS)
        )


def _beside(case: dict[str, Any], state: str) -> str:
    if case.get("declined_by") and not case.get("verified_by"):
        return "UNVERIFIED"
    if state in _KEPT:
        bare = any(each["kind"] in _RESULTS and not each.get("seal") for each in case.get("documents", ()))
        return "UNSEALED" if bare else ""
    if case.get("notice"):
        return "NOTICE"
    return "UNCHECKED" if state == "RECEIVED" and not case.get("checks") else ""


def _parts(case: dict[str, Any], row: Any) -> list[dict[str, Any]]:
    since = case.get("submitted_at")
    submitted_at = int(datetime.fromisoformat(since).timestamp() * _MICROSECONDS) if since else 0
    found = {
        child["department"]: {
            "application": row.id,
            "department": child["department"],
            "seq": row.seq,
            "part": child["state"],
            "state": row.state,
            "submitted_at": submitted_at,
        }
        for child in case.get("children", ())
    }
    return list(found.values())


def downgrade() -> None:
    """Old releases are served by the backup copy, not by a way back."""
    raise RuntimeError("restore the backup copy instead")
