"""What is asked of the journal about clip marks (录像标记), their files, who looked, and video sessions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Final

from sqlalchemy import ColumnElement, Connection, and_, select

from hallctl.journal import tables
from hallctl.journal.clip_rows import ClipAccessRow, ClipFileRow, ClipRow, ClipSearch, VideoRow
from hallctl.journal.moments import micros
from hallctl.journal.queries import rows_of

MOST: Final = 500
"""Clips that one search gives, the newest first."""

GONE: Final = "DELETED"
ENDED: Final = "CLOSED"
_CLIPS: Final = tables.CLIPS.c


def clips(connection: Connection, search: ClipSearch, zone: tzinfo) -> Iterator[ClipRow]:
    """Those that fit and are not deleted, the newest first."""
    found: list[ColumnElement[bool]] = [_CLIPS.state != GONE]
    for name in ("ticket", "session", "window", "camera", "purpose"):
        wanted = getattr(search, name)
        if wanted is not None:
            found.append(_CLIPS[name] == wanted)
    if search.since is not None:
        found.append(_CLIPS.begun_at >= micros(search.since))
    if search.until is not None:
        found.append(_CLIPS.begun_at < micros(search.until))
    newest = _CLIPS.opened_seq.desc()
    return rows_of(connection, tables.CLIPS, ClipRow, and_(*found), zone, order=newest, limit=MOST)


def clip(connection: Connection, wanted: str, zone: tzinfo) -> Iterator[ClipRow]:
    """The clip with this id, even a deleted one."""
    return rows_of(connection, tables.CLIPS, ClipRow, _CLIPS.id == wanted, zone)


def expired_clips(connection: Connection, before: datetime, limit: int) -> list[str]:
    """Ids of clips that ended before then and are not on hold, the oldest first."""
    old = (_CLIPS.state == ENDED) & (_CLIPS.ended_at < micros(before)) & _CLIPS.held_for.is_(None)
    return list(connection.scalars(select(_CLIPS.id).where(old).order_by(_CLIPS.ended_at).limit(limit)))


def files(connection: Connection, wanted: str, zone: tzinfo) -> Iterator[ClipFileRow]:
    """The stored files of a clip, in the order in which they came."""
    own = tables.CLIP_FILES.c
    return rows_of(connection, tables.CLIP_FILES, ClipFileRow, own.clip == wanted, zone, order=own.seq)


def kept_files(connection: Connection) -> frozenset[str]:
    """Names of the stored files of clips that are not deleted."""
    own = tables.CLIP_FILES.c
    kept = select(own.file).join(tables.CLIPS, _CLIPS.id == own.clip).where(_CLIPS.state != GONE)
    return frozenset(connection.scalars(kept))


def left_behind(connection: Connection, zone: tzinfo) -> Iterator[ClipFileRow]:
    """Stored files of deleted clips that could still be opened, in the order in which they came."""
    own = tables.CLIP_FILES.c
    deleted = own.clip.in_(select(_CLIPS.id).where(_CLIPS.state == GONE))
    openable = own.key.in_(select(tables.SEALED.c.id))
    return rows_of(connection, tables.CLIP_FILES, ClipFileRow, deleted & openable, zone, order=own.seq)


def accesses(connection: Connection, wanted: str, zone: tzinfo) -> Iterator[ClipAccessRow]:
    """Who looked at a clip or tried to, in order."""
    own = tables.CLIP_ACCESSES.c
    return rows_of(connection, tables.CLIP_ACCESSES, ClipAccessRow, own.clip == wanted, zone, order=own.seq)


def videos(connection: Connection, column: str, value: str, zone: tzinfo) -> Iterator[VideoRow]:
    """Video sessions by `id`, `state`, `application` or `ticket`."""
    own = tables.VIDEOS.c
    return rows_of(connection, tables.VIDEOS, VideoRow, own[column] == value, zone, order=own.started_seq)
