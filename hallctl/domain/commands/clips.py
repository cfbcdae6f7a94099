"""Clip marks (录像标记) and video sessions (视频核验)."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.commands.base import Command
from hallctl.domain.recording import Purpose, Use, VideoNotice, VideoOutcome


class MarkDispute(Command, frozen=True, kw_only=True):
    """Mark what the cameras of a window have just seen, and keep it for `case` (DEV-08)."""

    window: str
    begun_at: datetime
    ended_at: datetime
    case: str


class AccessClip(Command, frozen=True, kw_only=True):
    """Look at a clip for `use` under `case`. `purpose`: the clip's own; None: there is no such clip."""

    clip: str
    purpose: Purpose | None
    use: Use
    case: str


class HoldClip(Command, frozen=True, kw_only=True):
    """Keep a clip beyond retention, for `case`."""

    clip: str
    case: str


class ReleaseClip(Command, frozen=True, kw_only=True):
    """Keep it no longer than any other."""

    clip: str
    reason: str


class StoreClip(Command, frozen=True, kw_only=True):
    """A file of a clip lies in the hall's store: a still or footage, with its SHA-256 in hexadecimal.

    `key`: id of the sealed key that opens it.
    """

    clip: str
    file: str
    key: str
    content: str
    sha256: str
    size: int


class DeleteClips(Command, frozen=True, kw_only=True):
    """Retention is over for these; those on hold stay (SEC-10)."""

    clips: tuple[str, ...]


class StartVideo(Command, frozen=True, kw_only=True):
    """Begin a video session of a remote window with `peer`, for an application or the ticket served there.

    `notice`: how the person was told of the recording.
    """

    window: str
    peer: str
    notice: VideoNotice | None = None
    application: str | None = None

    @property
    def applications(self) -> tuple[str, ...]:
        """The application that it is about."""
        return () if self.application is None else (self.application,)


class EndVideo(Command, frozen=True, kw_only=True):
    """End a video session; it has an outcome (DEV-14)."""

    session: str
    outcome: VideoOutcome | None = None
