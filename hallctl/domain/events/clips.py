"""What happens to clip marks (录像标记) and video sessions (视频核验). No picture is in an event."""

from __future__ import annotations

from datetime import datetime

from hallctl.domain.events.base import Event, event
from hallctl.domain.recording import Purpose, Recording, Use, VideoNotice, VideoOutcome


class ClipEvent(Event, frozen=True, kw_only=True):
    """What all events of a clip say."""

    clip: str


@event("clip.opened", shown="clip camera window purpose")
class ClipOpened(ClipEvent, frozen=True, kw_only=True):
    """From now on the camera sees what the mark is about."""

    camera: str
    window: str
    purpose: Purpose
    before: str
    after: str
    ticket: str | None = None
    session: str | None = None


@event("clip.closed", shown="clip camera purpose")
class ClipClosed(ClipEvent, frozen=True, kw_only=True):
    """It is over."""

    camera: str
    purpose: Purpose
    before: str
    after: str


@event("clip.marked", shown="clip camera window purpose", private="case")
class ClipMarked(ClipEvent, frozen=True, kw_only=True):
    """A stretch of the past, kept for a case."""

    camera: str
    window: str
    purpose: Purpose
    before: str
    after: str
    begun_at: datetime
    ended_at: datetime
    case: str
    ticket: str | None = None


@event("clip.held", private="case")
class ClipHeld(ClipEvent, frozen=True, kw_only=True):
    """It stays beyond retention."""

    case: str


@event("clip.released", private="case reason")
class ClipReleased(ClipEvent, frozen=True, kw_only=True):
    """It stays no longer than any other: nobody holds it from now on."""

    case: str
    reason: str
    held_for: None = None


@event("clip.attached")
class ClipAttached(ClipEvent, frozen=True, kw_only=True):
    """It is evidence for a bad rating; only in a hall that says so (`camera.review_evidence`)."""

    ticket: str


@event("clip.accessed", private="clip use case")
class ClipAccessed(ClipEvent, frozen=True, kw_only=True):
    """The access log (调阅记录): somebody looked at it, or tried to. `because`: code of the refusal."""

    use: Use
    case: str
    granted: bool
    because: str | None = None


@event("clip.stored", shown="clip content size", private="file key sha256")
class ClipStored(ClipEvent, frozen=True, kw_only=True):
    """A file of it lies in the hall's store. `key`: id of its sealed key."""

    file: str
    key: str
    content: str
    sha256: str
    size: int


@event("clip.deleted", shown="clip reason")
class ClipDeleted(ClipEvent, frozen=True, kw_only=True):
    """The mark and its files are gone."""

    reason: str
    before: str
    after: str


class VideoEvent(Event, frozen=True, kw_only=True):
    """What all events of a video session say."""

    session: str
    before: str
    after: str


@event("video.started", shown="session window peer after recording")
class VideoStarted(VideoEvent, frozen=True, kw_only=True):
    """Both windows see each other, and the recording is on (DEV-14)."""

    window: str
    peer: str
    recording: Recording
    notice: VideoNotice
    ticket: str | None = None
    application: str | None = None


@event("video.ended", shown="session after outcome")
class VideoEnded(VideoEvent, frozen=True, kw_only=True):
    """Over, with its outcome and what was recorded of it (XRG-02)."""

    outcome: VideoOutcome
    clips: tuple[str, ...] = ()
