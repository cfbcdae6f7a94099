"""Plain rows of clip marks (录像标记) and video sessions. No SQL here.

Times are zone-aware. A row tells what was durable when it was read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ClipRow:
    """A clip mark (录像标记) as it was last journaled. `held_for`: the case that keeps it."""

    id: str
    state: str
    camera: str
    window: str
    purpose: str
    ticket: str | None
    session: str | None
    begun_at: datetime
    ended_at: datetime | None
    held_for: str | None
    evidence_of: str | None


@dataclass(frozen=True, slots=True)
class ClipFileRow:
    """A file of a clip in the hall's store. `key`: id of the sealed key that opens it."""

    clip: str
    file: str
    key: str
    content: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class ClipAccessRow:
    """Who looked at a clip, or tried to, for what."""

    seq: int
    clip: str
    at: datetime
    person: str
    post: str
    workstation: str
    use: str
    case: str
    granted: bool
    because: str | None


@dataclass(frozen=True, slots=True)
class VideoRow:
    """A video session (视频核验) as it was last journaled."""

    id: str
    state: str
    window: str
    peer: str
    recording: str
    notice: str
    ticket: str | None
    application: str | None
    begun_at: datetime
    ended_at: datetime | None
    outcome: str | None
    clips: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClipSearch:
    """Which clips are looked for; None: any. `since` and `until` bound their beginning."""

    ticket: str | None = None
    session: str | None = None
    window: str | None = None
    camera: str | None = None
    purpose: str | None = None
    since: datetime | None = None
    until: datetime | None = None
