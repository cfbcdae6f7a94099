"""Clip marks (录像标记), who looked at them, video sessions: reads of the journal. Blocking, thread-safe."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, tzinfo
from typing import Literal

from sqlalchemy import Connection

from hallctl.journal import clip_queries
from hallctl.journal.clip_rows import ClipAccessRow, ClipFileRow, ClipRow, ClipSearch, VideoRow


class ClipReading:
    """Reads on connections of its journal."""

    def __init__(
        self, reader: Callable[[], AbstractContextManager[Connection]], zone: Callable[[], tzinfo]
    ) -> None:
        self._reader, self._zone = reader, zone

    def find(self, search: ClipSearch) -> list[ClipRow]:
        """Clips that fit and are not deleted, the newest first, at most `clip_queries.MOST`."""
        with self._reader() as connection:
            return list(clip_queries.clips(connection, search, self._zone()))

    def clip(self, clip: str) -> ClipRow | None:
        """A clip of any day; None where there is none or its retention is over."""
        with self._reader() as connection:
            row = next(clip_queries.clip(connection, clip, self._zone()), None)
        return None if row is None or row.state == clip_queries.GONE else row

    def expired(self, before: datetime, limit: int = 200) -> tuple[str, ...]:
        """Clips that ended before then and nobody holds, the oldest first."""
        with self._reader() as connection:
            return tuple(clip_queries.expired_clips(connection, before, limit))

    def files(self, clip: str) -> list[ClipFileRow]:
        """Its files in the hall's store."""
        with self._reader() as connection:
            return list(clip_queries.files(connection, clip, self._zone()))

    def kept_files(self) -> frozenset[str]:
        """All files that the store must have."""
        with self._reader() as connection:
            return clip_queries.kept_files(connection)

    def left_behind(self) -> list[ClipFileRow]:
        """Files of deleted clips whose keys are still there."""
        with self._reader() as connection:
            return list(clip_queries.left_behind(connection, self._zone()))

    def accesses(self, clip: str) -> list[ClipAccessRow]:
        """Who looked at it or tried to, in order; also of a clip that is deleted."""
        with self._reader() as connection:
            return list(clip_queries.accesses(connection, clip, self._zone()))

    def videos(self, column: Literal["id", "state", "application", "ticket"], value: str) -> list[VideoRow]:
        """Video sessions of an application or a ticket, in a state, or the one with an id."""
        with self._reader() as connection:
            return list(clip_queries.videos(connection, column, value, self._zone()))
