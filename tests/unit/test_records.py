"""Stored records and the threads that read them."""

from pathlib import Path

from halls import Clock, a_journal

from hallctl.domain import records
from hallctl.domain.events import TYPES


def test_every_event_is_known_before_a_thread_can_read_one(tmp_path: Path) -> None:
    """Two threads that learn types with a part in common would end the process."""
    records._decoder.cache_clear()
    a_journal(tmp_path / "hall.db", Clock())
    assert records._decoder.cache_info().currsize == len(TYPES)
