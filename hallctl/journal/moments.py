"""Times in the database: whole microseconds since the epoch, UTC, in a BIGINT.

The same on SQLite and PostgreSQL, exact, narrow in an index, in order when compared, and no driver can move
it to another zone. A reader gives back the hall's own zone.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moment: datetime) -> int:
    """Microseconds since the epoch of a zone-aware moment, exact."""
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def moment_of(stored: int, zone: tzinfo) -> datetime:
    """The moment that was stored, in `zone`."""
    return (EPOCH + timedelta(microseconds=stored)).astimezone(zone)
