"""What comes back about recordings and video sessions."""

from __future__ import annotations

from datetime import datetime

import msgspec

from web.api.answers import Seen


class ClipView(msgspec.Struct, frozen=True, kw_only=True):
    """A clip mark. `held_for`: the case that keeps it; `evidence_of`: the ticket that was rated badly."""

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


class ClipsAnswer(Seen, frozen=True, kw_only=True):
    """Clip marks, the newest first."""

    clips: tuple[ClipView, ...]


class ClipFileView(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a clip."""

    file: str
    content: str
    sha256: str
    size: int


class ClipAccessView(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the access log."""

    at: datetime
    person: str
    post: str
    workstation: str
    use: str
    case: str
    granted: bool
    because: str | None


class ClipAnswer(Seen, frozen=True, kw_only=True):
    """A clip with its files and everybody who looked at it or tried to."""

    clip: ClipView
    files: tuple[ClipFileView, ...]
    fetching: bool
    accesses: tuple[ClipAccessView, ...]


class VideoView(msgspec.Struct, frozen=True, kw_only=True):
    """A video session (视频核验). `clips`: what was recorded of it, once it has ended."""

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
    clips: tuple[str, ...]


class VideosAnswer(Seen, frozen=True, kw_only=True):
    """Video sessions."""

    sessions: tuple[VideoView, ...]
