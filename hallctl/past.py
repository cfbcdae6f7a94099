"""What the journal says that the hall is: taken up at the start, and again after a fault."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from hallctl.domain.day import HallDay, replay
from hallctl.journal.journal import Journal
from hallctl.journal.rows import KeyRow

PAGE: Final = 2000


def from_journal(journal: Journal, keys_since: datetime) -> tuple[HallDay, dict[bytes, KeyRow]]:
    """The latest day as it opened and all that came later, and the idempotency keys (blocking)."""
    day = HallDay()
    opened = journal.latest_day()
    if opened is not None:
        day = replay([opened], day)
    while records := journal.records(day.seq, PAGE):
        day = replay(records, day)
    return day, {row.scope: row for row in journal.keys_since(keys_since)}
